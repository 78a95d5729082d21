### The Library.

library-pictures = { $count ->
    [one] { $count } Bild
   *[other] { $count } Bilder
 }
library-save-selected = { $count } speichern unter…
library-remove-selected = { $count } entfernen
library-picture-of = Bild: { $prompt }
library-all-pictures-appear = Alle Bilder erscheinen hier
library-no-pictures-yet = Noch keine Bilder
library-make-first-one = Das erste machen
library-try-fewer-words-all-brands = Weniger Wörter oder alle Marken versuchen
library-no-picture-found = Kein Bild gefunden
library-library = Bibliothek
library-search-prompts = In den Prompts suchen
library-search = Suchen
library-favourites = Favoriten
library-all-brands = Alle Marken
library-filter-by-brand = Nach Marke filtern
library-clear-selection = Auswahl aufheben
library-remove-from-favourites = Aus den Favoriten entfernen
library-favourite = Favorit
library-deselect = Abwählen
library-select = Auswählen
library-make-a-post = Post machen
library-save-as = Speichern unter…
library-copy = Kopieren
library-use-recipe = Rezept verwenden
library-show-in-folder = Im Ordner zeigen
library-remove = Entfernen
library-before-after-collage = Vorher und nachher oder eine Collage
library-one-post = Ein Post daraus
library-add-post = Zum Post hinzufügen
