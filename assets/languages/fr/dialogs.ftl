### What stands over every screen: dialogs, messages, keys, and the names of the screens.

message-saved-as = Enregistré sous { $path }
message-pictures-saved = { $count ->
    [one] { $count } image enregistrée
   *[other] { $count } images enregistrées
 }
message-alt-text-drafted = Texte alternatif rédigé d’après la photo : relisez-le avant de publier
message-removed = { $name } a été retiré
message-product-added = { $product } est un produit de { $brand }
message-starter-again = { $name } est de nouveau l’exemple
message-imported = La marque { $name } a été importée
message-start-from-it = { $name } : partir de cette image pour les suivantes ?

notification-picture-ready = Votre image est prête
notification-caption-ready = Votre légende est prête
notification-picture-failed = Une image a échoué
notification-caption-failed = Une légende a échoué

message-one-removed = Retiré
message-pictures-removed = { $count ->
    [one] { $count } image retirée
   *[other] { $count } images retirées
 }
message-jobs-removed = { $count } tâches retirées
message-no-longer-searched = { $path } n’est plus parcouru
message-most-pictures = Une publication montre { $most } images au plus
message-product-in-post = { $name } est dans la publication
message-photo-in-post = Votre photo est dans la publication

closing-waiting = { $count ->
    [one] La tâche en attente reste dans la liste et commence à la réouverture de Brandish.
   *[other] Les { $count } tâches en attente restent dans la liste et commencent à la réouverture de Brandish.
 }
closing-with-team = { $count ->
    [one] Votre équipe poursuit 1 tâche ; son résultat arrive à la réouverture de Brandish.
   *[other] Votre équipe poursuit { $count } tâches ; leurs résultats arrivent à la réouverture de Brandish.
 }

dialog-lora-refused = Le LoRA { $name } est inutilisable : { $reason }.
dialog-no-file-manager = Ce bureau n’a pas de gestionnaire de fichiers. L’image est dans { $folder }.

start-no-display = Il n’y a pas d’écran ici : ni DISPLAY ni WAYLAND_DISPLAY n’est défini. Lancez Brandish sur un bureau ou utilisez la ligne de commande : brandish generate "Red running shoes".
start-display-out-of-reach = L’écran est inaccessible. Ouvrez la session du bureau avec l’utilisateur qui lance Brandish ; dans une session distante, autorisez Brandish à utiliser l’écran.
start-no-graphics = { $advice } ({ $detail }). La ligne de commande fonctionne quand même : brandish --help.
start-no-window = La fenêtre ne peut pas s’ouvrir.
start-no-graphics-windows = Windows n’offre à Brandish ni OpenGL ni Direct3D pour dessiner. Mettez à jour le pilote de la carte graphique ; avec le Bureau à distance, lancez Brandish sur l’ordinateur même
start-no-graphics-macos = macOS n’offre pas d’OpenGL à Brandish pour dessiner. Lancez Brandish sur l’ordinateur même, pas dans une session distante
start-no-graphics-linux = Ce bureau n’offre pas d’OpenGL à Brandish pour dessiner, même en logiciel. Installez Mesa (sous Debian et Ubuntu, le paquet libgl1-mesa-dri) ou mettez à jour le pilote de la carte graphique

path-not-writable = Impossible d’écrire dans { $folder } : { $error }.
path-not-whole = { $path } n’est pas un chemin complet : il commence par / ou ~/.
path-add-name-of-file = { $path } est un dossier. Ajoutez le nom du fichier.
path-no-file = Le fichier { $path } n’existe pas.
path-no-folder = Le dossier { $path } n’existe pas.
path-add-name-for-file = { $path } est un dossier. Ajoutez un nom pour le fichier.
path-file-exists = Un fichier { $path } existe déjà. Choisissez un autre nom.
path-not-a-folder = { $path } est un fichier, pas un dossier.
path-folder-not-made = Le dossier { $path } ne peut pas être créé : { $error }.

message-picture-copied = Image copiée
message-draft-alternative-text = un brouillon du texte alternatif
message-removing-a-product = retrait d’un produit
message-the-new-product = le nouveau produit
message-nothing-undo = Il n’y a rien à annuler
message-colours-from-picture = couleurs d’une image
message-brand-has-pictures-colours = La marque a les couleurs de l’image
message-copied = Copié
message-picture-photo-no-prompt-no = Cette image est une photo : aucun prompt ni modèle ne l’a faite
message-recipe-brief = La recette est dans le brief
message-start-from-it-button = Partir de cette image
message-post-keeps-one-picture = Une publication garde une image
message-nothing-redo = Il n’y a rien à rétablir

