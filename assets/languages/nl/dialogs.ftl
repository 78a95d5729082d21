### What stands over every screen: dialogs, messages, keys, and the names of the screens.

message-saved-as = Opgeslagen als { $path }
message-pictures-saved = { $count ->
    [one] { $count } afbeelding opgeslagen
   *[other] { $count } afbeeldingen opgeslagen
 }
message-alt-text-drafted = Alternatieve tekst opgesteld op basis van de foto: lees hem voordat je plaatst
message-removed = { $name } is verwijderd
message-product-added = { $product } is een product van { $brand }
message-starter-again = { $name } is weer het voorbeeld
message-imported = { $name } is geïmporteerd
message-start-from-it = { $name }: hiervan uitgaan bij de volgende afbeeldingen?

notification-picture-ready = Je afbeelding is klaar
notification-caption-ready = Je bijschrift is klaar
notification-picture-failed = Een afbeelding is mislukt
notification-caption-failed = Een bijschrift is mislukt

message-one-removed = Verwijderd
message-pictures-removed = { $count ->
    [one] { $count } afbeelding verwijderd
   *[other] { $count } afbeeldingen verwijderd
 }
message-jobs-removed = { $count } taken verwijderd
message-no-longer-searched = { $path } wordt niet meer doorzocht
message-most-pictures = Een post toont hooguit { $most } afbeeldingen
message-product-in-post = { $name } staat in de post
message-photo-in-post = Je foto staat in de post

closing-waiting = { $count ->
    [one] De wachtende taak blijft in de lijst en begint als Brandish weer wordt geopend.
   *[other] De { $count } wachtende taken blijven in de lijst en beginnen als Brandish weer wordt geopend.
 }
closing-with-team = { $count ->
    [one] Je team gaat door met 1 taak; het resultaat komt als Brandish weer wordt geopend.
   *[other] Je team gaat door met { $count } taken; de resultaten komen als Brandish weer wordt geopend.
 }

dialog-lora-refused = De LoRA { $name } is niet bruikbaar: { $reason }.
dialog-no-file-manager = Dit bureaublad heeft geen bestandsbeheer. De afbeelding staat in { $folder }.

start-no-display = Er is hier geen scherm: DISPLAY noch WAYLAND_DISPLAY is ingesteld. Start Brandish op een bureaublad of gebruik de opdrachtregel: brandish generate "Red running shoes".
start-display-out-of-reach = Het scherm is niet bereikbaar. Meld je op het bureaublad aan als de gebruiker die Brandish start; sta Brandish in een sessie op afstand toe het scherm te gebruiken.
start-no-graphics = { $advice } ({ $detail }). De opdrachtregel werkt gewoon: brandish --help.
start-no-window = Het venster kan niet open.
start-no-graphics-windows = Windows biedt Brandish geen OpenGL en geen Direct3D om mee te tekenen. Werk het stuurprogramma van de grafische kaart bij; start Brandish bij Extern bureaublad op de computer zelf
start-no-graphics-macos = macOS biedt Brandish geen OpenGL om mee te tekenen. Start Brandish op de computer zelf, niet in een sessie op afstand
start-no-graphics-linux = Dit bureaublad biedt Brandish geen OpenGL om mee te tekenen, ook niet in software. Installeer Mesa (op Debian en Ubuntu het pakket libgl1-mesa-dri) of werk het stuurprogramma van de grafische kaart bij

path-not-writable = In { $folder } kan niets worden geschreven: { $error }.
path-not-whole = { $path } is geen volledig pad: begin met / of ~/.
path-add-name-of-file = { $path } is een map. Voeg de naam van het bestand toe.
path-no-file = Er is geen bestand { $path }.
path-no-folder = Er is geen map { $path }.
path-add-name-for-file = { $path } is een map. Voeg een naam voor het bestand toe.
path-file-exists = Er is al een bestand { $path }. Kies een andere naam.
path-not-a-folder = { $path } is een bestand, geen map.
path-folder-not-made = De map { $path } kan niet worden gemaakt: { $error }.

message-picture-copied = Afbeelding gekopieerd
message-draft-alternative-text = een opzet van de alternatieve tekst
message-removing-a-product = een product verwijderen
message-the-new-product = het nieuwe product
message-nothing-undo = Er is niets ongedaan te maken
message-colours-from-picture = kleuren uit een afbeelding
message-brand-has-pictures-colours = Het merk heeft de kleuren van de afbeelding
message-copied = Gekopieerd
message-picture-photo-no-prompt-no = Deze afbeelding is een foto: geen prompt en geen model heeft haar gemaakt
message-recipe-brief = Het recept staat in de briefing
message-start-from-it-button = Hiervan uitgaan
message-post-keeps-one-picture = Een post houdt één afbeelding
message-nothing-redo = Er is niets opnieuw te doen

