### Campaigns.

campaign-campaign-being-made-stop-first = Eine Kampagne läuft: erst stoppen oder ihr Ende abwarten
campaign-go-on = Fortsetzen
campaign-campaign-ready = Die Kampagne ist fertig
campaign-campaign-stopped-before-end = Die Kampagne endete vorzeitig
campaign-campaign-could-not-finished = Die Kampagne konnte nicht beendet werden
campaign-not-finished-named = Die Kampagne „{ $name }“ ist nicht fertig
campaign-named = Kampagne { $name }
campaign-forget-campaign-files-stay = Diese Kampagne vergessen; ihre Dateien bleiben
campaign-forget-the-campaign = Kampagne vergessen
campaign-open = Öffnen
campaign-open-the-campaign = Kampagne öffnen
campaign-progress-campaign = Fortschritt der Kampagne
campaign-use-a-table = Tabelle
campaign-make-posts-whole-table-csv = Die Posts einer ganzen Tabelle machen, CSV oder XLSX; Ablegen geht auch
campaign-make-posts-from-table = Posts aus einer Tabelle machen…
campaign-resume-the-queue = Warteschlange fortsetzen
campaign-made-stays-campaign-go-later = Was gemacht ist, bleibt; die Kampagne kann später weitergehen
campaign-stop-the-campaign = Kampagne stoppen
campaign-show-the-posts = Die Posts zeigen
campaign-start-without-rows-red = Ohne die roten Zeilen starten
campaign-start = Starten
campaign-checking-the-table = Die Tabelle wird geprüft
campaign-back-to-create = Zurück zu Erstellen
campaign-back-esc = Zurück (Esc)
campaign-campaign = Kampagne
campaign-table = Tabelle
campaign-another-table = Andere Tabelle…
campaign-posts-go = Die Posts kommen nach
campaign-another-folder = Anderer Ordner…
campaign-for-rows-do-not-say = Für Zeilen, die es nicht sagen
campaign-no-brand = Keine Marke
campaign-brand-campaign = Marke der Kampagne
campaign-layout-campaign = Layout der Kampagne
campaign-model-campaign = Modell der Kampagne
campaign-networks-campaign = Netzwerke der Kampagne
campaign-also = Auch
campaign-approval-sheet = Freigabeblatt
campaign-page-for-client-approve-posts = Eine Seite zur Freigabe der Posts durch den Kunden, als HTML und PDF
campaign-linkedin-carousel = LinkedIn-Karussell
campaign-one-pdf-linkedin-posts-linkedin = Ein PDF der LinkedIn-Posts, das LinkedIn als Karussell zeigt
campaign-as-zip = Als Zip
campaign-everything-once-more-one-file = Alles noch einmal als eine Datei
campaign-posts-pass-brand-check = Nur Posts, die die Markenprüfung bestehen
campaign-row-fails-check-finds-something = Eine Zeile schlägt fehl, wo die Prüfung etwas findet
campaign-photos-whole = Fotos ganz
campaign-nothing-cut-out-photos = Aus Fotos wird nichts freigestellt
campaign-files-without-prompt = Dateien ohne den Prompt
campaign-model-drew-picture-stays-marked = Dass ein Modell das Bild gezeichnet hat, bleibt vermerkt
campaign-stop-after-many-failed-rows = Nach so vielen Fehlzeilen in Folge stoppen
campaign-fewer-failed-rows = Weniger Fehlzeilen
campaign-number-of-failed-rows = Anzahl der Fehlzeilen
campaign-more-failed-rows = Mehr Fehlzeilen
campaign-not-finished = Nicht fertig
campaign-not-started = Nicht begonnen
campaign-drop-csv-xlsx-table-onto = Eine Tabelle als CSV oder XLSX auf dem Fenster ablegen. Jede Zeile macht die Posts eines Produkts.
campaign-campaign-begins-with-table = Eine Kampagne beginnt mit einer Tabelle
campaign-choose-a-table = Tabelle wählen…
campaign-read-as = gelesen als
campaign-being-made = In Arbeit
campaign-made-before = Früher gemacht
campaign-error = Fehler
campaign-waiting = Wartet
campaign-no-name = (ohne Namen)
campaign-not-used = nicht verwendet
campaign-empty = (leer)
campaign-rows-left-out = { $count ->
    [one] 1 Zeile mit Fehlern entfällt
   *[other] { $count } Zeilen mit Fehlern entfallen
 }
campaign-rows-over = { $done } von { $rows }
campaign-failed-count = { $count } fehlgeschlagen
campaign-left-count = { $count } offen
campaign-is-stopping = wird gestoppt
campaign-queue-is-paused = die Warteschlange ist angehalten
campaign-done-about = fertig gegen { $time }
campaign-posts = { $count ->
    [one] 1 Post
   *[other] { $count } Posts
 }
campaign-cost = { $rows }, { $posts }, { $files } Dateien: fertig gegen { $time }, wenn jetzt gestartet
campaign-rows = { $count ->
    [one] 1 Zeile
   *[other] { $number } Zeilen
 }
campaign-made = { $rows } gemacht, { $count } Posts
campaign-day-and-time = { $day }, { $time }
campaign-rows-with-errors = { $count ->
    [0] { $rows }, keine Fehler
    [one] { $rows }, 1 mit einem Fehler
   *[other] { $rows }, { $count } mit Fehlern
 }
campaign-failed-why = Fehlgeschlagen: { $why }
campaign-what-column-holds = Was die Spalte { $column } enthält
