### What stands over every screen: dialogs, messages, keys, and the names of the screens.

message-saved-as = Salvato come { $path }
message-pictures-saved = { $count ->
    [one] { $count } immagine salvata
   *[other] { $count } immagini salvate
 }
message-alt-text-drafted = Testo alternativo scritto dalla foto: leggilo prima di pubblicarlo
message-removed = { $name } è stato rimosso
message-product-added = { $product } è un prodotto di { $brand }
message-starter-again = { $name } è di nuovo l’esempio
message-imported = { $name } è stato importato
message-start-from-it = { $name }: partire da questa per le prossime immagini?

notification-picture-ready = La tua immagine è pronta
notification-caption-ready = La tua didascalia è pronta
notification-picture-failed = Un’immagine non è riuscita
notification-caption-failed = Una didascalia non è riuscita

message-one-removed = Rimosso
message-pictures-removed = { $count ->
    [one] { $count } immagine rimossa
   *[other] { $count } immagini rimosse
 }
message-jobs-removed = { $count } lavori rimossi
message-no-longer-searched = { $path } non viene più esplorato
message-most-pictures = Un post mostra al massimo { $most } immagini
message-product-in-post = { $name } è nel post
message-photo-in-post = La tua foto è nel post

closing-waiting = { $count ->
    [one] Il lavoro in attesa resta nell’elenco e parte quando Brandish viene riaperto.
   *[other] I { $count } lavori in attesa restano nell’elenco e partono quando Brandish viene riaperto.
 }
closing-with-team = { $count ->
    [one] Il tuo team prosegue con 1 lavoro; il risultato arriva quando Brandish viene riaperto.
   *[other] Il tuo team prosegue con { $count } lavori; i risultati arrivano quando Brandish viene riaperto.
 }

dialog-lora-refused = La LoRA { $name } non è utilizzabile: { $reason }.
dialog-no-file-manager = Questo desktop non ha un gestore di file. L’immagine è in { $folder }.

start-no-display = Qui non c’è uno schermo: né DISPLAY né WAYLAND_DISPLAY è impostata. Avvia Brandish su un desktop o usa la riga di comando: brandish generate "Red running shoes".
start-display-out-of-reach = Lo schermo non è raggiungibile. Accedi al desktop con l’utente che avvia Brandish; in una sessione remota, consenti a Brandish di usare lo schermo.
start-no-graphics = { $advice } ({ $detail }). La riga di comando funziona lo stesso: brandish --help.
start-no-window = La finestra non si può aprire.
start-no-graphics-windows = Windows non offre a Brandish né OpenGL né Direct3D per disegnare. Aggiorna il driver della scheda grafica; con Desktop remoto, avvia Brandish sul computer stesso
start-no-graphics-macos = macOS non offre a Brandish OpenGL per disegnare. Avvia Brandish sul computer stesso, non in una sessione remota
start-no-graphics-linux = Questo desktop non offre a Brandish OpenGL per disegnare, nemmeno via software. Installa Mesa (su Debian e Ubuntu, il pacchetto libgl1-mesa-dri) o aggiorna il driver della scheda grafica

path-not-writable = Non si può scrivere in { $folder }: { $error }.
path-not-whole = { $path } non è un percorso completo: inizia con / o ~/.
path-add-name-of-file = { $path } è una cartella. Aggiungi il nome del file.
path-no-file = Non c’è nessun file { $path }.
path-no-folder = Non c’è nessuna cartella { $path }.
path-add-name-for-file = { $path } è una cartella. Aggiungi un nome per il file.
path-file-exists = C’è già un file { $path }. Scegli un altro nome.
path-not-a-folder = { $path } è un file, non una cartella.
path-folder-not-made = La cartella { $path } non può essere creata: { $error }.

message-picture-copied = Immagine copiata
message-draft-alternative-text = una bozza del testo alternativo
message-removing-a-product = rimozione di un prodotto
message-the-new-product = il nuovo prodotto
message-nothing-undo = Non c’è niente da annullare
message-colours-from-picture = colori da un’immagine
message-brand-has-pictures-colours = Il marchio ha i colori dell’immagine
message-copied = Copiato
message-picture-photo-no-prompt-no = Questa immagine è una foto: non l’ha fatta né un prompt né un modello
message-recipe-brief = La ricetta è nel brief
message-start-from-it-button = Parti da questa
message-post-keeps-one-picture = Un post conserva un’immagine
message-nothing-redo = Non c’è niente da ripetere

