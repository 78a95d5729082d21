### Campaigns.

campaign-campaign-being-made-stop-first = Une campagne est en cours : arrêtez-la d’abord, ou attendez sa fin
campaign-go-on = Continuer
campaign-campaign-ready = Votre campagne est prête
campaign-campaign-stopped-before-end = Votre campagne s’est arrêtée avant la fin
campaign-campaign-could-not-finished = Votre campagne n’a pas pu être terminée
campaign-not-finished-named = La campagne « { $name } » n’est pas finie
campaign-named = Campagne { $name }
campaign-forget-campaign-files-stay = Oublier cette campagne ; ses fichiers restent
campaign-forget-the-campaign = Oublier la campagne
campaign-open = Ouvrir
campaign-open-the-campaign = Ouvrir la campagne
campaign-progress-campaign = Progression de la campagne
campaign-use-a-table = Un tableau
campaign-make-posts-whole-table-csv = Faites les publications de tout un tableau, CSV ou XLSX ; le déposer marche aussi
campaign-make-posts-from-table = Faire des publications d’un tableau…
campaign-resume-the-queue = Reprendre la file
campaign-made-stays-campaign-go-later = Ce qui est fait reste ; la campagne peut continuer plus tard
campaign-stop-the-campaign = Arrêter la campagne
campaign-show-the-posts = Afficher les publications
campaign-start-without-rows-red = Commencer sans les lignes en rouge
campaign-start = Commencer
campaign-checking-the-table = Contrôle du tableau
campaign-back-to-create = Retour à Créer
campaign-back-esc = Retour (Échap)
campaign-campaign = Campagne
campaign-table = Tableau
campaign-another-table = Autre tableau…
campaign-posts-go = Les publications vont dans
campaign-another-folder = Autre dossier…
campaign-for-rows-do-not-say = Pour les lignes qui ne le disent pas
campaign-no-brand = Sans marque
campaign-brand-campaign = Marque de la campagne
campaign-layout-campaign = Mise en page de la campagne
campaign-model-campaign = Modèle de la campagne
campaign-networks-campaign = Réseaux de la campagne
campaign-also = Aussi
campaign-approval-sheet = Feuille d’approbation
campaign-page-for-client-approve-posts = Une page pour que votre client approuve les publications, en HTML et PDF
campaign-linkedin-carousel = Carrousel LinkedIn
campaign-one-pdf-linkedin-posts-linkedin = Un PDF des publications LinkedIn, que LinkedIn montre en carrousel
campaign-as-zip = En zip
campaign-everything-once-more-one-file = Le tout encore une fois en un seul fichier
campaign-posts-pass-brand-check = Seulement ce qui passe le contrôle de marque
campaign-row-fails-check-finds-something = Une ligne échoue si le contrôle trouve quelque chose
campaign-photos-whole = Photos entières
campaign-nothing-cut-out-photos = Rien n’est détouré dans les photos
campaign-files-without-prompt = Fichiers sans le prompt
campaign-model-drew-picture-stays-marked = La mention qu’un modèle a dessiné l’image reste
campaign-stop-after-many-failed-rows = Arrêter après tant de lignes échouées de suite
campaign-fewer-failed-rows = Moins de lignes échouées
campaign-number-of-failed-rows = Nombre de lignes échouées
campaign-more-failed-rows = Plus de lignes échouées
campaign-not-finished = Non terminée
campaign-not-started = Non commencée
campaign-drop-csv-xlsx-table-onto = Déposez un tableau CSV ou XLSX sur la fenêtre. Chaque ligne fait les publications d’un produit.
campaign-campaign-begins-with-table = Une campagne commence par un tableau
campaign-choose-a-table = Choisir un tableau…
campaign-read-as = lu comme
campaign-being-made = En cours
campaign-made-before = Déjà faite
campaign-error = Erreur
campaign-waiting = En attente
campaign-no-name = (sans nom)
campaign-not-used = non utilisé
campaign-empty = (vide)
campaign-rows-left-out = { $count ->
    [one] 1 ligne avec erreurs est laissée de côté
   *[other] { $count } lignes avec erreurs sont laissées de côté
 }
campaign-rows-over = { $done } sur { $rows }
campaign-failed-count = { $count } en échec
campaign-left-count = reste { $count }
campaign-is-stopping = arrêt en cours
campaign-queue-is-paused = la file est suspendue
campaign-done-about = fini vers { $time }
campaign-posts = { $count ->
    [one] 1 publication
   *[other] { $count } publications
 }
campaign-cost = { $rows }, { $posts }, { $files } fichiers : fini vers { $time } si vous commencez maintenant
campaign-rows = { $count ->
    [one] 1 ligne
   *[other] { $number } lignes
 }
campaign-made = { $rows } faites, { $count } publications
campaign-day-and-time = { $day } { $time }
campaign-rows-with-errors = { $count ->
    [0] { $rows }, sans erreur
    [one] { $rows }, 1 avec une erreur
   *[other] { $rows }, { $count } avec des erreurs
 }
campaign-failed-why = Échec : { $why }
campaign-what-column-holds = Ce que contient la colonne { $column }
