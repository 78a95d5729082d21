### The Library.

library-pictures = { $count ->
    [one] { $count } image
   *[other] { $count } images
 }
library-save-selected = Enregistrer { $count } sous…
library-remove-selected = Retirer { $count }
library-picture-of = Image : { $prompt }
library-all-pictures-appear = Toutes vos images apparaissent ici
library-no-pictures-yet = Aucune image
library-make-first-one = Faire la première
library-try-fewer-words-all-brands = Essayez moins de mots ou toutes les marques
library-no-picture-found = Aucune image trouvée
library-library = Bibliothèque
library-search-prompts = Chercher dans les prompts
library-search = Chercher
library-favourites = Favoris
library-all-brands = Toutes les marques
library-filter-by-brand = Filtrer par marque
library-clear-selection = Effacer la sélection
library-remove-from-favourites = Retirer des favoris
library-favourite = Favori
library-deselect = Désélectionner
library-select = Sélectionner
library-make-a-post = Faire une publication
library-save-as = Enregistrer sous…
library-copy = Copier
library-use-recipe = Utiliser la recette
library-show-in-folder = Afficher dans le dossier
library-remove = Retirer
library-before-after-collage = Avant et après, ou un collage
library-one-post = En faire une publication
library-add-post = Ajouter à la publication
