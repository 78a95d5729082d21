### Settings and the status bar.

settings-data-folder = Einstellungen und Verlauf: { $path }
settings-serve = Andere Programme auf diesem Laptop dürfen Brandish verwenden ({ $address })
settings-language = Sprache
settings-like-the-system = Wie das System

status-free-memory = { $size } Speicher frei
status-this-laptop = { $count ->
    [one] dieser Laptop, { $count } Kern
   *[other] dieser Laptop, { $count } Kerne
 }
status-team-workers = { $count ->
    [one] Team-Warteschlange, { $count } Worker
   *[other] Team-Warteschlange, { $count } Worker
 }
status-jobs = { $count ->
    [one] { $count } Auftrag
   *[other] { $count } Aufträge
 }
status-ready-about = { $jobs }, fertig gegen { $time }

settings-queue-and-store-answer = Warteschlange und Speicher antworten. { $workers }
settings-queue-answers = Die Warteschlange antwortet. { $workers }
settings-workers = { $count ->
    [0] Noch ist kein Worker verbunden.
    [one] 1 Worker: { $names }.
   *[other] { $count } Worker: { $names }.
 }
settings-workers-and-more = { $count } Worker: { $names } und weitere.
settings-settings = Einstellungen
settings-pictures = Bilder
settings-choose-a-folder = Ordner wählen…
settings-open-the-folder = Den Ordner öffnen
settings-use-default-folder = Standardordner verwenden
settings-new-pictures-saved-older-ones = Neue Bilder werden hier gespeichert; ältere bleiben, wo sie sind
settings-render-on = Zeichnen auf
settings-appearance = Darstellung
settings-same-system = Wie das System
settings-light = Hell
settings-dark = Dunkel
settings-when-picture-finished = Wenn ein Bild fertig ist
settings-notify-me-while-window-background = Benachrichtigen, während das Fenster im Hintergrund ist
settings-with-a-sound = Mit Ton
settings-while-pictures-made = Während Bilder entstehen
settings-save-as-jpeg = Als JPEG speichern
settings-quality = Qualität
settings-downloads = Downloads
settings-other-programs = Andere Programme
settings-privacy = Datenschutz
settings-about = Über
settings-keep-computer-usable = Diesen Computer nutzbar halten, während gezeichnet wird
settings-half-cores-others-first = Die Hälfte der Prozessorkerne zeichnet und schreibt, andere Programme gehen vor; Bilder dauern bis zu doppelt so lange, und länger, solange jene rechnen. Gilt ab dem nächsten Bild
settings-keep-laptop-awake = Diesen Laptop wach halten
settings-what-draws = Womit gezeichnet wird
settings-device-auto = Automatisch
settings-device-card = { $name }, { $memory }
settings-processor = Prozessor
settings-no-card-found = Keine Grafikkarte gefunden, die diese Version von Brandish nutzen kann; der Prozessor zeichnet
settings-card-draws-pictures = Eine Grafikkarte zeichnet die Bilder, Texte schreibt der Prozessor. Passt ein Modell nicht in ihren Speicher, zeichnet der Prozessor
settings-nothing-leaves-laptop-no-account = Nichts verlässt diesen Laptop: kein Konto, keine Telemetrie
settings-teams-workers-receive-prompts-no = Nur die Worker des Teams erhalten die Prompts: kein Konto, keine Telemetrie
settings-no-other-program-ask-brandish = Kein anderes Programm kann etwas von Brandish verlangen
settings-programs-laptop-request-pictures-captions = Programme auf diesem Laptop können Bilder und Texte anfordern; andere Rechner nicht
settings-network-used-for-downloads-start = Das Netz dient nur den Downloads, die hier gestartet werden
settings-pictures-carry-prompt-settings-brandish = Bilder tragen ihren Prompt und ihre Einstellungen, damit Brandish sie wieder lesen kann
settings-save-support-file = Hilfedatei speichern…
settings-log-facts-system-for-someone = Protokoll und Daten dieses Systems, für jemanden, der hilft. Prompts, Texte, Marken und Passwörter fehlen darin, und nichts wird gesendet
settings-mirror = Spiegel
settings-https-instead-hugging-face-hub = https://… statt des Hugging Face Hub
settings-proxy = Proxy
settings-http-host-port-empty-systems = http://host:port; leer: der Proxy des Systems
settings-copy-address = Adresse kopieren
settings-while-window-open-programs-laptop = Solange das Fenster offen ist, dürfen Programme auf diesem Laptop per HTTP Bilder und Texte anfordern; andere Rechner nicht

status-team-queue-not-reachable = Team-Warteschlange, nicht erreichbar
status-team-queue = Team-Warteschlange
status-paused = angehalten
status-jobs-waiting = Aufträge warten
status-ready = bereit

settings-this-laptop = Dieser Laptop
settings-team-queue = Team-Warteschlange
settings-test = Testen
settings-pictures-drawn-nothing-leaves-laptop = Bilder werden hier gezeichnet. Nichts verlässt diesen Laptop.
settings-prompts-go-teams-queue-workers = Prompts gehen an die Warteschlange des Teams, und dessen Worker zeichnen (brandish worker --queue …). Bilder kommen in den eigenen Ordner zurück. Ein Auftrag, der eine Datei dieses Laptops braucht, etwa ein Ausgangsbild, wird hier gezeichnet.
settings-queue = Schlange
settings-redis-address-administrator-gave = redis://…, die Adresse vom Administrator
settings-store = Speicher
settings-shared-folder-s3-bucket-empty = ein gemeinsamer Ordner oder s3://bucket; leer: die Warteschlange selbst
settings-type-address-teams-queue = Bitte die Adresse der Team-Warteschlange eintippen.
settings-testing-queue-store = Warteschlange und Speicher werden getestet…