keys-keys = Tasti
keys-with-key = Tasti (?)

closing-being-made-now-stopped-retry = Ciò che è in corso viene fermato; Riprova nella sua scheda lo rifà.
closing-close-brandish = Chiudere Brandish?
closing-close = Chiudi Brandish
closing-keep-it-open = Lascia aperto

dialog-start-from-picture = Parti da un’immagine
dialog-picture = Immagine
dialog-choose-picture-white-redraw = Scegli un’immagine bianca dove ridisegnare
dialog-add-a-lora = Aggiungi una LoRA
dialog-save-the-picture = Salva l’immagine
dialog-choose-a-model = Scegli un modello
dialog-model = Modello
dialog-save-support-file = Salva un file di assistenza
dialog-choose-a-folder = Scegli una cartella
dialog-use-my-photo = La mia foto
dialog-save-the-post = Salva il post
dialog-export-all-posts-into-folder = Esporta tutti i post in una cartella
dialog-import-a-brand = Importa un marchio
dialog-brand = Marchio
dialog-export-the-brand = Esporta il marchio
dialog-choose-a-font = Scegli un carattere
dialog-font = Carattere
dialog-choose-photo-product = Scegli una foto del prodotto
dialog-choose-a-logo = Scegli un logo
dialog-choose-a-picture = Scegli un’immagine
dialog-pictures-being-made = Creazione di immagini in corso

drop-drop-models-file-folder-add = Trascina il file o la cartella di un modello per aggiungerlo
drop-drop-photos-products-add = Trascina foto di prodotti per aggiungerli
drop-drop-brand-import-picture-brands = Trascina un marchio per importarlo, o un’immagine come logo del marchio

keys-generate = Genera
keys-generate-before-all-waiting-jobs = Genera prima di tutti i lavori in attesa
keys-go-prompt = Vai al prompt
keys-leave-a-field = Lascia un campo
keys-save-picture = Salva l’immagine come…
keys-next-variation = Variante successiva
keys-previous-variation = Variante precedente
keys-favourite = Preferito
keys-remove-the-picture = Rimuovi l’immagine
keys-undo-removing-brands-undo-any = Annulla la rimozione; in Marchi, ogni modifica
keys-redo-in-brands = Ripeti, in Marchi
keys-create-2-5-for-other = Crea; da 2 a 5 per le altre schermate
keys-this-list = Questo elenco
keys-close = Chiudi

start-brandish-cannot-open = Brandish non si può aprire
start-files-brandish-missing-install = Mancano file di Brandish; installalo di nuovo
start-close = Chiudi

path-save-as = Salva come
path-save = Salva
path-open-a-file = Apri un file
path-open = Apri
path-choose-a-folder = Scegli una cartella
path-save-here = Salva qui
path-open-a-folder = Apri una cartella
path-desktop-has-no-file-dialog = Questo desktop non ha una finestra per i file. Scrivi il percorso.
path-path = Percorso
path-cancel = Annulla

message-undo = Annulla
message-close-message = Chiudi il messaggio
message-close = Chiudi

control-one-fewer = Una in meno
control-one-more = Una in più

unit-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } byte
 }
unit-kilobytes = KB
unit-megabytes = MB
unit-gigabytes = GB

screen-create = Crea
screen-library = Raccolta
screen-brands = Marchi
screen-models = Modelli
screen-settings = Impostazioni

dialog-choose-table-campaign = Scegli la tabella di una campagna
dialog-table = Tabella

drop-drop-picture-use-table-for = Trascina un’immagine per usarla, una tabella per una campagna, un modello o un marchio per aggiungerlo

closing-campaign-stops-brandish-offers-go = La campagna si ferma, e Brandish propone di proseguirla quando viene riaperto.

unit-monday = lunedì
unit-tuesday = martedì
unit-wednesday = mercoledì
unit-thursday = giovedì
unit-friday = venerdì
unit-saturday = sabato
unit-sunday = domenica

unit-january = gennaio
unit-february = febbraio
unit-march = marzo
unit-april = aprile
unit-may = maggio
unit-june = giugno
unit-july = luglio
unit-august = agosto
unit-september = settembre
unit-october = ottobre
unit-november = novembre
unit-december = dicembre

unit-day-of-month = { $weekday } { $day } { $month }

key-ctrl = Ctrl
key-shift = Maiusc
key-enter = Invio
key-escape = Esc
key-delete = Canc
