### Settings and the status bar.

settings-data-folder = Impostazioni e cronologia: { $path }
settings-serve = Consenti ad altri programmi di questo portatile di usare Brandish ({ $address })
settings-language = Lingua
settings-like-the-system = Come il sistema

status-free-memory = { $size } di memoria libera
status-this-laptop = { $count ->
    [one] questo portatile, { $count } core
   *[other] questo portatile, { $count } core
 }
status-team-workers = { $count ->
    [one] coda del team, { $count } worker
   *[other] coda del team, { $count } worker
 }
status-jobs = { $count ->
    [one] { $count } lavoro
   *[other] { $count } lavori
 }
status-ready-about = { $jobs }, pronto verso le { $time }

settings-queue-and-store-answer = Coda e archivio rispondono. { $workers }
settings-queue-answers = La coda risponde. { $workers }
settings-workers = { $count ->
    [0] Nessun worker è ancora connesso.
    [one] 1 worker: { $names }.
   *[other] { $count } worker: { $names }.
 }
settings-workers-and-more = { $count } worker: { $names } e altri.
settings-settings = Impostazioni
settings-pictures = Immagini
settings-choose-a-folder = Scegli una cartella…
settings-open-the-folder = Apri la cartella
settings-use-default-folder = Usa la cartella predefinita
settings-new-pictures-saved-older-ones = Le nuove immagini si salvano qui; quelle vecchie restano dove sono
settings-render-on = Disegna su
settings-appearance = Aspetto
settings-same-system = Come il sistema
settings-light = Chiaro
settings-dark = Scuro
settings-when-picture-finished = Quando un’immagine è finita
settings-notify-me-while-window-background = Avvisami mentre la finestra è in secondo piano
settings-with-a-sound = Con un suono
settings-while-pictures-made = Durante la creazione di immagini
settings-save-as-jpeg = Salva come JPEG
settings-quality = Qualità
settings-downloads = Download
settings-other-programs = Altri programmi
settings-privacy = Privacy
settings-about = Informazioni
settings-keep-computer-usable = Mantieni utilizzabile questo computer mentre si disegna
settings-half-cores-others-first = Metà dei core del processore disegna e scrive, e gli altri programmi hanno la precedenza; le immagini richiedono fino al doppio del tempo, e di più mentre quelli lavorano. Vale dalla prossima immagine
settings-keep-laptop-awake = Tieni sveglio questo portatile
settings-what-draws = Che cosa disegna
settings-device-auto = Automatico
settings-device-card = { $name }, { $memory }
settings-processor = Processore
settings-no-card-found = Nessuna scheda grafica utilizzabile da questa versione di Brandish; disegna il processore
settings-card-draws-pictures = La scheda grafica disegna le immagini; i testi li scrive il processore. Se un modello non entra nella sua memoria, disegna il processore
settings-nothing-leaves-laptop-no-account = Niente esce da questo portatile: nessun account, nessuna telemetria
settings-teams-workers-receive-prompts-no = Solo i worker del tuo team ricevono i tuoi prompt: nessun account, nessuna telemetria
settings-no-other-program-ask-brandish = Nessun altro programma può chiedere qualcosa a Brandish
settings-programs-laptop-request-pictures-captions = I programmi di questo portatile possono chiedere immagini e didascalie; altre macchine no
settings-network-used-for-downloads-start = La rete si usa solo per i download che avvii tu
settings-pictures-carry-prompt-settings-brandish = Le immagini portano prompt e impostazioni, perché Brandish possa rileggerli
settings-save-support-file = Salva un file di assistenza…
settings-log-facts-system-for-someone = Il registro e i dati di questo sistema, per chi ti aiuta. Prompt, didascalie, marchi e password sono esclusi, e niente viene inviato
settings-mirror = Mirror
settings-https-instead-hugging-face-hub = https://… al posto dell’hub di Hugging Face
settings-proxy = Proxy
settings-http-host-port-empty-systems = http://host:port; vuoto: il proxy del sistema
settings-copy-address = Copia indirizzo
settings-while-window-open-programs-laptop = Finché la finestra è aperta, i programmi di questo portatile possono chiedere immagini e didascalie via HTTP; altre macchine no

status-team-queue-not-reachable = coda del team, non raggiungibile
status-team-queue = coda del team
status-paused = in pausa
status-jobs-waiting = lavori in attesa
status-ready = pronto

settings-this-laptop = Questo portatile
settings-team-queue = Coda del team
settings-test = Prova
settings-pictures-drawn-nothing-leaves-laptop = Le immagini si disegnano qui. Niente esce da questo portatile.
settings-prompts-go-teams-queue-workers = I prompt vanno nella coda del tuo team e i suoi worker disegnano (brandish worker --queue …). Le immagini tornano nella tua cartella. Un lavoro che richiede un file di questo portatile, come un’immagine di partenza, si disegna qui.
settings-queue = Coda
settings-redis-address-administrator-gave = redis://…, l’indirizzo dato dal tuo amministratore
settings-store = Archivio
settings-shared-folder-s3-bucket-empty = una cartella condivisa o s3://bucket; vuoto: la coda stessa
settings-type-address-teams-queue = Scrivi l’indirizzo della coda del tuo team.
settings-testing-queue-store = Prova di coda e archivio…
