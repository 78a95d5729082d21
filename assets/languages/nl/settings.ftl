### Settings and the status bar.

settings-data-folder = Instellingen en geschiedenis: { $path }
settings-serve = Andere programma’s op deze laptop Brandish laten gebruiken ({ $address })
settings-language = Taal
settings-like-the-system = Als het systeem

status-free-memory = { $size } geheugen vrij
status-this-laptop = { $count ->
    [one] deze laptop, { $count } kern
   *[other] deze laptop, { $count } kernen
 }
status-team-workers = { $count ->
    [one] teamwachtrij, { $count } worker
   *[other] teamwachtrij, { $count } workers
 }
status-jobs = { $count ->
    [one] { $count } taak
   *[other] { $count } taken
 }
status-ready-about = { $jobs }, klaar rond { $time }

settings-queue-and-store-answer = Wachtrij en opslag antwoorden. { $workers }
settings-queue-answers = De wachtrij antwoordt. { $workers }
settings-workers = { $count ->
    [0] Er is nog geen worker verbonden.
    [one] 1 worker: { $names }.
   *[other] { $count } workers: { $names }.
 }
settings-workers-and-more = { $count } workers: { $names } en meer.
settings-settings = Instellingen
settings-pictures = Afbeeldingen
settings-choose-a-folder = Map kiezen…
settings-open-the-folder = De map openen
settings-use-default-folder = Standaardmap gebruiken
settings-new-pictures-saved-older-ones = Nieuwe afbeeldingen worden hier opgeslagen; oudere blijven waar ze zijn
settings-render-on = Tekenen op
settings-appearance = Uiterlijk
settings-same-system = Zoals het systeem
settings-light = Licht
settings-dark = Donker
settings-when-picture-finished = Als een afbeelding klaar is
settings-notify-me-while-window-background = Melden terwijl het venster op de achtergrond is
settings-with-a-sound = Met een geluid
settings-while-pictures-made = Terwijl afbeeldingen worden gemaakt
settings-save-as-jpeg = Opslaan als JPEG
settings-quality = Kwaliteit
settings-downloads = Downloads
settings-other-programs = Andere programma’s
settings-privacy = Privacy
settings-about = Over
settings-keep-computer-usable = Deze computer bruikbaar houden tijdens het tekenen
settings-half-cores-others-first = De helft van de processorkernen tekent en schrijft, en andere programma’s gaan voor; afbeeldingen duren tot twee keer zo lang, en langer zolang die bezig zijn. Geldt vanaf de volgende afbeelding
settings-keep-laptop-awake = Deze laptop wakker houden
settings-what-draws = Wat tekent
settings-device-auto = Automatisch
settings-device-card = { $name }, { $memory }
settings-processor = Processor
settings-no-card-found = Geen grafische kaart gevonden die deze versie van Brandish kan gebruiken; de processor tekent
settings-card-draws-pictures = De grafische kaart tekent de afbeeldingen; de processor schrijft de teksten. Past een model niet in het geheugen van de kaart, dan tekent de processor
settings-nothing-leaves-laptop-no-account = Niets verlaat deze laptop: geen account, geen telemetrie
settings-teams-workers-receive-prompts-no = Alleen de workers van je team krijgen je prompts: geen account, geen telemetrie
settings-no-other-program-ask-brandish = Geen ander programma kan Brandish iets vragen
settings-programs-laptop-request-pictures-captions = Programma’s op deze laptop kunnen afbeeldingen en bijschriften opvragen; andere machines niet
settings-network-used-for-downloads-start = Het netwerk wordt alleen gebruikt voor de downloads die jij start
settings-pictures-carry-prompt-settings-brandish = Afbeeldingen dragen hun prompt en instellingen, zodat Brandish ze weer kan lezen
settings-save-support-file = Hulpbestand opslaan…
settings-log-facts-system-for-someone = Het logboek en gegevens van dit systeem, voor iemand die je helpt. Prompts, bijschriften, merken en wachtwoorden staan er niet in, en er wordt niets verstuurd
settings-mirror = Mirror
settings-https-instead-hugging-face-hub = https://… in plaats van de Hugging Face-hub
settings-proxy = Proxy
settings-http-host-port-empty-systems = http://host:port; leeg: de proxy van het systeem
settings-copy-address = Adres kopiëren
settings-while-window-open-programs-laptop = Zolang het venster open is, mogen programma’s op deze laptop via HTTP afbeeldingen en bijschriften opvragen; andere machines niet

status-team-queue-not-reachable = teamwachtrij, niet bereikbaar
status-team-queue = teamwachtrij
status-paused = gepauzeerd
status-jobs-waiting = taken wachten
status-ready = gereed

settings-this-laptop = Deze laptop
settings-team-queue = Teamwachtrij
settings-test = Testen
settings-pictures-drawn-nothing-leaves-laptop = Afbeeldingen worden hier getekend. Niets verlaat deze laptop.
settings-prompts-go-teams-queue-workers = Prompts gaan naar de wachtrij van je team, en de workers ervan tekenen (brandish worker --queue …). Afbeeldingen komen terug in je map. Een taak die een bestand van deze laptop nodig heeft, zoals een startafbeelding, wordt hier getekend.
settings-queue = Wachtrij
settings-redis-address-administrator-gave = redis://…, het adres van je beheerder
settings-store = Opslag
settings-shared-folder-s3-bucket-empty = een gedeelde map of s3://bucket; leeg: de wachtrij zelf
settings-type-address-teams-queue = Typ het adres van de wachtrij van je team.
settings-testing-queue-store = Wachtrij en opslag worden getest…
