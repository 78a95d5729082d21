### What stands over every screen: dialogs, messages, keys, and the names of the screens.

message-saved-as = Guardado como { $path }
message-pictures-saved = { $count ->
    [one] { $count } imagen guardada
   *[other] { $count } imágenes guardadas
 }
message-alt-text-drafted = Texto alternativo redactado a partir de la foto: léelo antes de publicarlo
message-removed = Se quitó { $name }
message-product-added = { $product } es un producto de { $brand }
message-starter-again = { $name } vuelve a ser el ejemplo
message-imported = Se importó { $name }
message-start-from-it = { $name }: ¿partir de ella en las próximas imágenes?

notification-picture-ready = Tu imagen está lista
notification-caption-ready = Tu texto está listo
notification-picture-failed = Una imagen ha fallado
notification-caption-failed = Un texto ha fallado

message-one-removed = Quitado
message-pictures-removed = { $count ->
    [one] { $count } imagen quitada
   *[other] { $count } imágenes quitadas
 }
message-jobs-removed = { $count } trabajos quitados
message-no-longer-searched = Ya no se busca en { $path }
message-most-pictures = Una publicación muestra { $most } imágenes como máximo
message-product-in-post = { $name } está en la publicación
message-photo-in-post = Tu foto está en la publicación

closing-waiting = { $count ->
    [one] El trabajo en espera sigue en la lista y empieza cuando se vuelve a abrir Brandish.
   *[other] Los { $count } trabajos en espera siguen en la lista y empiezan cuando se vuelve a abrir Brandish.
 }
closing-with-team = { $count ->
    [one] Tu equipo sigue con 1 trabajo; el resultado llega cuando se vuelve a abrir Brandish.
   *[other] Tu equipo sigue con { $count } trabajos; los resultados llegan cuando se vuelve a abrir Brandish.
 }

dialog-lora-refused = La LoRA { $name } no se puede usar: { $reason }.
dialog-no-file-manager = Este escritorio no tiene gestor de archivos. La imagen está en { $folder }.

start-no-display = Aquí no hay pantalla: no están definidas ni DISPLAY ni WAYLAND_DISPLAY. Abre Brandish en un escritorio o usa la línea de órdenes: brandish generate "Red running shoes".
start-display-out-of-reach = No se puede acceder a la pantalla. Inicia sesión en el escritorio con el usuario que abre Brandish; en una sesión remota, permite a Brandish usar la pantalla.
start-no-graphics = { $advice } ({ $detail }). La línea de órdenes funciona igualmente: brandish --help.
start-no-window = La ventana no se puede abrir.
start-no-graphics-windows = Windows no ofrece a Brandish ni OpenGL ni Direct3D para dibujar. Actualiza el controlador de la tarjeta gráfica; con Escritorio remoto, abre Brandish en el propio ordenador
start-no-graphics-macos = macOS no ofrece a Brandish OpenGL para dibujar. Abre Brandish en el propio ordenador, no en una sesión remota
start-no-graphics-linux = Este escritorio no ofrece a Brandish OpenGL para dibujar, tampoco por software. Instala Mesa (en Debian y Ubuntu, el paquete libgl1-mesa-dri) o actualiza el controlador de la tarjeta gráfica

path-not-writable = No se puede escribir en { $folder }: { $error }.
path-not-whole = { $path } no es una ruta completa: empieza por / o ~/.
path-add-name-of-file = { $path } es una carpeta. Añade el nombre del archivo.
path-no-file = No hay ningún archivo { $path }.
path-no-folder = No hay ninguna carpeta { $path }.
path-add-name-for-file = { $path } es una carpeta. Añade un nombre para el archivo.
path-file-exists = Ya hay un archivo { $path }. Elige otro nombre.
path-not-a-folder = { $path } es un archivo, no una carpeta.
path-folder-not-made = No se puede crear la carpeta { $path }: { $error }.

message-picture-copied = Imagen copiada
message-draft-alternative-text = un borrador del texto alternativo
message-removing-a-product = quitar un producto
message-the-new-product = el producto nuevo
message-nothing-undo = No hay nada que deshacer
message-colours-from-picture = colores de una imagen
message-brand-has-pictures-colours = La marca tiene los colores de la imagen
message-copied = Copiado
message-picture-photo-no-prompt-no = Esta imagen es una foto: no la hizo ningún prompt ni modelo
message-recipe-brief = La receta está en el briefing
message-start-from-it-button = Partir de ella
message-post-keeps-one-picture = Una publicación conserva una imagen
message-nothing-redo = No hay nada que rehacer

