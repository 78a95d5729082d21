### The Library.

library-pictures = { $count ->
    [one] { $count } imagen
   *[other] { $count } imágenes
 }
library-save-selected = Guardar { $count } como…
library-remove-selected = Quitar { $count }
library-picture-of = Imagen: { $prompt }
library-all-pictures-appear = Todas tus imágenes aparecen aquí
library-no-pictures-yet = Aún no hay imágenes
library-make-first-one = Hacer la primera
library-try-fewer-words-all-brands = Prueba con menos palabras o con todas las marcas
library-no-picture-found = No se encontró ninguna imagen
library-library = Biblioteca
library-search-prompts = Buscar en los prompts
library-search = Buscar
library-favourites = Favoritas
library-all-brands = Todas las marcas
library-filter-by-brand = Filtrar por marca
library-clear-selection = Anular la selección
library-remove-from-favourites = Quitar de favoritos
library-favourite = Favorita
library-deselect = Deseleccionar
library-select = Seleccionar
library-make-a-post = Hacer una publicación
library-save-as = Guardar como…
library-copy = Copiar
library-use-recipe = Usar la receta
library-show-in-folder = Mostrar en la carpeta
library-remove = Quitar
library-before-after-collage = Antes y después, o un collage
library-one-post = Una publicación con ellas
library-add-post = Añadir a la publicación
