### Settings and the status bar.

settings-data-folder = Réglages et historique : { $path }
settings-serve = Autoriser d’autres programmes de cet ordinateur à utiliser Brandish ({ $address })
settings-language = Langue
settings-like-the-system = Comme le système

status-free-memory = { $size } de mémoire libre
status-this-laptop = { $count ->
    [one] cet ordinateur, { $count } cœur
   *[other] cet ordinateur, { $count } cœurs
 }
status-team-workers = { $count ->
    [one] file de l’équipe, { $count } worker
   *[other] file de l’équipe, { $count } workers
 }
status-jobs = { $count ->
    [one] { $count } tâche
   *[other] { $count } tâches
 }
status-ready-about = { $jobs }, prêt vers { $time }

settings-queue-and-store-answer = La file et le stockage répondent. { $workers }
settings-queue-answers = La file répond. { $workers }
settings-workers = { $count ->
    [0] Aucun worker n’est encore connecté.
    [one] 1 worker : { $names }.
   *[other] { $count } workers : { $names }.
 }
settings-workers-and-more = { $count } workers : { $names } et d’autres.
settings-settings = Réglages
settings-pictures = Images
settings-choose-a-folder = Choisir un dossier…
settings-open-the-folder = Ouvrir le dossier
settings-use-default-folder = Utiliser le dossier par défaut
settings-new-pictures-saved-older-ones = Les nouvelles images sont enregistrées ici ; les anciennes restent où elles sont
settings-render-on = Dessiner sur
settings-appearance = Apparence
settings-same-system = Comme le système
settings-light = Clair
settings-dark = Sombre
settings-when-picture-finished = Quand une image est finie
settings-notify-me-while-window-background = Me prévenir quand la fenêtre est en arrière-plan
settings-with-a-sound = Avec un son
settings-while-pictures-made = Pendant la création d’images
settings-save-as-jpeg = Enregistrer en JPEG
settings-quality = Qualité
settings-downloads = Téléchargements
settings-other-programs = Autres programmes
settings-privacy = Confidentialité
settings-about = À propos
settings-keep-computer-usable = Garder cet ordinateur utilisable pendant le dessin
settings-half-cores-others-first = La moitié des cœurs du processeur dessine et écrit, et les autres programmes passent d’abord ; les images prennent jusqu’à deux fois plus de temps, et davantage quand ceux-ci travaillent. Valable dès la prochaine image
settings-keep-laptop-awake = Empêcher la mise en veille
settings-what-draws = Calcul des images
settings-device-auto = Automatique
settings-device-card = { $name }, { $memory }
settings-processor = Processeur
settings-no-card-found = Aucune carte graphique utilisable par cette version de Brandish n’a été trouvée ; le processeur dessine
settings-card-draws-pictures = La carte graphique dessine les images ; le processeur écrit les textes. Si un modèle ne tient pas dans sa mémoire, le processeur le dessine
settings-nothing-leaves-laptop-no-account = Rien ne sort de cet ordinateur : ni compte ni télémétrie
settings-teams-workers-receive-prompts-no = Seuls les workers de votre équipe reçoivent vos prompts : ni compte ni télémétrie
settings-no-other-program-ask-brandish = Aucun autre programme ne peut rien demander à Brandish
settings-programs-laptop-request-pictures-captions = Les programmes de cet ordinateur peuvent demander images et légendes ; pas les autres machines
settings-network-used-for-downloads-start = Le réseau ne sert qu’aux téléchargements que vous lancez
settings-pictures-carry-prompt-settings-brandish = Les images portent leur prompt et leurs réglages, pour que Brandish puisse les relire
settings-save-support-file = Enregistrer un fichier d’assistance…
settings-log-facts-system-for-someone = Le journal et les données de ce système, pour qui vous aide. Prompts, légendes, marques et mots de passe en sont absents, et rien n’est envoyé
settings-mirror = Miroir
settings-https-instead-hugging-face-hub = https://… au lieu du hub Hugging Face
settings-proxy = Proxy
settings-http-host-port-empty-systems = http://host:port ; vide : le proxy du système
settings-copy-address = Copier l’adresse
settings-while-window-open-programs-laptop = Tant que la fenêtre est ouverte, les programmes de cet ordinateur peuvent demander images et légendes par HTTP ; pas les autres machines

status-team-queue-not-reachable = file de l’équipe, injoignable
status-team-queue = file de l’équipe
status-paused = en pause
status-jobs-waiting = tâches en attente
status-ready = prêt

settings-this-laptop = Cet ordinateur
settings-team-queue = File de l’équipe
settings-test = Tester
settings-pictures-drawn-nothing-leaves-laptop = Les images sont dessinées ici. Rien ne sort de cet ordinateur.
settings-prompts-go-teams-queue-workers = Les prompts vont dans la file de votre équipe, et ses workers dessinent (brandish worker --queue …). Les images reviennent dans votre dossier. Une tâche qui a besoin d’un fichier de cet ordinateur, comme une image de départ, est dessinée ici.
settings-queue = File
settings-redis-address-administrator-gave = redis://…, l’adresse donnée par votre administrateur
settings-store = Stockage
settings-shared-folder-s3-bucket-empty = un dossier partagé ou s3://bucket ; vide : la file elle-même
settings-type-address-teams-queue = Tapez l’adresse de la file de votre équipe.
settings-testing-queue-store = Test de la file et du stockage…
