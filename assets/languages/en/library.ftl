### The Library.

library-pictures = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
 }
library-save-selected = Save { $count } as…
library-remove-selected = Remove { $count }
library-picture-of = Picture: { $prompt }
library-all-pictures-appear = All your pictures appear here
library-no-pictures-yet = No pictures yet
library-make-first-one = Make the first one
library-try-fewer-words-all-brands = Try fewer words or all brands
library-no-picture-found = No picture found
library-library = Library
library-search-prompts = Search in the prompts
library-search = Search
library-favourites = Favourites
library-all-brands = All brands
library-filter-by-brand = Filter by brand
library-clear-selection = Clear selection
library-remove-from-favourites = Remove from favourites
library-favourite = Favourite
library-deselect = Deselect
library-select = Select
library-make-a-post = Make a post
library-save-as = Save as…
library-copy = Copy
library-use-recipe = Use recipe
library-show-in-folder = Show in folder
library-remove = Remove
library-before-after-collage = Before and after, or a collage
library-one-post = One post of them
library-add-post = Add to the post
