### The Library.

library-pictures = { $count ->
    [one] { $count } immagine
   *[other] { $count } immagini
 }
library-save-selected = Salva { $count } come…
library-remove-selected = Rimuovi { $count }
library-picture-of = Immagine: { $prompt }
library-all-pictures-appear = Tutte le tue immagini appaiono qui
library-no-pictures-yet = Ancora nessuna immagine
library-make-first-one = Crea la prima
library-try-fewer-words-all-brands = Prova meno parole o tutti i marchi
library-no-picture-found = Nessuna immagine trovata
library-library = Raccolta
library-search-prompts = Cerca nei prompt
library-search = Cerca
library-favourites = Preferiti
library-all-brands = Tutti i marchi
library-filter-by-brand = Filtra per marchio
library-clear-selection = Annulla la selezione
library-remove-from-favourites = Togli dai preferiti
library-favourite = Preferito
library-deselect = Deseleziona
library-select = Seleziona
library-make-a-post = Crea un post
library-save-as = Salva come…
library-copy = Copia
library-use-recipe = Usa la ricetta
library-show-in-folder = Mostra nella cartella
library-remove = Rimuovi
library-before-after-collage = Prima e dopo, o un collage
library-one-post = Un post con queste
library-add-post = Aggiungi al post
