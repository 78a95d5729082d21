### What stands over every screen: dialogs, messages, keys, and the names of the screens.

message-saved-as = Gespeichert als { $path }
message-pictures-saved = { $count ->
    [one] { $count } Bild gespeichert
   *[other] { $count } Bilder gespeichert
 }
message-alt-text-drafted = Alternativtext aus dem Foto entworfen: vor dem Posten bitte lesen
message-removed = { $name } wurde entfernt
message-product-added = { $product } ist ein Produkt von { $brand }
message-starter-again = { $name } ist wieder die Beispielmarke
message-imported = { $name } wurde importiert
message-start-from-it = { $name }: die nächsten Bilder davon ausgehen lassen?

notification-picture-ready = Das Bild ist fertig
notification-caption-ready = Der Bildtext ist fertig
notification-picture-failed = Ein Bild ist fehlgeschlagen
notification-caption-failed = Ein Bildtext ist fehlgeschlagen

message-one-removed = Entfernt
message-pictures-removed = { $count ->
    [one] { $count } Bild entfernt
   *[other] { $count } Bilder entfernt
 }
message-jobs-removed = { $count } Aufträge entfernt
message-no-longer-searched = { $path } wird nicht mehr durchsucht
message-most-pictures = Ein Post zeigt höchstens { $most } Bilder
message-product-in-post = { $name } ist im Post
message-photo-in-post = Das Foto ist im Post

closing-waiting = { $count ->
    [one] Der wartende Auftrag bleibt in der Liste und beginnt, wenn Brandish wieder geöffnet wird.
   *[other] Die { $count } wartenden Aufträge bleiben in der Liste und beginnen, wenn Brandish wieder geöffnet wird.
 }
closing-with-team = { $count ->
    [one] Das Team arbeitet an 1 Auftrag weiter; das Ergebnis kommt, wenn Brandish wieder geöffnet wird.
   *[other] Das Team arbeitet an { $count } Aufträgen weiter; die Ergebnisse kommen, wenn Brandish wieder geöffnet wird.
 }

dialog-lora-refused = Die LoRA { $name } ist nicht verwendbar: { $reason }.
dialog-no-file-manager = Dieser Desktop hat keine Dateiverwaltung. Das Bild liegt in { $folder }.

start-no-display = Hier ist kein Bildschirm: weder DISPLAY noch WAYLAND_DISPLAY ist gesetzt. Brandish auf einem Desktop starten oder die Befehlszeile verwenden: brandish generate "Red running shoes".
start-display-out-of-reach = Der Bildschirm ist nicht erreichbar. Am Desktop als der Benutzer anmelden, der Brandish startet; in einer Fernsitzung Brandish den Bildschirm erlauben.
start-no-graphics = { $advice } ({ $detail }). Die Befehlszeile funktioniert trotzdem: brandish --help.
start-no-window = Das Fenster lässt sich nicht öffnen.
start-no-graphics-windows = Windows bietet Brandish weder OpenGL noch Direct3D zum Zeichnen. Den Treiber der Grafikkarte aktualisieren; bei Remotedesktop Brandish am Computer selbst starten
start-no-graphics-macos = macOS bietet Brandish kein OpenGL zum Zeichnen. Brandish am Computer selbst starten, nicht in einer Fernsitzung
start-no-graphics-linux = Dieser Desktop bietet Brandish kein OpenGL zum Zeichnen, auch nicht in Software. Mesa installieren (unter Debian und Ubuntu das Paket libgl1-mesa-dri) oder den Treiber der Grafikkarte aktualisieren

path-not-writable = In { $folder } kann nichts geschrieben werden: { $error }.
path-not-whole = { $path } ist kein vollständiger Pfad: er beginnt mit / oder ~/.
path-add-name-of-file = { $path } ist ein Ordner. Den Namen der Datei anfügen.
path-no-file = Es gibt keine Datei { $path }.
path-no-folder = Es gibt keinen Ordner { $path }.
path-add-name-for-file = { $path } ist ein Ordner. Einen Namen für die Datei anfügen.
path-file-exists = Eine Datei { $path } gibt es schon. Einen anderen Namen wählen.
path-not-a-folder = { $path } ist eine Datei, kein Ordner.
path-folder-not-made = Der Ordner { $path } kann nicht angelegt werden: { $error }.

message-picture-copied = Bild kopiert
message-draft-alternative-text = ein Entwurf des Alternativtexts
message-removing-a-product = ein Produkt entfernen
message-the-new-product = das neue Produkt
message-nothing-undo = Es gibt nichts rückgängig zu machen
message-colours-from-picture = Farben aus einem Bild
message-brand-has-pictures-colours = Die Marke hat die Farben des Bildes
message-copied = Kopiert
message-picture-photo-no-prompt-no = Dieses Bild ist ein Foto: kein Prompt und kein Modell hat es gemacht
message-recipe-brief = Das Rezept ist im Briefing
message-start-from-it-button = Davon ausgehen
message-post-keeps-one-picture = Ein Post behält ein Bild
message-nothing-redo = Es gibt nichts zu wiederholen

