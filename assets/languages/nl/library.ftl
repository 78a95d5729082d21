### The Library.

library-pictures = { $count ->
    [one] { $count } afbeelding
   *[other] { $count } afbeeldingen
 }
library-save-selected = { $count } opslaan als…
library-remove-selected = { $count } verwijderen
library-picture-of = Afbeelding: { $prompt }
library-all-pictures-appear = Al je afbeeldingen verschijnen hier
library-no-pictures-yet = Nog geen afbeeldingen
library-make-first-one = De eerste maken
library-try-fewer-words-all-brands = Probeer minder woorden of alle merken
library-no-picture-found = Geen afbeelding gevonden
library-library = Bibliotheek
library-search-prompts = Zoeken in de prompts
library-search = Zoeken
library-favourites = Favorieten
library-all-brands = Alle merken
library-filter-by-brand = Op merk filteren
library-clear-selection = Selectie wissen
library-remove-from-favourites = Uit favorieten verwijderen
library-favourite = Favoriet
library-deselect = Deselecteren
library-select = Selecteren
library-make-a-post = Post maken
library-save-as = Opslaan als…
library-copy = Kopiëren
library-use-recipe = Recept gebruiken
library-show-in-folder = In map tonen
library-remove = Verwijderen
library-before-after-collage = Voor en na, of een collage
library-one-post = Eén post ervan
library-add-post = Aan de post toevoegen
