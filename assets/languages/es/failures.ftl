### States of jobs, why one failed and what to do, why a brief is refused, and what a check found.

state-queued = En cola
state-loading = Cargando { $model }
state-rendering = Dibujando { $done }/{ $total }
state-writing = Escribiendo
state-writing-words = Escribiendo, { $count } palabras
state-finishing = Terminando
state-done = Hecho
state-failed = Fallido
state-cancelled = Cancelado
state-interrupted = Interrumpido

failure-weights-missing = Faltan archivos de { $model }: no está { $path }.
failure-weights-damaged = Un archivo de { $model } está dañado: { $path } ({ $detail }).
failure-weights-changed = Otro programa cambió un archivo de { $model } mientras se usaba: { $path }.
failure-model-unsupported = { $model } no se puede usar tal cual: { $path }: { $detail }.
failure-out-of-memory = { $model } necesita unos { $needed } de memoria y hay { $free } libres.
failure-model-unknown = Aquí ya no hay ningún modelo «{ $model }».
failure-not-finite = El modelo calculó valores que no son una imagen.
failure-blank = La imagen salió vacía.
failure-disk-full = El disco está lleno: no cabe nada más en { $folder }.
failure-cannot-write = No se pueden guardar imágenes en { $folder }.
failure-not-saved = El trabajo no se pudo guardar, así que no se inició. { $detail }
failure-panicked = El dibujo se detuvo por un error de Brandish.
failure-engine = El dibujo ha fallado.
failure-worker = El worker { $worker } dice: { $sentence }
failure-given-up = { $count } workers del equipo lo empezaron y todos se detuvieron a medias.
failure-other-version = Los workers del equipo tienen otra versión de Brandish y no pueden leer este trabajo.
failure-picture-lost = La imagen se hizo, pero no está en el almacén del equipo.

advice-weights-missing = Devuelve el archivo a su sitio o instala Brandish de nuevo.
advice-weights-damaged = Consigue una copia íntegra: descarga el archivo de nuevo o vuelve a instalar Brandish.
advice-weights-changed = Reinténtalo: el archivo se leerá tal como está ahora.
advice-model-unsupported = Elige otro modelo u otra versión de este.
advice-photo = Elige otra foto y reinténtalo.
advice-unfit = Cambia lo que pides y reinténtalo.
advice-out-of-memory = Cierra otros programas y reinténtalo.
advice-model-unknown = Elige otro modelo.
advice-draw-another = Dibuja otra o dilo con otras palabras.
advice-disk-full = Libera espacio o elige otra carpeta y reinténtalo.
advice-not-saved = Corrígelo y reinténtalo.
advice-cannot-write = Elige una carpeta en la que puedas escribir y reinténtalo.
advice-worker = Avisa a quien lleva el worker o dibuja en este portátil.
advice-given-up = Reinténtalo o dibuja en este portátil.
advice-other-version = Pon los workers y este portátil en la misma versión o dibuja en este portátil.
advice-picture-lost = Comprueba en Ajustes que el almacén es el de los workers y reinténtalo.
advice-report = Reinténtalo. Si vuelve a pasar, copia los detalles e informa de ellos.

refusal-prompt-empty = Di qué debe mostrar la imagen.
refusal-prompt-too-long = El prompt tiene { $count } caracteres; caben { $most } como máximo. Acórtalo un poco.
refusal-negative-too-long = La lista de lo excluido tiene { $count } caracteres; caben { $most } como máximo.
refusal-size-unreadable = «{ $typed }» no es un tamaño. Escribe ancho x alto en píxeles, por ejemplo 1024x1024.
refusal-size-not-multiple = { $size } no se puede hacer: ancho y alto deben ser múltiplos de 8. Lo más cercano es { $nearest }.
refusal-size-out-of-range = { $size } está fuera de rango: { $model } hace imágenes de { $min } a { $max } píxeles por lado.
refusal-count-out-of-range = No se pueden hacer { $count } imágenes a la vez: elige de 1 a { $most }.
refusal-steps-out-of-range = { $given } pasos están fuera de rango: { $model } admite de { $min } a { $max }.
refusal-too-many-elements = En una imagen caben hasta { $most } ilustraciones; hay { $count } elegidas.
refusal-style-unused = { $model } no conoce estilos. Quita el estilo o elige un modelo de Stable Diffusion.
refusal-words-only = { $model } dibuja solo con palabras. Elige un modelo de Stable Diffusion o quita la imagen de partida, las LoRA y el muestreador.
refusal-part-of-nothing = Una parte que se redibuja necesita su imagen. Elige la imagen de partida.
refusal-lora-unread = Se está leyendo la LoRA { $name } para ver si encaja con el modelo.
refusal-seed-too-large = La semilla es demasiado grande para seguir contando; elige una menor.
refusal-too-many-facts = { $count } datos son demasiados: { $most } como máximo.
refusal-fact-too-long = Un dato tiene { $count } caracteres; caben { $most } como máximo.
refusal-detail-too-long = «{ $detail }» tiene { $count } caracteres; caben { $most } como máximo.

finding-off-palette = El { $percent } % de la publicación tiene colores que no son de la marca.
finding-word = { $what }: dice «{ $word }», que la marca evita.
finding-logo-crowded = { $what }: está a { $gap } px del logotipo, que necesita { $needed } px libres.

fault-outside = { $what }: entra { $pixels } px bajo los controles de la red.
fault-out-of-box = { $what }: se sale de su sitio { $pixels } px.
fault-overlap = { $what }: está encima de: { $other }.
fault-contrast = { $what }: contraste { $ratio }; con { $needed } se lee bien.
fault-small = { $what }: mide { $pixels } px de alto, apenas visible en un teléfono.

misfit-too-long = { $what }: no cabe en «{ $layout }» a { $size }, sobran unos { $count } caracteres. Acórtalo o elige otro diseño o formato.
misfit-too-wide = { $what }: la palabra «{ $word }» es un { $percent } % demasiado ancha para «{ $layout }» a { $size }. Elige una palabra más corta u otro diseño o formato.
misfit-missing = A «{ $layout }» le falta: { $what }. Escríbelo o elige otro diseño.

repair-drop-word = Quitar la palabra
repair-shorten = Acortar: { $what }
repair-use-layout = Usar «{ $name }»
repair-reset-placement = Devolver la imagen a su sitio
repair-cut-out = Usar los colores de la marca detrás

violation-too-long = El texto tiene { $count } { $unit }, caben { $limit }.
violation-alt-too-long = El texto alternativo tiene { $count } caracteres, caben { $limit }.
violation-title-too-long = El título tiene { $count } caracteres, caben { $limit }.
violation-too-many-hashtags = El texto tiene { $count } hashtags, se permiten { $limit }.
violation-never-word = El texto usa «{ $word }», que la marca nunca usa.
violation-emoji-unwanted = El texto usa emojis, que la marca no usa.
violation-refused = El texto usa { $found }, que { $network } rechaza.
violation-other = El texto: { $what }.