keys-keys = Raccourcis clavier
keys-with-key = Raccourcis clavier (?)

closing-being-made-now-stopped-retry = Ce qui est en cours est arrêté ; « Réessayer » dans sa carte le relance.
closing-close-brandish = Fermer Brandish ?
closing-close = Fermer Brandish
closing-keep-it-open = Laisser ouvert

dialog-start-from-picture = Partir d’une image
dialog-picture = Image
dialog-choose-picture-white-redraw = Choisissez une image blanche là où il faut redessiner
dialog-add-a-lora = Ajouter un LoRA
dialog-save-the-picture = Enregistrer l’image
dialog-choose-a-model = Choisir un modèle
dialog-model = Modèle
dialog-save-support-file = Enregistrer un fichier d’assistance
dialog-choose-a-folder = Choisir un dossier
dialog-use-my-photo = Ma photo
dialog-save-the-post = Enregistrer la publication
dialog-export-all-posts-into-folder = Exporter toutes les publications dans un dossier
dialog-import-a-brand = Importer une marque
dialog-brand = Marque
dialog-export-the-brand = Exporter la marque
dialog-choose-a-font = Choisir une police
dialog-font = Police
dialog-choose-photo-product = Choisir une photo du produit
dialog-choose-a-logo = Choisir un logo
dialog-choose-a-picture = Choisir une image
dialog-pictures-being-made = Des images sont en cours

drop-drop-models-file-folder-add = Déposez le fichier ou le dossier d’un modèle pour l’ajouter
drop-drop-photos-products-add = Déposez des photos de produits pour les ajouter
drop-drop-brand-import-picture-brands = Déposez une marque pour l’importer, ou une image comme logo de la marque

keys-generate = Générer
keys-generate-before-all-waiting-jobs = Générer avant toutes les tâches en attente
keys-go-prompt = Aller au prompt
keys-leave-a-field = Quitter un champ
keys-save-picture = Enregistrer l’image sous…
keys-next-variation = Variante suivante
keys-previous-variation = Variante précédente
keys-favourite = Favori
keys-remove-the-picture = Retirer l’image
keys-undo-removing-brands-undo-any = Annuler un retrait ; dans Marques, toute modification
keys-redo-in-brands = Rétablir, dans Marques
keys-create-2-5-for-other = Créer ; 2 à 5 pour les autres écrans
keys-this-list = Cette liste
keys-close = Fermer

start-brandish-cannot-open = Brandish ne peut pas s’ouvrir
start-files-brandish-missing-install = Il manque des fichiers de Brandish ; réinstallez-le
start-close = Fermer

path-save-as = Enregistrer sous
path-save = Enregistrer
path-open-a-file = Ouvrir un fichier
path-open = Ouvrir
path-choose-a-folder = Choisir un dossier
path-save-here = Enregistrer ici
path-open-a-folder = Ouvrir un dossier
path-desktop-has-no-file-dialog = Ce bureau n’a pas de dialogue de fichiers. Tapez le chemin.
path-path = Chemin
path-cancel = Annuler

message-undo = Annuler
message-close-message = Fermer le message
message-close = Fermer

control-one-fewer = Une de moins
control-one-more = Une de plus

unit-bytes = { $count ->
    [one] { $count } octet
   *[other] { $count } octets
 }
unit-kilobytes = Ko
unit-megabytes = Mo
unit-gigabytes = Go

screen-create = Créer
screen-library = Bibliothèque
screen-brands = Marques
screen-models = Modèles
screen-settings = Réglages

dialog-choose-table-campaign = Choisir le tableau d’une campagne
dialog-table = Tableau

drop-drop-picture-use-table-for = Déposez une image pour l’utiliser, un tableau pour une campagne, un modèle ou une marque pour l’ajouter

closing-campaign-stops-brandish-offers-go = La campagne s’arrête, et Brandish propose de la continuer à sa réouverture.

unit-monday = lundi
unit-tuesday = mardi
unit-wednesday = mercredi
unit-thursday = jeudi
unit-friday = vendredi
unit-saturday = samedi
unit-sunday = dimanche

unit-january = janvier
unit-february = février
unit-march = mars
unit-april = avril
unit-may = mai
unit-june = juin
unit-july = juillet
unit-august = août
unit-september = septembre
unit-october = octobre
unit-november = novembre
unit-december = décembre

unit-day-of-month = { $weekday } { $day } { $month }

key-ctrl = Ctrl
key-shift = Maj
key-enter = Entrée
key-escape = Échap
key-delete = Suppr
