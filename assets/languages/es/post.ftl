### The post editor.

post-findings = { $count ->
    [0] Nada que corregir
    [one] 1 hallazgo
   *[other] { $count } hallazgos
 }
post-layout-named = Diseño: { $name }
post-save-as-where = La publicación para { $format }, en la carpeta que elijas ({ $key })
post-save-where-last = Guardar la publicación para { $format } como { $file } donde guardaste la última vez
post-count = { $count ->
    [one] { $count } publicación
   *[other] { $count } publicaciones
 }
post-also = { $count ->
    [0] También…
   *[other] También { $count }
 }
post-photo-named = Foto: { $name }
post-of-photo = La publicación de { $name }, como la dejaste
post-picture-number = Imagen { $number }
post-product-named = Producto: { $name }
post-shift-click-adds = Mayús + clic lo añade al lado
post-for = Publicación para { $format }
post-show-format = Mostrar { $format }
post-has-own-version = Tiene una versión propia
post-for-too = Publicación también para { $format }
post-finished-of = Una publicación terminada de { $name }
post-sample-of = Publicación de ejemplo de { $name }
post-only = Solo { $format }
post-brand-named = Marca de la publicación: { $name }
post-headline-length = { $count } caracteres; los titulares cortos se leen mejor
post-redo-key = Rehacer ({ $key })
post-undo-key = Deshacer ({ $key })

photo-looking-photo = Mirando la foto
photo-model-drafts-had-models-under = Hay un modelo que lo redacta en Modelos, en «Para fotos»
photo-draft-from-photo = Redactar a partir de la foto
photo-sentence-photo-shows-by-model = Una frase sobre lo que muestra la foto, del modelo de este portátil

post-say-it-here = Dilo aquí
post-choose-the-object = Elegir el objeto
post-click-object-cut-out = Haz clic en el objeto que hay que recortar
post-add = Añadir
post-paint-over-belongs-object = Pinta sobre lo que pertenece al objeto
post-remove = Quitar
post-paint-over-does-not-belong = Pinta sobre lo que no le pertenece
post-cut-out = Recorte
post-picture-cut-out = Imagen que recortar
post-width = Grosor
post-undo-stroke = Deshacer trazo
post-start-again = Empezar de nuevo
post-done = Hecho
post-brand-check = Revisar la marca
post-contrast-colours-words-avoid-safe = Contraste, colores, palabras que evitar, zonas seguras y espacio del logotipo, en cada red
post-layout = Diseño
post-save-as = Guardar como…
post-pictures-captions-table-for-planner = Imágenes, textos y una tabla para tu planificador, en una carpeta nueva
post-export-all = Exportar todo
post-prompt-left-out-files-model = El prompt no se incluye en los archivos; sigue constando que la imagen la dibujó un modelo
post-without-the-prompt = Sin el prompt
post-page-for-client-approve-posts = Una página para que tu cliente apruebe las publicaciones, en HTML y PDF
post-approval-sheet = Hoja de aprobación
post-one-pdf-linkedin-posts-linkedin = Un PDF de las publicaciones de LinkedIn, que LinkedIn muestra como carrusel
post-linkedin-carousel = Carrusel de LinkedIn
post-as-zip = Como zip
post-everything-once-more-one-file = Todo otra vez en un solo archivo
post-export-all-makes-beside-pictures = Lo que Exportar todo hace además de imágenes y textos
post-your-photos = Tus fotos
post-subject-alone-before-brands-colours = Solo el motivo, ante los colores de la marca
post-use-cut-out = Recortar
post-picture-with-background = La imagen tal cual, con su fondo
post-whole-picture = Imagen entera
post-drag-post-choose-stays-sight = Arrastra la publicación para elegir lo que se ve
post-alternative-text = Texto alternativo
post-photo-shows-for-people-who = Lo que muestra la foto, para quien no puede verla
post-draft-alternative-text = Redactar el texto alternativo
post-select-click-post-does-too = Seleccionarla; también con un clic en la publicación
post-behind-the-others = Detrás de las demás
post-front-next-one = Delante de la siguiente
post-send-back = Enviar al fondo
post-bring-forward = Traer adelante
post-remove-picture-from-post-delete = Quitar esta imagen de la publicación (Supr)
post-remove-the-picture = Quitar la imagen
post-reading-the-picture = Leyendo la imagen
post-put-own-product-post-dropping = Pon tu producto en la publicación; también puedes soltarlo o pegarlo
post-use-my-photo = Usar mi foto…
post-add-another = Añadir otra…
post-add-cut-out-remove-from = Añade o quita del recorte con un pincel, o elige otro objeto
post-edit-cut-out = Editar el recorte…
post-sample-picture-use-photo-own = Una imagen de ejemplo; usa una foto tuya o genera una
post-size = Tamaño
post-drag-post-move-product-arrow = Arrastra la publicación para mover el producto; las flechas lo mueven un poco
post-back-layouts-own-place-size = Volver al lugar y tamaño del diseño
post-reset-the-place = Restablecer el lugar
post-products = Productos
post-add-beside-picture = Añadir junto a la imagen
post-all-networks = Todas las redes
post-shade-networks-own-controls-cover = Oscurecer lo que cubren los controles de la red
post-safe-zones = Zonas seguras
post-all-chosen-networks-once = Todas las redes elegidas a la vez
post-side-by-side = Lado a lado
post-layout-cannot-show-post = Este diseño no puede mostrar la publicación
post-click-post-see-large = Haz clic en una publicación para verla en grande
post-add-remove-networks = Añadir y quitar redes
post-networks-post = Redes de la publicación
post-no-brand = sin marca
post-sample-generate-picture-use-photo = Un ejemplo. Genera una imagen o usa una foto de tu producto.
post-edit-this-post = Editar esta publicación
post-brand = Marca
post-picture = Imagen
post-changes-for-every-network = Los cambios son para todas las redes
post-changes-for-network-alone-others = Los cambios son solo para esta red; las demás quedan como están
post-show-all-networks-show = Mostrar aquí lo que muestran todas las redes
post-same-others = Igual que las demás
post-without-brand = Sin marca
post-colours-fonts-logo-post = Sus colores, fuentes y logotipo están en la publicación
post-brands = Marcas
post-supporting-line = Línea de apoyo
post-does-for-reader = Lo que aporta a quien lo lee
post-fact-or-price = Dato o precio
post-20-off-fri-14-nov = 20 % menos, vie 14 nov, 49 €
post-call-to-action = Llamada a la acción
post-try-a-pair = Pruébatelas
post-your-handle = @tumarca
post-handle = Cuenta
post-headline = Titular
post-another-headline-caption-writer-undo = Otro titular del redactor; deshacer recupera el tuyo
post-another-headline = Otro titular
post-words-between-asterisks-have-brands = *Las palabras entre asteriscos* llevan el color de la marca
post-back-picture = Volver a la imagen
post-back-esc = Volver (Esc)
post-post = Publicación
post-redo = Rehacer
post-undo-last-change = Deshacer el último cambio
post-add-post = Añadir a esta publicación
post-another-picture-for-post-dropping = Otra imagen para esta publicación; también puedes soltarla con Mayús
post-add-a-picture = Añadir una imagen…
post-shift-click-adds-to-post = Mayús + clic la añade a esta publicación
