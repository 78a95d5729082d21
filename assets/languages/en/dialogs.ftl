### What stands over every screen: dialogs, messages, keys, and the names of the screens.

message-saved-as = Saved as { $path }
message-pictures-saved = { $count ->
    [one] { $count } picture saved
   *[other] { $count } pictures saved
 }
message-alt-text-drafted = Alternative text drafted from the photo: read it before you post it
message-removed = { $name } was removed
message-product-added = { $product } is a product of { $brand }
message-starter-again = { $name } is the starter again
message-imported = { $name } was imported
message-start-from-it = { $name }: start the next pictures from it?

notification-picture-ready = Your picture is ready
notification-caption-ready = Your caption is ready
notification-picture-failed = A picture failed
notification-caption-failed = A caption failed

message-one-removed = Removed
message-pictures-removed = { $count ->
    [one] { $count } picture removed
   *[other] { $count } pictures removed
 }
message-jobs-removed = { $count } jobs removed
message-no-longer-searched = { $path } is no longer searched
message-most-pictures = A post shows { $most } pictures at most
message-product-in-post = { $name } is in the post
message-photo-in-post = Your photo is in the post

closing-waiting = { $count ->
    [one] The waiting job stays in the list and starts when Brandish is opened again.
   *[other] The { $count } waiting jobs stay in the list and start when Brandish is opened again.
 }
closing-with-team = { $count ->
    [one] Your team goes on with 1 job; its result arrives when Brandish is opened again.
   *[other] Your team goes on with { $count } jobs; their results arrive when Brandish is opened again.
 }

dialog-lora-refused = The LoRA { $name } cannot be used: { $reason }.
dialog-no-file-manager = This desktop has no file manager. The picture is in { $folder }.

start-no-display = There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set. Start Brandish on a desktop, or use the command line: brandish generate "Red running shoes".
start-display-out-of-reach = The display cannot be reached. Log in to the desktop as the user who starts Brandish; in a remote session, allow Brandish to use the display.
start-no-graphics = { $advice } ({ $detail }). The command line works all the same: brandish --help.
start-no-window = The window cannot open.
start-no-graphics-windows = Windows offers Brandish neither OpenGL nor Direct3D to draw with. Update the driver of the graphics card; over Remote Desktop, start Brandish at the computer itself
start-no-graphics-macos = macOS offers Brandish no OpenGL to draw with. Start Brandish at the computer itself, not in a remote session
start-no-graphics-linux = This desktop offers Brandish no OpenGL to draw with, not in software either. Install Mesa (on Debian and Ubuntu: the package libgl1-mesa-dri), or update the driver of the graphics card

path-not-writable = Nothing can be written into { $folder }: { $error }.
path-not-whole = { $path } is not a whole path: begin it with / or ~/.
path-add-name-of-file = { $path } is a folder. Add the file's name.
path-no-file = There is no file { $path }.
path-no-folder = There is no folder { $path }.
path-add-name-for-file = { $path } is a folder. Add a name for the file.
path-file-exists = There is a file { $path } already. Choose another name.
path-not-a-folder = { $path } is a file, not a folder.
path-folder-not-made = The folder { $path } cannot be made: { $error }.

message-picture-copied = Picture copied
message-draft-alternative-text = a draft of alternative text
message-removing-a-product = removing a product
message-the-new-product = the new product
message-nothing-undo = There is nothing to undo
message-colours-from-picture = colours from a picture
message-brand-has-pictures-colours = The brand has the picture's colours
message-copied = Copied
message-picture-photo-no-prompt-no = This picture is a photo: no prompt and no model made it
message-recipe-brief = The recipe is in the brief
message-start-from-it-button = Start from it
message-post-keeps-one-picture = A post keeps one picture
message-nothing-redo = There is nothing to redo

keys-keys = Keys
keys-with-key = Keys (?)

closing-being-made-now-stopped-retry = What is being made now is stopped; Retry in its card makes it again.
closing-close-brandish = Close Brandish?
closing-close = Close Brandish
closing-keep-it-open = Keep it open

dialog-start-from-picture = Start from a picture
dialog-picture = Picture
dialog-choose-picture-white-redraw = Choose a picture that is white where to redraw
dialog-add-a-lora = Add a LoRA
dialog-save-the-picture = Save the picture
dialog-choose-a-model = Choose a model
dialog-model = Model
dialog-save-support-file = Save a support file
dialog-choose-a-folder = Choose a folder
dialog-use-my-photo = Use my photo
dialog-save-the-post = Save the post
dialog-export-all-posts-into-folder = Export all posts into a folder
dialog-import-a-brand = Import a brand
dialog-brand = Brand
dialog-export-the-brand = Export the brand
dialog-choose-a-font = Choose a font
dialog-font = Font
dialog-choose-photo-product = Choose a photo of the product
dialog-choose-a-logo = Choose a logo
dialog-choose-a-picture = Choose a picture
dialog-pictures-being-made = Pictures are being made

drop-drop-models-file-folder-add = Drop a model's file or folder to add it
drop-drop-photos-products-add = Drop photos of products to add them
drop-drop-brand-import-picture-brands = Drop a brand to import it, or a picture as the brand's logo

keys-generate = Generate
keys-generate-before-all-waiting-jobs = Generate before all waiting jobs
keys-go-prompt = Go to the prompt
keys-leave-a-field = Leave a field
keys-save-picture = Save the picture as…
keys-next-variation = Next variation
keys-previous-variation = Previous variation
keys-favourite = Favourite
keys-remove-the-picture = Remove the picture
keys-undo-removing-brands-undo-any = Undo removing; in Brands, undo any change
keys-redo-in-brands = Redo, in Brands
keys-create-2-5-for-other = Create; 2 to 5 for the other screens
keys-this-list = This list
keys-close = Close

start-brandish-cannot-open = Brandish cannot open
start-files-brandish-missing-install = Files of Brandish are missing; install it again
start-close = Close

path-save-as = Save as
path-save = Save
path-open-a-file = Open a file
path-open = Open
path-choose-a-folder = Choose a folder
path-save-here = Save here
path-open-a-folder = Open a folder
path-desktop-has-no-file-dialog = This desktop has no file dialog. Type the path.
path-path = Path
path-cancel = Cancel

message-undo = Undo
message-close-message = Close message
message-close = Close

control-one-fewer = One fewer
control-one-more = One more

unit-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
 }
unit-kilobytes = KB
unit-megabytes = MB
unit-gigabytes = GB

screen-create = Create
screen-library = Library
screen-brands = Brands
screen-models = Models
screen-settings = Settings

dialog-choose-table-campaign = Choose the table of a campaign
dialog-table = Table

drop-drop-picture-use-table-for = Drop a picture to use it, a table for a campaign, a model or a brand to add it

closing-campaign-stops-brandish-offers-go = The campaign stops, and Brandish offers to go on with it when it is opened again.

unit-monday = Monday
unit-tuesday = Tuesday
unit-wednesday = Wednesday
unit-thursday = Thursday
unit-friday = Friday
unit-saturday = Saturday
unit-sunday = Sunday

unit-january = January
unit-february = February
unit-march = March
unit-april = April
unit-may = May
unit-june = June
unit-july = July
unit-august = August
unit-september = September
unit-october = October
unit-november = November
unit-december = December

unit-day-of-month = { $weekday }, { $day } { $month }

key-ctrl = Ctrl
key-shift = Shift
key-enter = Enter
key-escape = Escape
key-delete = Delete