keys-keys = Tasten
keys-with-key = Tasten (?)

closing-being-made-now-stopped-retry = Was gerade entsteht, wird gestoppt; „Erneut versuchen“ in der Karte macht es neu.
closing-close-brandish = Brandish schließen?
closing-close = Brandish schließen
closing-keep-it-open = Offen lassen

dialog-start-from-picture = Von einem Bild ausgehen
dialog-picture = Bild
dialog-choose-picture-white-redraw = Ein Bild wählen, das weiß ist, wo neu gezeichnet wird
dialog-add-a-lora = LoRA hinzufügen
dialog-save-the-picture = Bild speichern
dialog-choose-a-model = Modell wählen
dialog-model = Modell
dialog-save-support-file = Hilfedatei speichern
dialog-choose-a-folder = Ordner wählen
dialog-use-my-photo = Eigenes Foto
dialog-save-the-post = Post speichern
dialog-export-all-posts-into-folder = Alle Posts in einen Ordner exportieren
dialog-import-a-brand = Marke importieren
dialog-brand = Marke
dialog-export-the-brand = Marke exportieren
dialog-choose-a-font = Schrift wählen
dialog-font = Schrift
dialog-choose-photo-product = Foto des Produkts wählen
dialog-choose-a-logo = Logo wählen
dialog-choose-a-picture = Bild wählen
dialog-pictures-being-made = Bilder werden gemacht

drop-drop-models-file-folder-add = Datei oder Ordner eines Modells ablegen, um es hinzuzufügen
drop-drop-photos-products-add = Fotos von Produkten ablegen, um sie hinzuzufügen
drop-drop-brand-import-picture-brands = Eine Marke ablegen, um sie zu importieren, oder ein Bild als Logo der Marke

keys-generate = Erzeugen
keys-generate-before-all-waiting-jobs = Vor allen wartenden Aufträgen erzeugen
keys-go-prompt = Zum Prompt gehen
keys-leave-a-field = Ein Feld verlassen
keys-save-picture = Das Bild speichern unter…
keys-next-variation = Nächste Variante
keys-previous-variation = Vorige Variante
keys-favourite = Favorit
keys-remove-the-picture = Das Bild entfernen
keys-undo-removing-brands-undo-any = Entfernen rückgängig machen; unter Marken jede Änderung
keys-redo-in-brands = Wiederholen, unter Marken
keys-create-2-5-for-other = Erstellen; 2 bis 5 für die anderen Seiten
keys-this-list = Diese Liste
keys-close = Schließen

start-brandish-cannot-open = Brandish kann nicht öffnen
start-files-brandish-missing-install = Dateien von Brandish fehlen; bitte neu installieren
start-close = Schließen

path-save-as = Speichern unter
path-save = Speichern
path-open-a-file = Datei öffnen
path-open = Öffnen
path-choose-a-folder = Ordner wählen
path-save-here = Hier speichern
path-open-a-folder = Ordner öffnen
path-desktop-has-no-file-dialog = Dieser Desktop hat keinen Dateidialog. Bitte den Pfad eintippen.
path-path = Pfad
path-cancel = Abbrechen

message-undo = Rückgängig
message-close-message = Meldung schließen
message-close = Schließen

control-one-fewer = Eins weniger
control-one-more = Eins mehr

unit-bytes = { $count ->
    [one] { $count } Byte
   *[other] { $count } Byte
 }
unit-kilobytes = KB
unit-megabytes = MB
unit-gigabytes = GB

screen-create = Erstellen
screen-library = Bibliothek
screen-brands = Marken
screen-models = Modelle
screen-settings = Einstellungen

dialog-choose-table-campaign = Tabelle einer Kampagne wählen
dialog-table = Tabelle

drop-drop-picture-use-table-for = Ein Bild ablegen, um es zu verwenden, eine Tabelle für eine Kampagne, ein Modell oder eine Marke zum Hinzufügen

closing-campaign-stops-brandish-offers-go = Die Kampagne stoppt, und Brandish bietet an, sie beim nächsten Öffnen fortzusetzen.

unit-monday = Montag
unit-tuesday = Dienstag
unit-wednesday = Mittwoch
unit-thursday = Donnerstag
unit-friday = Freitag
unit-saturday = Samstag
unit-sunday = Sonntag

unit-january = Januar
unit-february = Februar
unit-march = März
unit-april = April
unit-may = Mai
unit-june = Juni
unit-july = Juli
unit-august = August
unit-september = September
unit-october = Oktober
unit-november = November
unit-december = Dezember

unit-day-of-month = { $weekday }, { $day }. { $month }

key-ctrl = Strg
key-shift = Umschalt
key-enter = Eingabe
key-escape = Esc
key-delete = Entf
