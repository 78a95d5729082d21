### Campaigns.

campaign-campaign-being-made-stop-first = Se está haciendo una campaña: detenla antes o espera a que acabe
campaign-go-on = Continuar
campaign-campaign-ready = Tu campaña está lista
campaign-campaign-stopped-before-end = Tu campaña se detuvo antes del final
campaign-campaign-could-not-finished = Tu campaña no se pudo terminar
campaign-not-finished-named = La campaña «{ $name }» no está terminada
campaign-named = Campaña { $name }
campaign-forget-campaign-files-stay = Olvidar esta campaña; sus archivos se quedan
campaign-forget-the-campaign = Olvidar la campaña
campaign-open = Abrir
campaign-open-the-campaign = Abrir la campaña
campaign-progress-campaign = Progreso de la campaña
campaign-use-a-table = Usar una tabla
campaign-make-posts-whole-table-csv = Haz las publicaciones de toda una tabla, CSV o XLSX; también puedes soltarla
campaign-make-posts-from-table = Hacer publicaciones de una tabla…
campaign-resume-the-queue = Reanudar la cola
campaign-made-stays-campaign-go-later = Lo hecho se queda; la campaña puede seguir después
campaign-stop-the-campaign = Detener la campaña
campaign-show-the-posts = Mostrar las publicaciones
campaign-start-without-rows-red = Empezar sin las filas en rojo
campaign-start = Empezar
campaign-checking-the-table = Comprobando la tabla
campaign-back-to-create = Volver a Crear
campaign-back-esc = Volver (Esc)
campaign-campaign = Campaña
campaign-table = Tabla
campaign-another-table = Otra tabla…
campaign-posts-go = Las publicaciones van a
campaign-another-folder = Otra carpeta…
campaign-for-rows-do-not-say = Para las filas que no lo dicen
campaign-no-brand = Sin marca
campaign-brand-campaign = Marca de la campaña
campaign-layout-campaign = Diseño de la campaña
campaign-model-campaign = Modelo de la campaña
campaign-networks-campaign = Redes de la campaña
campaign-also = También
campaign-approval-sheet = Hoja de aprobación
campaign-page-for-client-approve-posts = Una página para que tu cliente apruebe las publicaciones, en HTML y PDF
campaign-linkedin-carousel = Carrusel de LinkedIn
campaign-one-pdf-linkedin-posts-linkedin = Un PDF de las publicaciones de LinkedIn, que LinkedIn muestra como carrusel
campaign-as-zip = Como zip
campaign-everything-once-more-one-file = Todo otra vez en un solo archivo
campaign-posts-pass-brand-check = Solo publicaciones que pasan la revisión de marca
campaign-row-fails-check-finds-something = Una fila falla donde la revisión encuentra algo
campaign-photos-whole = Fotos enteras
campaign-nothing-cut-out-photos = No se recorta nada de las fotos
campaign-files-without-prompt = Archivos sin el prompt
campaign-model-drew-picture-stays-marked = Sigue constando que la imagen la dibujó un modelo
campaign-stop-after-many-failed-rows = Detener tras tantas filas fallidas seguidas
campaign-fewer-failed-rows = Menos filas fallidas
campaign-number-of-failed-rows = Número de filas fallidas
campaign-more-failed-rows = Más filas fallidas
campaign-not-finished = Sin terminar
campaign-not-started = Sin empezar
campaign-drop-csv-xlsx-table-onto = Suelta una tabla CSV o XLSX sobre la ventana. Cada fila hace las publicaciones de un producto.
campaign-campaign-begins-with-table = Una campaña empieza con una tabla
campaign-choose-a-table = Elegir una tabla…
campaign-read-as = se lee como
campaign-being-made = En curso
campaign-made-before = Hecha antes
campaign-error = Fallo
campaign-waiting = En espera
campaign-no-name = (sin nombre)
campaign-not-used = no se usa
campaign-empty = (vacío)
campaign-rows-left-out = { $count ->
    [one] 1 fila con errores queda fuera
   *[other] { $count } filas con errores quedan fuera
 }
campaign-rows-over = { $done } de { $rows }
campaign-failed-count = { $count } con fallo
campaign-left-count = quedan { $count }
campaign-is-stopping = deteniendo
campaign-queue-is-paused = la cola está en pausa
campaign-done-about = listo hacia las { $time }
campaign-posts = { $count ->
    [one] 1 publicación
   *[other] { $count } publicaciones
 }
campaign-cost = { $rows }, { $posts }, { $files } archivos: listo hacia las { $time } si empiezas ahora
campaign-rows = { $count ->
    [one] 1 fila
   *[other] { $number } filas
 }
campaign-made = { $rows } hechas, { $count } publicaciones
campaign-day-and-time = { $day } { $time }
campaign-rows-with-errors = { $count ->
    [0] { $rows }, sin errores
    [one] { $rows }, 1 con un error
   *[other] { $rows }, { $count } con errores
 }
campaign-failed-why = Fallida: { $why }
campaign-what-column-holds = Qué contiene la columna { $column }