keys-keys = Toetsen
keys-with-key = Toetsen (?)

closing-being-made-now-stopped-retry = Wat nu wordt gemaakt, stopt; Opnieuw proberen in de kaart maakt het opnieuw.
closing-close-brandish = Brandish sluiten?
closing-close = Brandish sluiten
closing-keep-it-open = Openhouden

dialog-start-from-picture = Van een afbeelding uitgaan
dialog-picture = Afbeelding
dialog-choose-picture-white-redraw = Kies een afbeelding die wit is waar opnieuw wordt getekend
dialog-add-a-lora = LoRA toevoegen
dialog-save-the-picture = Afbeelding opslaan
dialog-choose-a-model = Model kiezen
dialog-model = Model
dialog-save-support-file = Hulpbestand opslaan
dialog-choose-a-folder = Map kiezen
dialog-use-my-photo = Mijn foto
dialog-save-the-post = Post opslaan
dialog-export-all-posts-into-folder = Alle posts naar een map exporteren
dialog-import-a-brand = Merk importeren
dialog-brand = Merk
dialog-export-the-brand = Merk exporteren
dialog-choose-a-font = Lettertype kiezen
dialog-font = Lettertype
dialog-choose-photo-product = Foto van het product kiezen
dialog-choose-a-logo = Logo kiezen
dialog-choose-a-picture = Afbeelding kiezen
dialog-pictures-being-made = Er worden afbeeldingen gemaakt

drop-drop-models-file-folder-add = Zet het bestand of de map van een model neer om het toe te voegen
drop-drop-photos-products-add = Zet foto’s van producten neer om ze toe te voegen
drop-drop-brand-import-picture-brands = Zet een merk neer om het te importeren, of een afbeelding als logo van het merk

keys-generate = Genereren
keys-generate-before-all-waiting-jobs = Voor alle wachtende taken genereren
keys-go-prompt = Naar de prompt gaan
keys-leave-a-field = Een veld verlaten
keys-save-picture = De afbeelding opslaan als…
keys-next-variation = Volgende variant
keys-previous-variation = Vorige variant
keys-favourite = Favoriet
keys-remove-the-picture = De afbeelding verwijderen
keys-undo-removing-brands-undo-any = Verwijderen ongedaan maken; bij Merken elke wijziging
keys-redo-in-brands = Opnieuw, bij Merken
keys-create-2-5-for-other = Maken; 2 tot 5 voor de andere schermen
keys-this-list = Deze lijst
keys-close = Sluiten

start-brandish-cannot-open = Brandish kan niet openen
start-files-brandish-missing-install = Er ontbreken bestanden van Brandish; installeer het opnieuw
start-close = Sluiten

path-save-as = Opslaan als
path-save = Opslaan
path-open-a-file = Bestand openen
path-open = Openen
path-choose-a-folder = Map kiezen
path-save-here = Hier opslaan
path-open-a-folder = Map openen
path-desktop-has-no-file-dialog = Dit bureaublad heeft geen bestandsvenster. Typ het pad.
path-path = Pad
path-cancel = Annuleren

message-undo = Ongedaan maken
message-close-message = Melding sluiten
message-close = Sluiten

control-one-fewer = Eén minder
control-one-more = Eén meer

unit-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
 }
unit-kilobytes = KB
unit-megabytes = MB
unit-gigabytes = GB

screen-create = Maken
screen-library = Bibliotheek
screen-brands = Merken
screen-models = Modellen
screen-settings = Instellingen

dialog-choose-table-campaign = Tabel van een campagne kiezen
dialog-table = Tabel

drop-drop-picture-use-table-for = Zet een afbeelding neer om haar te gebruiken, een tabel voor een campagne, een model of een merk om toe te voegen

closing-campaign-stops-brandish-offers-go = De campagne stopt, en Brandish biedt aan ermee door te gaan als het weer wordt geopend.

unit-monday = maandag
unit-tuesday = dinsdag
unit-wednesday = woensdag
unit-thursday = donderdag
unit-friday = vrijdag
unit-saturday = zaterdag
unit-sunday = zondag

unit-january = januari
unit-february = februari
unit-march = maart
unit-april = april
unit-may = mei
unit-june = juni
unit-july = juli
unit-august = augustus
unit-september = september
unit-october = oktober
unit-november = november
unit-december = december

unit-day-of-month = { $weekday } { $day } { $month }

key-ctrl = Ctrl
key-shift = Shift
key-enter = Enter
key-escape = Esc
key-delete = Delete
