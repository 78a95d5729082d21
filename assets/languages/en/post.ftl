### The post editor.

post-findings = { $count ->
    [0] Nothing to mend
    [one] 1 finding
   *[other] { $count } findings
 }
post-layout-named = Layout: { $name }
post-save-as-where = The post for { $format }, in a folder of your choice ({ $key })
post-save-where-last = Save the post for { $format } as { $file } where you saved last
post-count = { $count ->
    [one] { $count } post
   *[other] { $count } posts
 }
post-also = { $count ->
    [0] Also…
   *[other] Also { $count }
 }
post-photo-named = Photo: { $name }
post-of-photo = The post of { $name }, as you left it
post-picture-number = Picture { $number }
post-product-named = Product: { $name }
post-shift-click-adds = Shift-click adds it beside
post-for = Post for { $format }
post-show-format = Show { $format }
post-has-own-version = It has a version of its own
post-for-too = Post for { $format } too
post-finished-of = A finished post of { $name }
post-sample-of = Sample post of { $name }
post-only = Only { $format }
post-brand-named = Brand of the post: { $name }
post-headline-length = { $count } characters; short headlines read best
post-redo-key = Redo ({ $key })
post-undo-key = Undo ({ $key })

photo-looking-photo = Looking at the photo
photo-model-drafts-had-models-under = A model that drafts it can be had in Models, under “For photos”
photo-draft-from-photo = Draft from the photo
photo-sentence-photo-shows-by-model = A sentence of what the photo shows, by the model on this laptop

post-say-it-here = Say it here
post-choose-the-object = Choose the object
post-click-object-cut-out = Click the object that is to be cut out
post-add = Add
post-paint-over-belongs-object = Paint over what belongs to the object
post-remove = Remove
post-paint-over-does-not-belong = Paint over what does not belong to it
post-cut-out = Cut-out
post-picture-cut-out = Picture to cut out
post-width = Width
post-undo-stroke = Undo stroke
post-start-again = Start again
post-done = Done
post-brand-check = Brand check
post-contrast-colours-words-avoid-safe = Contrast, colours, words to avoid, safe zones and the logo's space, on every network
post-layout = Layout
post-save-as = Save as…
post-pictures-captions-table-for-planner = Pictures, captions and a table for your planner, in a new folder
post-export-all = Export all
post-prompt-left-out-files-model = The prompt is left out of the files; that a model drew the picture stays marked
post-without-the-prompt = Without the prompt
post-page-for-client-approve-posts = A page for your client to approve the posts, as HTML and PDF
post-approval-sheet = Approval sheet
post-one-pdf-linkedin-posts-linkedin = One PDF of the LinkedIn posts, which LinkedIn shows as a carousel
post-linkedin-carousel = LinkedIn carousel
post-as-zip = As zip
post-everything-once-more-one-file = Everything once more as one file
post-export-all-makes-beside-pictures = What Export all makes beside pictures and captions
post-your-photos = Your photos
post-subject-alone-before-brands-colours = The subject alone, before the brand's colours
post-use-cut-out = Cut out
post-picture-with-background = The picture as it is, with its background
post-whole-picture = Whole picture
post-drag-post-choose-stays-sight = Drag the post to choose what stays in sight
post-alternative-text = Alternative text
post-photo-shows-for-people-who = What the photo shows, for people who cannot see it
post-draft-alternative-text = Draft the alternative text
post-select-click-post-does-too = Select it; a click on the post does, too
post-behind-the-others = Behind the others
post-front-next-one = In front of the next one
post-send-back = Send to the back
post-bring-forward = Bring forward
post-remove-picture-from-post-delete = Remove this picture from the post (Delete)
post-remove-the-picture = Remove the picture
post-reading-the-picture = Reading the picture
post-put-own-product-post-dropping = Put your own product on the post; dropping or pasting it works, too
post-use-my-photo = Use my photo…
post-add-another = Add another…
post-add-cut-out-remove-from = Add to the cut-out or remove from it with a brush, or choose another object
post-edit-cut-out = Edit cut-out…
post-sample-picture-use-photo-own = A sample picture; use a photo of your own, or generate one
post-size = Size
post-drag-post-move-product-arrow = Drag the post to move the product; arrow keys move it a little
post-back-layouts-own-place-size = Back to the layout's own place and size
post-reset-the-place = Reset the place
post-products = Products
post-add-beside-picture = Add beside the picture
post-all-networks = All networks
post-shade-networks-own-controls-cover = Shade what the network's own controls cover
post-safe-zones = Safe zones
post-all-chosen-networks-once = All chosen networks at once
post-side-by-side = Side by side
post-layout-cannot-show-post = This layout cannot show the post
post-click-post-see-large = Click a post to see it large
post-add-remove-networks = Add and remove networks
post-networks-post = Networks of the post
post-no-brand = no brand
post-sample-generate-picture-use-photo = A sample. Generate a picture, or use a photo of your own product.
post-edit-this-post = Edit this post
post-brand = Brand
post-picture = Picture
post-changes-for-every-network = Changes are for every network
post-changes-for-network-alone-others = Changes are for this network alone; the others stay as they are
post-show-all-networks-show = Show here what all networks show
post-same-others = Same as the others
post-without-brand = No brand
post-colours-fonts-logo-post = Its colours, fonts and logo are on the post
post-brands = Brands
post-supporting-line = Supporting line
post-does-for-reader = What it does for the reader
post-fact-or-price = Fact or price
post-20-off-fri-14-nov = 20% off, Fri 14 Nov, £49
post-call-to-action = Call to action
post-try-a-pair = Try a pair
post-your-handle = @yourbrand
post-handle = Handle
post-headline = Headline
post-another-headline-caption-writer-undo = Another headline of the caption writer; undo restores yours
post-another-headline = Another headline
post-words-between-asterisks-have-brands = *Words between asterisks* have the brand's colour
post-back-picture = Back to the picture
post-back-esc = Back (Esc)
post-post = Post
post-redo = Redo
post-undo-last-change = Undo the last change
post-add-post = Add to this post
post-another-picture-for-post-dropping = Another picture for this post; dropping it with Shift works, too
post-add-a-picture = Add a picture…
post-shift-click-adds-to-post = Shift-click adds it to this post
