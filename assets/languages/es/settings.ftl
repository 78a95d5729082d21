### Settings and the status bar.

settings-data-folder = Ajustes e historial: { $path }
settings-serve = Permitir que otros programas de este portátil usen Brandish ({ $address })
settings-language = Idioma
settings-like-the-system = Como el sistema

status-free-memory = { $size } de memoria libre
status-this-laptop = { $count ->
    [one] este portátil, { $count } núcleo
   *[other] este portátil, { $count } núcleos
 }
status-team-workers = { $count ->
    [one] cola del equipo, { $count } worker
   *[other] cola del equipo, { $count } workers
 }
status-jobs = { $count ->
    [one] { $count } trabajo
   *[other] { $count } trabajos
 }
status-ready-about = { $jobs }, listo hacia las { $time }

settings-queue-and-store-answer = La cola y el almacén responden. { $workers }
settings-queue-answers = La cola responde. { $workers }
settings-workers = { $count ->
    [0] Todavía no hay ningún worker conectado.
    [one] 1 worker: { $names }.
   *[other] { $count } workers: { $names }.
 }
settings-workers-and-more = { $count } workers: { $names } y más.
settings-settings = Ajustes
settings-pictures = Imágenes
settings-choose-a-folder = Elegir una carpeta…
settings-open-the-folder = Abrir la carpeta
settings-use-default-folder = Usar la carpeta predeterminada
settings-new-pictures-saved-older-ones = Las imágenes nuevas se guardan aquí; las antiguas se quedan donde están
settings-render-on = Dibujar en
settings-appearance = Apariencia
settings-same-system = Igual que el sistema
settings-light = Claro
settings-dark = Oscuro
settings-when-picture-finished = Cuando se termina una imagen
settings-notify-me-while-window-background = Avisarme cuando la ventana está en segundo plano
settings-with-a-sound = Con un sonido
settings-while-pictures-made = Mientras se hacen imágenes
settings-save-as-jpeg = Guardar como JPEG
settings-quality = Calidad
settings-downloads = Descargas
settings-other-programs = Otros programas
settings-privacy = Privacidad
settings-about = Acerca de
settings-keep-computer-usable = Mantener utilizable este equipo mientras se dibuja
settings-half-cores-others-first = La mitad de los núcleos del procesador dibuja y escribe, y los demás programas tienen prioridad; las imágenes tardan hasta el doble, y más mientras esos trabajan. Se aplica desde la próxima imagen
settings-keep-laptop-awake = Mantener despierto este portátil
settings-what-draws = Qué dibuja
settings-device-auto = Automático
settings-device-card = { $name }, { $memory }
settings-processor = Procesador
settings-no-card-found = No se encontró ninguna tarjeta gráfica que esta versión de Brandish pueda usar; dibuja el procesador
settings-card-draws-pictures = La tarjeta gráfica dibuja las imágenes; los textos los escribe el procesador. Si un modelo no cabe en su memoria, dibuja el procesador
settings-nothing-leaves-laptop-no-account = Nada sale de este portátil: ni cuenta ni telemetría
settings-teams-workers-receive-prompts-no = Solo los workers de tu equipo reciben tus prompts: ni cuenta ni telemetría
settings-no-other-program-ask-brandish = Ningún otro programa puede pedir nada a Brandish
settings-programs-laptop-request-pictures-captions = Los programas de este portátil pueden pedir imágenes y textos; otros equipos no
settings-network-used-for-downloads-start = La red solo se usa para las descargas que tú inicias
settings-pictures-carry-prompt-settings-brandish = Las imágenes llevan su prompt y sus ajustes para que Brandish pueda leerlos de nuevo
settings-save-support-file = Guardar un archivo de ayuda…
settings-log-facts-system-for-someone = El registro y los datos de este sistema, para quien te ayude. No incluye prompts, textos, marcas ni contraseñas, y no se envía nada
settings-mirror = Espejo
settings-https-instead-hugging-face-hub = https://… en lugar del hub de Hugging Face
settings-proxy = Proxy
settings-http-host-port-empty-systems = http://host:port; vacío: el proxy del sistema
settings-copy-address = Copiar la dirección
settings-while-window-open-programs-laptop = Mientras la ventana está abierta, los programas de este portátil pueden pedir imágenes y textos por HTTP; otros equipos no

status-team-queue-not-reachable = cola del equipo, no accesible
status-team-queue = cola del equipo
status-paused = en pausa
status-jobs-waiting = trabajos en espera
status-ready = listo

settings-this-laptop = Este portátil
settings-team-queue = Cola del equipo
settings-test = Probar
settings-pictures-drawn-nothing-leaves-laptop = Las imágenes se dibujan aquí. Nada sale de este portátil.
settings-prompts-go-teams-queue-workers = Los prompts van a la cola de tu equipo y sus workers dibujan (brandish worker --queue …). Las imágenes vuelven a tu carpeta. Un trabajo que necesita un archivo de este portátil, como una imagen de partida, se dibuja aquí.
settings-queue = Cola
settings-redis-address-administrator-gave = redis://…, la dirección que te dio tu administrador
settings-store = Almacén
settings-shared-folder-s3-bucket-empty = una carpeta compartida o s3://bucket; vacío: la propia cola
settings-type-address-teams-queue = Escribe la dirección de la cola de tu equipo.
settings-testing-queue-store = Probando la cola y el almacén…
