### Campaigns.

campaign-campaign-being-made-stop-first = È in corso una campagna: prima fermala, o aspetta la fine
campaign-go-on = Prosegui
campaign-campaign-ready = La tua campagna è pronta
campaign-campaign-stopped-before-end = La tua campagna si è fermata prima della fine
campaign-campaign-could-not-finished = La tua campagna non si è potuta finire
campaign-not-finished-named = La campagna «{ $name }» non è finita
campaign-named = Campagna { $name }
campaign-forget-campaign-files-stay = Dimentica questa campagna; i file restano
campaign-forget-the-campaign = Dimentica la campagna
campaign-open = Apri
campaign-open-the-campaign = Apri la campagna
campaign-progress-campaign = Avanzamento della campagna
campaign-use-a-table = Una tabella
campaign-make-posts-whole-table-csv = Crea i post di un’intera tabella, CSV o XLSX; puoi anche trascinarla
campaign-make-posts-from-table = Crea post da una tabella…
campaign-resume-the-queue = Riprendi la coda
campaign-made-stays-campaign-go-later = Ciò che è fatto resta; la campagna può proseguire dopo
campaign-stop-the-campaign = Ferma la campagna
campaign-show-the-posts = Mostra i post
campaign-start-without-rows-red = Avvia senza le righe in rosso
campaign-start = Avvia
campaign-checking-the-table = Controllo della tabella
campaign-back-to-create = Torna a Crea
campaign-back-esc = Indietro (Esc)
campaign-campaign = Campagna
campaign-table = Tabella
campaign-another-table = Altra tabella…
campaign-posts-go = I post vanno in
campaign-another-folder = Altra cartella…
campaign-for-rows-do-not-say = Per le righe che non lo dicono
campaign-no-brand = Nessun marchio
campaign-brand-campaign = Marchio della campagna
campaign-layout-campaign = Layout della campagna
campaign-model-campaign = Modello della campagna
campaign-networks-campaign = Reti della campagna
campaign-also = Anche
campaign-approval-sheet = Foglio di approvazione
campaign-page-for-client-approve-posts = Una pagina perché il cliente approvi i post, in HTML e PDF
campaign-linkedin-carousel = Carosello LinkedIn
campaign-one-pdf-linkedin-posts-linkedin = Un PDF dei post LinkedIn, che LinkedIn mostra come carosello
campaign-as-zip = Come zip
campaign-everything-once-more-one-file = Tutto un’altra volta in un solo file
campaign-posts-pass-brand-check = Solo post che superano il controllo
campaign-row-fails-check-finds-something = Una riga non riesce se il controllo trova qualcosa
campaign-photos-whole = Foto intere
campaign-nothing-cut-out-photos = Niente viene scontornato dalle foto
campaign-files-without-prompt = File senza il prompt
campaign-model-drew-picture-stays-marked = Resta indicato che un modello ha disegnato l’immagine
campaign-stop-after-many-failed-rows = Ferma dopo tante righe non riuscite di fila
campaign-fewer-failed-rows = Meno righe non riuscite
campaign-number-of-failed-rows = Numero di righe non riuscite
campaign-more-failed-rows = Più righe non riuscite
campaign-not-finished = Non finita
campaign-not-started = Non avviata
campaign-drop-csv-xlsx-table-onto = Trascina sulla finestra una tabella CSV o XLSX. Ogni riga crea i post di un prodotto.
campaign-campaign-begins-with-table = Una campagna inizia con una tabella
campaign-choose-a-table = Scegli una tabella…
campaign-read-as = letto come
campaign-being-made = In corso
campaign-made-before = Già fatta
campaign-error = Errore
campaign-waiting = In attesa
campaign-no-name = (senza nome)
campaign-not-used = non usato
campaign-empty = (vuoto)
campaign-rows-left-out = { $count ->
    [one] 1 riga con errori è esclusa
   *[other] { $count } righe con errori sono escluse
 }
campaign-rows-over = { $done } di { $rows }
campaign-failed-count = { $count } non riuscite
campaign-left-count = { $count } rimaste
campaign-is-stopping = arresto in corso
campaign-queue-is-paused = la coda è sospesa
campaign-done-about = finito verso le { $time }
campaign-posts = { $count ->
    [one] 1 post
   *[other] { $count } post
 }
campaign-cost = { $rows }, { $posts }, { $files } file: finito verso le { $time } se avvii ora
campaign-rows = { $count ->
    [one] 1 riga
   *[other] { $number } righe
 }
campaign-made = { $rows } fatte, { $count } post
campaign-day-and-time = { $day } { $time }
campaign-rows-with-errors = { $count ->
    [0] { $rows }, nessun errore
    [one] { $rows }, 1 con un errore
   *[other] { $rows }, { $count } con errori
 }
campaign-failed-why = Non riuscita: { $why }
campaign-what-column-holds = Che cosa contiene la colonna { $column }
