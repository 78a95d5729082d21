### States of jobs, why one failed and what to do, why a brief is refused, and what a check found.

state-queued = In coda
state-loading = Carica { $model }
state-rendering = Disegna { $done }/{ $total }
state-writing = Scrive
state-writing-words = Scrive, { $count } parole
state-finishing = Rifinisce
state-done = Fatto
state-failed = Non riuscito
state-cancelled = Annullato
state-interrupted = Interrotto

failure-weights-missing = I file di { $model } non ci sono: manca { $path }.
failure-weights-damaged = Un file di { $model } è danneggiato: { $path } ({ $detail }).
failure-weights-changed = Un altro programma ha cambiato un file di { $model } mentre era in uso: { $path }.
failure-model-unsupported = { $model } non è utilizzabile così com’è: { $path }: { $detail }.
failure-out-of-memory = { $model } richiede circa { $needed } di memoria, e ne sono liberi { $free }.
failure-model-unknown = Qui non c’è più un modello «{ $model }».
failure-not-finite = Il modello ha calcolato valori che non sono un’immagine.
failure-blank = L’immagine è uscita vuota.
failure-disk-full = Il disco è pieno: in { $folder } non entra altro.
failure-cannot-write = Le immagini non si possono salvare in { $folder }.
failure-not-saved = Il lavoro non si è potuto salvare, quindi non è stato avviato. { $detail }
failure-panicked = Il disegno si è fermato per un errore di Brandish.
failure-engine = Il disegno non è riuscito.
failure-worker = Il worker { $worker } segnala: { $sentence }
failure-given-up = { $count } worker del team l’hanno iniziato, e ognuno si è fermato a metà.
failure-other-version = I worker del team hanno un’altra versione di Brandish e non possono leggere questo lavoro.
failure-picture-lost = L’immagine è stata fatta, ma non è nell’archivio del team.

advice-weights-missing = Rimetti il file al suo posto o reinstalla Brandish.
advice-weights-damaged = Procurati una copia integra: scarica di nuovo il file o reinstalla Brandish.
advice-weights-changed = Riprova: il file verrà letto com’è ora.
advice-model-unsupported = Scegli un altro modello o un’altra versione di questo.
advice-photo = Scegli un’altra foto, poi riprova.
advice-unfit = Cambia ciò che chiedi, poi riprova.
advice-out-of-memory = Chiudi altri programmi, poi riprova.
advice-model-unknown = Scegli un altro modello.
advice-draw-another = Disegnane un’altra o dillo con altre parole.
advice-disk-full = Libera spazio o scegli un’altra cartella, poi riprova.
advice-not-saved = Correggilo, poi riprova.
advice-cannot-write = Scegli una cartella in cui puoi scrivere, poi riprova.
advice-worker = Avvisa chi gestisce il worker, o disegna su questo portatile.
advice-given-up = Riprova, o disegna su questo portatile.
advice-other-version = Porta i worker e questo portatile alla stessa versione, o disegna su questo portatile.
advice-picture-lost = Controlla nelle Impostazioni che l’archivio sia quello dei worker, poi riprova.
advice-report = Riprova. Se succede ancora, copia i dettagli e segnalali.

refusal-prompt-empty = Di’ che cosa deve mostrare l’immagine.
refusal-prompt-too-long = Il prompt ha { $count } caratteri; ce ne stanno al massimo { $most }. Accorcialo un poco.
refusal-negative-too-long = L’elenco delle esclusioni ha { $count } caratteri; ce ne stanno al massimo { $most }.
refusal-size-unreadable = «{ $typed }» non è una dimensione. Scrivi larghezza x altezza in pixel, per esempio 1024x1024.
refusal-size-not-multiple = { $size } non è possibile: larghezza e altezza devono essere multipli di 8. Il più vicino è { $nearest }.
refusal-size-out-of-range = { $size } è fuori intervallo: { $model } crea immagini da { $min } a { $max } pixel per lato.
refusal-count-out-of-range = Non si possono creare { $count } immagini insieme: scegli da 1 a { $most }.
refusal-steps-out-of-range = { $given } passi sono fuori intervallo: { $model } ne accetta da { $min } a { $max }.
refusal-too-many-elements = Un’immagine contiene fino a { $most } illustrazioni; ne sono scelte { $count }.
refusal-style-unused = { $model } non conosce stili. Togli lo stile o scegli un modello Stable Diffusion.
refusal-words-only = { $model } disegna solo dalle parole. Scegli un modello Stable Diffusion o togli immagine di partenza, LoRA e campionatore.
refusal-part-of-nothing = Una parte da ridisegnare richiede l’immagine a cui appartiene. Scegli l’immagine di partenza.
refusal-lora-unread = La LoRA { $name } è in lettura, per vedere se è adatta al modello.
refusal-seed-too-large = Il seme è troppo grande per contare oltre; scegline uno più piccolo.
refusal-too-many-facts = { $count } fatti sono troppi: al massimo { $most }.
refusal-fact-too-long = Un fatto ha { $count } caratteri; ce ne stanno al massimo { $most }.
refusal-detail-too-long = «{ $detail }» ha { $count } caratteri; ce ne stanno al massimo { $most }.

finding-off-palette = Il { $percent } % del post ha colori che non sono del marchio.
finding-word = { $what }: dice «{ $word }», che il marchio evita.
finding-logo-crowded = { $what }: a { $gap } px dal logo, che ne richiede { $needed } liberi.

fault-outside = { $what }: finisce di { $pixels } px sotto i controlli della rete.
fault-out-of-box = { $what }: esce dal suo posto di { $pixels } px.
fault-overlap = { $what }: copre: { $other }.
fault-contrast = { $what }: contrasto { $ratio }; da { $needed } si legge bene.
fault-small = { $what }: alto { $pixels } px, appena visibile su un telefono.

misfit-too-long = { $what }: non entra in «{ $layout }» a { $size }, circa { $count } caratteri di troppo. Accorcialo o scegli un altro layout o formato.
misfit-too-wide = { $what }: la parola «{ $word }» è troppo larga del { $percent } % per «{ $layout }» a { $size }. Scegli una parola più corta o un altro layout o formato.
misfit-missing = A «{ $layout }» manca: { $what }. Scrivilo o scegli un altro layout.

repair-drop-word = Togli la parola
repair-shorten = Accorcia: { $what }
repair-use-layout = Usa «{ $name }»
repair-reset-placement = Rimetti l’immagine al suo posto
repair-cut-out = Usa dietro i colori del marchio

violation-too-long = Il testo ha { $count } { $unit }, ce ne stanno { $limit }.
violation-alt-too-long = Il testo alternativo ha { $count } caratteri, ce ne stanno { $limit }.
violation-title-too-long = Il titolo ha { $count } caratteri, ce ne stanno { $limit }.
violation-too-many-hashtags = Il testo ha { $count } hashtag, ne sono permessi { $limit }.
violation-never-word = Il testo usa «{ $word }», che il marchio non usa mai.
violation-emoji-unwanted = Il testo usa emoji, che il marchio non usa.
violation-refused = Il testo usa { $found }, che { $network } rifiuta.
violation-other = Il testo: { $what }.