keys-keys = Teclas
keys-with-key = Teclas (?)

closing-being-made-now-stopped-retry = Lo que se está haciendo se detiene; Reintentar en su tarjeta lo vuelve a hacer.
closing-close-brandish = ¿Cerrar Brandish?
closing-close = Cerrar Brandish
closing-keep-it-open = Dejarlo abierto

dialog-start-from-picture = Partir de una imagen
dialog-picture = Imagen
dialog-choose-picture-white-redraw = Elige una imagen que sea blanca donde hay que redibujar
dialog-add-a-lora = Añadir una LoRA
dialog-save-the-picture = Guardar la imagen
dialog-choose-a-model = Elegir un modelo
dialog-model = Modelo
dialog-save-support-file = Guardar un archivo de ayuda
dialog-choose-a-folder = Elegir una carpeta
dialog-use-my-photo = Usar mi foto
dialog-save-the-post = Guardar la publicación
dialog-export-all-posts-into-folder = Exportar todas las publicaciones a una carpeta
dialog-import-a-brand = Importar una marca
dialog-brand = Marca
dialog-export-the-brand = Exportar la marca
dialog-choose-a-font = Elegir una fuente
dialog-font = Fuente
dialog-choose-photo-product = Elegir una foto del producto
dialog-choose-a-logo = Elegir un logotipo
dialog-choose-a-picture = Elegir una imagen
dialog-pictures-being-made = Se están haciendo imágenes

drop-drop-models-file-folder-add = Suelta el archivo o la carpeta de un modelo para añadirlo
drop-drop-photos-products-add = Suelta fotos de productos para añadirlos
drop-drop-brand-import-picture-brands = Suelta una marca para importarla o una imagen como logotipo de la marca

keys-generate = Generar
keys-generate-before-all-waiting-jobs = Generar antes de todos los trabajos en espera
keys-go-prompt = Ir al prompt
keys-leave-a-field = Salir de un campo
keys-save-picture = Guardar la imagen como…
keys-next-variation = Variación siguiente
keys-previous-variation = Variación anterior
keys-favourite = Favorita
keys-remove-the-picture = Quitar la imagen
keys-undo-removing-brands-undo-any = Deshacer la eliminación; en Marcas, cualquier cambio
keys-redo-in-brands = Rehacer, en Marcas
keys-create-2-5-for-other = Crear; de 2 a 5 las demás pantallas
keys-this-list = Esta lista
keys-close = Cerrar

start-brandish-cannot-open = Brandish no se puede abrir
start-files-brandish-missing-install = Faltan archivos de Brandish; instálalo de nuevo
start-close = Cerrar

path-save-as = Guardar como
path-save = Guardar
path-open-a-file = Abrir un archivo
path-open = Abrir
path-choose-a-folder = Elegir una carpeta
path-save-here = Guardar aquí
path-open-a-folder = Abrir una carpeta
path-desktop-has-no-file-dialog = Este escritorio no tiene diálogo de archivos. Escribe la ruta.
path-path = Ruta
path-cancel = Cancelar

message-undo = Deshacer
message-close-message = Cerrar el mensaje
message-close = Cerrar

control-one-fewer = Una menos
control-one-more = Una más

unit-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
 }
unit-kilobytes = KB
unit-megabytes = MB
unit-gigabytes = GB

screen-create = Crear
screen-library = Biblioteca
screen-brands = Marcas
screen-models = Modelos
screen-settings = Ajustes

dialog-choose-table-campaign = Elegir la tabla de una campaña
dialog-table = Tabla

drop-drop-picture-use-table-for = Suelta una imagen para usarla, una tabla para una campaña, un modelo o una marca para añadirlos

closing-campaign-stops-brandish-offers-go = La campaña se detiene y Brandish ofrece continuarla cuando se vuelve a abrir.

unit-monday = lunes
unit-tuesday = martes
unit-wednesday = miércoles
unit-thursday = jueves
unit-friday = viernes
unit-saturday = sábado
unit-sunday = domingo

unit-january = enero
unit-february = febrero
unit-march = marzo
unit-april = abril
unit-may = mayo
unit-june = junio
unit-july = julio
unit-august = agosto
unit-september = septiembre
unit-october = octubre
unit-november = noviembre
unit-december = diciembre

unit-day-of-month = { $weekday }, { $day } de { $month }

key-ctrl = Ctrl
key-shift = Mayús
key-enter = Intro
key-escape = Esc
key-delete = Supr
