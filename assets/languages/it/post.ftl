### The post editor.

post-findings = { $count ->
    [0] Niente da correggere
    [one] 1 rilievo
   *[other] { $count } rilievi
 }
post-layout-named = Layout: { $name }
post-save-as-where = Il post per { $format }, in una cartella a scelta ({ $key })
post-save-where-last = Salva il post per { $format } come { $file } dove hai salvato l’ultima volta
post-count = { $count ->
    [one] { $count } post
   *[other] { $count } post
 }
post-also = { $count ->
    [0] Anche…
   *[other] Anche { $count }
 }
post-photo-named = Foto: { $name }
post-of-photo = Il post di { $name }, come lo hai lasciato
post-picture-number = Immagine { $number }
post-product-named = Prodotto: { $name }
post-shift-click-adds = Maiusc + clic lo aggiunge accanto
post-for = Post per { $format }
post-show-format = Mostra { $format }
post-has-own-version = Ha una versione propria
post-for-too = Post anche per { $format }
post-finished-of = Un post finito di { $name }
post-sample-of = Post di esempio di { $name }
post-only = Solo { $format }
post-brand-named = Marchio del post: { $name }
post-headline-length = { $count } caratteri; i titoli brevi si leggono meglio
post-redo-key = Ripeti ({ $key })
post-undo-key = Annulla ({ $key })

photo-looking-photo = Esame della foto
photo-model-drafts-had-models-under = Un modello che lo scrive si trova in Modelli, sotto «Per le foto»
photo-draft-from-photo = Scrivi dalla foto
photo-sentence-photo-shows-by-model = Una frase su ciò che mostra la foto, dal modello di questo portatile

post-say-it-here = Dillo qui
post-choose-the-object = Scegli l’oggetto
post-click-object-cut-out = Fai clic sull’oggetto da scontornare
post-add = Aggiungi
post-paint-over-belongs-object = Dipingi su ciò che appartiene all’oggetto
post-remove = Rimuovi
post-paint-over-does-not-belong = Dipingi su ciò che non gli appartiene
post-cut-out = Scontorno
post-picture-cut-out = Immagine da scontornare
post-width = Larghezza
post-undo-stroke = Annulla tratto
post-start-again = Ricomincia
post-done = Fatto
post-brand-check = Controllo del marchio
post-contrast-colours-words-avoid-safe = Contrasto, colori, parole da evitare, aree sicure e spazio del logo, su ogni rete
post-layout = Layout
post-save-as = Salva come…
post-pictures-captions-table-for-planner = Immagini, didascalie e una tabella per il tuo piano editoriale, in una nuova cartella
post-export-all = Esporta tutto
post-prompt-left-out-files-model = Il prompt non è nei file; resta indicato che un modello ha disegnato l’immagine
post-without-the-prompt = Senza il prompt
post-page-for-client-approve-posts = Una pagina perché il cliente approvi i post, in HTML e PDF
post-approval-sheet = Foglio di approvazione
post-one-pdf-linkedin-posts-linkedin = Un PDF dei post LinkedIn, che LinkedIn mostra come carosello
post-linkedin-carousel = Carosello LinkedIn
post-as-zip = Come zip
post-everything-once-more-one-file = Tutto un’altra volta in un solo file
post-export-all-makes-beside-pictures = Che cosa Esporta tutto crea oltre a immagini e didascalie
post-your-photos = Le tue foto
post-subject-alone-before-brands-colours = Il soggetto da solo, davanti ai colori del marchio
post-use-cut-out = Scontorna
post-picture-with-background = L’immagine com’è, con il suo sfondo
post-whole-picture = Immagine intera
post-drag-post-choose-stays-sight = Trascina il post per scegliere che cosa resta in vista
post-alternative-text = Testo alternativo
post-photo-shows-for-people-who = Che cosa mostra la foto, per chi non può vederla
post-draft-alternative-text = Scrivi il testo alternativo
post-select-click-post-does-too = Selezionala; anche con un clic sul post
post-behind-the-others = Dietro le altre
post-front-next-one = Davanti alla successiva
post-send-back = Manda in fondo
post-bring-forward = Porta avanti
post-remove-picture-from-post-delete = Rimuovi questa immagine dal post (Canc)
post-remove-the-picture = Rimuovi l’immagine
post-reading-the-picture = Lettura dell’immagine
post-put-own-product-post-dropping = Metti il tuo prodotto nel post; puoi anche trascinarlo o incollarlo
post-use-my-photo = Usa la mia foto…
post-add-another = Aggiungi un’altra…
post-add-cut-out-remove-from = Aggiungi allo scontorno o toglici con un pennello, o scegli un altro oggetto
post-edit-cut-out = Modifica scontorno…
post-sample-picture-use-photo-own = Un’immagine di esempio; usa una tua foto o generane una
post-size = Dimensione
post-drag-post-move-product-arrow = Trascina il post per spostare il prodotto; le frecce lo spostano un poco
post-back-layouts-own-place-size = Torna a posto e dimensione del layout
post-reset-the-place = Ripristina il posto
post-products = Prodotti
post-add-beside-picture = Aggiungi accanto all’immagine
post-all-networks = Tutte le reti
post-shade-networks-own-controls-cover = Scurisci ciò che i controlli della rete coprono
post-safe-zones = Aree sicure
post-all-chosen-networks-once = Tutte le reti scelte insieme
post-side-by-side = Affiancati
post-layout-cannot-show-post = Questo layout non può mostrare il post
post-click-post-see-large = Fai clic su un post per vederlo in grande
post-add-remove-networks = Aggiungi e togli reti
post-networks-post = Reti del post
post-no-brand = nessun marchio
post-sample-generate-picture-use-photo = Un esempio. Genera un’immagine o usa una foto del tuo prodotto.
post-edit-this-post = Modifica questo post
post-brand = Marchio
post-picture = Immagine
post-changes-for-every-network = Le modifiche valgono per tutte le reti
post-changes-for-network-alone-others = Le modifiche valgono solo per questa rete; le altre restano come sono
post-show-all-networks-show = Mostra qui ciò che mostrano tutte le reti
post-same-others = Come le altre
post-without-brand = Nessun marchio
post-colours-fonts-logo-post = I suoi colori, caratteri e logo sono nel post
post-brands = Marchi
post-supporting-line = Riga di sostegno
post-does-for-reader = Che cosa dà a chi legge
post-fact-or-price = Fatto o prezzo
post-20-off-fri-14-nov = 20% di sconto, ven 14 nov, 49 €
post-call-to-action = Invito all’azione
post-try-a-pair = Provale
post-your-handle = @iltuomarchio
post-handle = Account
post-headline = Titolo principale
post-another-headline-caption-writer-undo = Un altro titolo dell’autore; annulla ripristina il tuo
post-another-headline = Altro titolo
post-words-between-asterisks-have-brands = *Le parole fra asterischi* hanno il colore del marchio
post-back-picture = Torna all’immagine
post-back-esc = Indietro (Esc)
post-post = Post
post-redo = Ripeti
post-undo-last-change = Annulla l’ultima modifica
post-add-post = Aggiungi a questo post
post-another-picture-for-post-dropping = Un’altra immagine per questo post; puoi anche trascinarla con Maiusc
post-add-a-picture = Aggiungi un’immagine…
post-shift-click-adds-to-post = Maiusc + clic la aggiunge a questo post
