### Campaigns.

campaign-campaign-being-made-stop-first = Er loopt een campagne: stop haar eerst, of wacht op het einde
campaign-go-on = Doorgaan
campaign-campaign-ready = Je campagne is klaar
campaign-campaign-stopped-before-end = Je campagne stopte voor het einde
campaign-campaign-could-not-finished = Je campagne kon niet worden voltooid
campaign-not-finished-named = De campagne “{ $name }” is niet klaar
campaign-named = Campagne { $name }
campaign-forget-campaign-files-stay = Deze campagne vergeten; de bestanden blijven
campaign-forget-the-campaign = Campagne vergeten
campaign-open = Openen
campaign-open-the-campaign = Campagne openen
campaign-progress-campaign = Voortgang van de campagne
campaign-use-a-table = Een tabel
campaign-make-posts-whole-table-csv = Maak de posts van een hele tabel, CSV of XLSX; neerzetten kan ook
campaign-make-posts-from-table = Posts uit een tabel maken…
campaign-resume-the-queue = Wachtrij hervatten
campaign-made-stays-campaign-go-later = Wat gemaakt is, blijft; de campagne kan later doorgaan
campaign-stop-the-campaign = Campagne stoppen
campaign-show-the-posts = De posts tonen
campaign-start-without-rows-red = Starten zonder de rode rijen
campaign-start = Starten
campaign-checking-the-table = De tabel wordt gecontroleerd
campaign-back-to-create = Terug naar Maken
campaign-back-esc = Terug (Esc)
campaign-campaign = Campagne
campaign-table = Tabel
campaign-another-table = Andere tabel…
campaign-posts-go = De posts gaan naar
campaign-another-folder = Andere map…
campaign-for-rows-do-not-say = Voor rijen die het niet zeggen
campaign-no-brand = Geen merk
campaign-brand-campaign = Merk van de campagne
campaign-layout-campaign = Lay-out van de campagne
campaign-model-campaign = Model van de campagne
campaign-networks-campaign = Netwerken van de campagne
campaign-also = Ook
campaign-approval-sheet = Goedkeuringsblad
campaign-page-for-client-approve-posts = Een pagina waarop je klant de posts goedkeurt, als HTML en PDF
campaign-linkedin-carousel = LinkedIn-carrousel
campaign-one-pdf-linkedin-posts-linkedin = Eén PDF van de LinkedIn-posts, die LinkedIn als carrousel toont
campaign-as-zip = Als zip
campaign-everything-once-more-one-file = Alles nog eens als één bestand
campaign-posts-pass-brand-check = Alleen posts die de merkcontrole doorstaan
campaign-row-fails-check-finds-something = Een rij mislukt waar de controle iets vindt
campaign-photos-whole = Foto’s heel
campaign-nothing-cut-out-photos = Er wordt niets uit foto’s gesneden
campaign-files-without-prompt = Bestanden zonder de prompt
campaign-model-drew-picture-stays-marked = Dat een model de afbeelding tekende, blijft vermeld
campaign-stop-after-many-failed-rows = Stoppen na zoveel mislukte rijen op rij
campaign-fewer-failed-rows = Minder mislukte rijen
campaign-number-of-failed-rows = Aantal mislukte rijen
campaign-more-failed-rows = Meer mislukte rijen
campaign-not-finished = Niet klaar
campaign-not-started = Niet begonnen
campaign-drop-csv-xlsx-table-onto = Zet een CSV- of XLSX-tabel op het venster neer. Elke rij maakt de posts van één product.
campaign-campaign-begins-with-table = Een campagne begint met een tabel
campaign-choose-a-table = Tabel kiezen…
campaign-read-as = gelezen als
campaign-being-made = Bezig
campaign-made-before = Eerder gemaakt
campaign-error = Fout
campaign-waiting = Wacht
campaign-no-name = (geen naam)
campaign-not-used = niet gebruikt
campaign-empty = (leeg)
campaign-rows-left-out = { $count ->
    [one] 1 rij met fouten valt weg
   *[other] { $count } rijen met fouten vallen weg
 }
campaign-rows-over = { $done } van { $rows }
campaign-failed-count = { $count } mislukt
campaign-left-count = nog { $count }
campaign-is-stopping = wordt gestopt
campaign-queue-is-paused = de wachtrij is gepauzeerd
campaign-done-about = klaar rond { $time }
campaign-posts = { $count ->
    [one] 1 post
   *[other] { $count } posts
 }
campaign-cost = { $rows }, { $posts }, { $files } bestanden: klaar rond { $time } als je nu start
campaign-rows = { $count ->
    [one] 1 rij
   *[other] { $number } rijen
 }
campaign-made = { $rows } gemaakt, { $count } posts
campaign-day-and-time = { $day } { $time }
campaign-rows-with-errors = { $count ->
    [0] { $rows }, geen fouten
    [one] { $rows }, 1 met een fout
   *[other] { $rows }, { $count } met fouten
 }
campaign-failed-why = Mislukt: { $why }
campaign-what-column-holds = Wat de kolom { $column } bevat
