### The post editor.

post-findings = { $count ->
    [0] Rien à corriger
    [one] 1 remarque
   *[other] { $count } remarques
 }
post-layout-named = Mise en page : { $name }
post-save-as-where = La publication pour { $format }, dans un dossier de votre choix ({ $key })
post-save-where-last = Enregistrer la publication pour { $format } en { $file } au dernier endroit utilisé
post-count = { $count ->
    [one] { $count } publication
   *[other] { $count } publications
 }
post-also = { $count ->
    [0] Aussi…
   *[other] Aussi { $count }
 }
post-photo-named = Photo : { $name }
post-of-photo = La publication de { $name }, telle que vous l’avez laissée
post-picture-number = Image { $number }
post-product-named = Produit : { $name }
post-shift-click-adds = Maj + clic l’ajoute à côté
post-for = Publication pour { $format }
post-show-format = Afficher { $format }
post-has-own-version = Il a sa propre version
post-for-too = Publication pour { $format } aussi
post-finished-of = Une publication finie de { $name }
post-sample-of = Publication d’exemple de { $name }
post-only = Seulement { $format }
post-brand-named = Marque de la publication : { $name }
post-headline-length = { $count } caractères ; les titres courts se lisent mieux
post-redo-key = Rétablir ({ $key })
post-undo-key = Annuler ({ $key })

photo-looking-photo = Examen de la photo
photo-model-drafts-had-models-under = Un modèle qui le rédige se trouve dans Modèles, sous « Pour les photos »
photo-draft-from-photo = Rédiger d’après la photo
photo-sentence-photo-shows-by-model = Une phrase sur ce que montre la photo, par le modèle de cet ordinateur

post-say-it-here = Dites-le ici
post-choose-the-object = Choisir l’objet
post-click-object-cut-out = Cliquez sur l’objet à détourer
post-add = Ajouter
post-paint-over-belongs-object = Peignez sur ce qui appartient à l’objet
post-remove = Retirer
post-paint-over-does-not-belong = Peignez sur ce qui ne lui appartient pas
post-cut-out = Détourage
post-picture-cut-out = Image à détourer
post-width = Largeur
post-undo-stroke = Annuler le trait
post-start-again = Recommencer
post-done = Terminé
post-brand-check = Contrôle de marque
post-contrast-colours-words-avoid-safe = Contraste, couleurs, mots à éviter, zones sûres et espace du logo, sur chaque réseau
post-layout = Mise en page
post-save-as = Enregistrer sous…
post-pictures-captions-table-for-planner = Images, légendes et un tableau pour votre planning, dans un nouveau dossier
post-export-all = Tout exporter
post-prompt-left-out-files-model = Le prompt est absent des fichiers ; la mention qu’un modèle a dessiné l’image reste
post-without-the-prompt = Sans le prompt
post-page-for-client-approve-posts = Une page pour que votre client approuve les publications, en HTML et PDF
post-approval-sheet = Feuille d’approbation
post-one-pdf-linkedin-posts-linkedin = Un PDF des publications LinkedIn, que LinkedIn montre en carrousel
post-linkedin-carousel = Carrousel LinkedIn
post-as-zip = En zip
post-everything-once-more-one-file = Le tout encore une fois en un seul fichier
post-export-all-makes-beside-pictures = Ce que Tout exporter fait en plus des images et des légendes
post-your-photos = Vos photos
post-subject-alone-before-brands-colours = Le sujet seul, devant les couleurs de la marque
post-use-cut-out = Détourer
post-picture-with-background = L’image telle quelle, avec son arrière-plan
post-whole-picture = Image entière
post-drag-post-choose-stays-sight = Faites glisser la publication pour choisir ce qui reste visible
post-alternative-text = Texte alternatif
post-photo-shows-for-people-who = Ce que montre la photo, pour qui ne peut pas la voir
post-draft-alternative-text = Rédiger le texte alternatif
post-select-click-post-does-too = La sélectionner ; un clic sur la publication aussi
post-behind-the-others = Derrière les autres
post-front-next-one = Devant la suivante
post-send-back = Mettre au fond
post-bring-forward = Avancer
post-remove-picture-from-post-delete = Retirer cette image de la publication (Suppr)
post-remove-the-picture = Retirer l’image
post-reading-the-picture = Lecture de l’image
post-put-own-product-post-dropping = Mettez votre produit dans la publication ; vous pouvez aussi le déposer ou le coller
post-use-my-photo = Utiliser ma photo…
post-add-another = Ajouter une autre…
post-add-cut-out-remove-from = Ajoutez au détourage ou retirez-en avec un pinceau, ou choisissez un autre objet
post-edit-cut-out = Modifier le détourage…
post-sample-picture-use-photo-own = Une image d’exemple ; utilisez une photo à vous ou générez-en une
post-size = Taille
post-drag-post-move-product-arrow = Faites glisser la publication pour déplacer le produit ; les flèches le déplacent un peu
post-back-layouts-own-place-size = Revenir à la place et à la taille de la mise en page
post-reset-the-place = Rétablir la place
post-products = Produits
post-add-beside-picture = Ajouter à côté de l’image
post-all-networks = Tous les réseaux
post-shade-networks-own-controls-cover = Assombrir ce que les commandes du réseau couvrent
post-safe-zones = Zones de sécurité
post-all-chosen-networks-once = Tous les réseaux choisis à la fois
post-side-by-side = Côte à côte
post-layout-cannot-show-post = Cette mise en page ne peut pas montrer la publication
post-click-post-see-large = Cliquez sur une publication pour la voir en grand
post-add-remove-networks = Ajouter et retirer des réseaux
post-networks-post = Réseaux de la publication
post-no-brand = sans marque
post-sample-generate-picture-use-photo = Un exemple. Générez une image ou utilisez une photo de votre produit.
post-edit-this-post = Modifier cette publication
post-brand = Marque
post-picture = Image
post-changes-for-every-network = Les modifications valent pour tous les réseaux
post-changes-for-network-alone-others = Les modifications valent pour ce réseau seul ; les autres restent tels quels
post-show-all-networks-show = Montrer ici ce que montrent tous les réseaux
post-same-others = Comme les autres
post-without-brand = Sans marque
post-colours-fonts-logo-post = Ses couleurs, ses polices et son logo sont dans la publication
post-brands = Marques
post-supporting-line = Ligne d’appui
post-does-for-reader = Ce que cela apporte au lecteur
post-fact-or-price = Fait ou prix
post-20-off-fri-14-nov = -20 %, ven. 14 nov., 49 €
post-call-to-action = Appel à l’action
post-try-a-pair = Essayez-les
post-your-handle = @votremarque
post-handle = Compte
post-headline = Titre
post-another-headline-caption-writer-undo = Un autre titre du rédacteur ; annuler rétablit le vôtre
post-another-headline = Autre titre
post-words-between-asterisks-have-brands = *Les mots entre astérisques* ont la couleur de la marque
post-back-picture = Retour à l’image
post-back-esc = Retour (Échap)
post-post = Publication
post-redo = Rétablir
post-undo-last-change = Annuler la dernière modification
post-add-post = Ajouter à cette publication
post-another-picture-for-post-dropping = Une autre image pour cette publication ; la déposer avec Maj marche aussi
post-add-a-picture = Ajouter une image…
post-shift-click-adds-to-post = Maj + clic l’ajoute à cette publication
