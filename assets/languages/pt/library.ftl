### The Library.

library-pictures = { $count ->
    [one] { $count } imagem
   *[other] { $count } imagens
 }
library-save-selected = Guardar { $count } como…
library-remove-selected = Remover { $count }
library-picture-of = Imagem: { $prompt }
library-all-pictures-appear = Todas as suas imagens aparecem aqui
library-no-pictures-yet = Ainda não há imagens
library-make-first-one = Fazer a primeira
library-try-fewer-words-all-brands = Experimente menos palavras ou todas as marcas
library-no-picture-found = Nenhuma imagem encontrada
library-library = Biblioteca
library-search-prompts = Procurar nos prompts
library-search = Procurar
library-favourites = Favoritas
library-all-brands = Todas as marcas
library-filter-by-brand = Filtrar por marca
library-clear-selection = Limpar a seleção
library-remove-from-favourites = Remover dos favoritos
library-favourite = Favorita
library-deselect = Desmarcar
library-select = Selecionar
library-make-a-post = Fazer uma publicação
library-save-as = Guardar como…
library-copy = Copiar
library-use-recipe = Usar a receita
library-show-in-folder = Mostrar na pasta
library-remove = Remover
library-before-after-collage = Antes e depois, ou uma colagem
library-one-post = Fazer delas uma publicação
library-add-post = Adicionar à publicação
