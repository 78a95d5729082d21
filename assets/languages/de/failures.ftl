### States of jobs, why one failed and what to do, why a brief is refused, and what a check found.

state-queued = In der Warteschlange
state-loading = Lädt { $model }
state-rendering = Zeichnet { $done }/{ $total }
state-writing = Schreibt
state-writing-words = Schreibt, { $count } Wörter
state-finishing = Stellt fertig
state-done = Fertig
state-failed = Fehlgeschlagen
state-cancelled = Abgebrochen
state-interrupted = Unterbrochen

failure-weights-missing = Dateien von { $model } fehlen: { $path } ist nicht da.
failure-weights-damaged = Eine Datei von { $model } ist beschädigt: { $path } ({ $detail }).
failure-weights-changed = Ein anderes Programm hat eine Datei von { $model } während der Verwendung geändert: { $path }.
failure-model-unsupported = { $model } ist so nicht verwendbar: { $path }: { $detail }.
failure-out-of-memory = { $model } braucht etwa { $needed } Speicher, und { $free } sind frei.
failure-model-unknown = Ein Modell „{ $model }“ gibt es hier nicht mehr.
failure-not-finite = Das Modell hat Werte berechnet, die kein Bild sind.
failure-blank = Das Bild ist leer geworden.
failure-disk-full = Der Datenträger ist voll: in { $folder } passt nichts mehr.
failure-cannot-write = In { $folder } können keine Bilder gespeichert werden.
failure-not-saved = Der Auftrag konnte nicht gespeichert werden und wurde daher nicht begonnen. { $detail }
failure-panicked = Das Zeichnen brach wegen eines Fehlers in Brandish ab.
failure-engine = Das Zeichnen ist fehlgeschlagen.
failure-worker = Der Worker { $worker } meldet: { $sentence }
failure-given-up = { $count } Worker des Teams haben damit begonnen, und jeder brach unterwegs ab.
failure-other-version = Die Worker des Teams haben eine andere Version von Brandish und können diesen Auftrag nicht lesen.
failure-picture-lost = Das Bild wurde gemacht, liegt aber nicht im Speicher des Teams.

advice-weights-missing = Die Datei zurücklegen oder Brandish neu installieren.
advice-weights-damaged = Eine heile Kopie besorgen: die Datei erneut herunterladen oder Brandish neu installieren.
advice-weights-changed = Erneut versuchen: die Datei wird dann gelesen, wie sie jetzt ist.
advice-model-unsupported = Ein anderes Modell oder eine andere Version davon wählen.
advice-photo = Ein anderes Foto wählen, dann erneut versuchen.
advice-unfit = Ändern, was verlangt ist, dann erneut versuchen.
advice-out-of-memory = Andere Programme schließen, dann erneut versuchen.
advice-model-unknown = Ein anderes Modell wählen.
advice-draw-another = Neu zeichnen oder es anders sagen.
advice-disk-full = Platz schaffen oder einen anderen Ordner wählen, dann erneut versuchen.
advice-not-saved = Das beheben, dann erneut versuchen.
advice-cannot-write = Einen beschreibbaren Ordner wählen, dann erneut versuchen.
advice-worker = Der Person Bescheid geben, die den Worker betreibt, oder auf diesem Laptop zeichnen.
advice-given-up = Erneut versuchen oder auf diesem Laptop zeichnen.
advice-other-version = Worker und diesen Laptop auf dieselbe Version bringen oder auf diesem Laptop zeichnen.
advice-picture-lost = In den Einstellungen prüfen, ob der Speicher der der Worker ist, dann erneut versuchen.
advice-report = Erneut versuchen. Geschieht es wieder, bitte die Details kopieren und melden.

refusal-prompt-empty = Bitte sagen, was das Bild zeigen soll.
refusal-prompt-too-long = Der Prompt hat { $count } Zeichen; höchstens { $most } passen. Bitte etwas kürzen.
refusal-negative-too-long = Die Liste des Weggelassenen hat { $count } Zeichen; höchstens { $most } passen.
refusal-size-unreadable = „{ $typed }“ ist keine Größe. Breite x Höhe in Pixeln angeben, zum Beispiel 1024x1024.
refusal-size-not-multiple = { $size } geht nicht: Breite und Höhe müssen Vielfache von 8 sein. Am nächsten ist { $nearest }.
refusal-size-out-of-range = { $size } liegt außerhalb: { $model } macht Bilder von { $min } bis { $max } Pixel je Seite.
refusal-count-out-of-range = { $count } Bilder auf einmal gehen nicht: 1 bis { $most } wählen.
refusal-steps-out-of-range = { $given } Schritte liegen außerhalb: { $model } nimmt { $min } bis { $max }.
refusal-too-many-elements = Ein Bild fasst bis zu { $most } Illustrationen; { $count } sind gewählt.
refusal-style-unused = { $model } kennt keine Stile. Den Stil weglassen oder ein Modell von Stable Diffusion wählen.
refusal-words-only = { $model } zeichnet nur aus Worten. Ein Modell von Stable Diffusion wählen oder Ausgangsbild, LoRAs und Sampler herausnehmen.
refusal-part-of-nothing = Ein Teil, der neu gezeichnet wird, braucht das Bild dazu. Bitte das Ausgangsbild wählen.
refusal-lora-unread = Die LoRA { $name } wird gelesen, um zu sehen, ob sie zum Modell passt.
refusal-seed-too-large = Der Seed ist zu groß, um davon weiterzuzählen; bitte einen kleineren wählen.
refusal-too-many-facts = { $count } Fakten sind zu viele: höchstens { $most } gehen.
refusal-fact-too-long = Ein Fakt hat { $count } Zeichen; höchstens { $most } passen.
refusal-detail-too-long = „{ $detail }“ hat { $count } Zeichen; höchstens { $most } passen.

finding-off-palette = { $percent } % des Posts haben Farben, die nicht die der Marke sind.
finding-word = { $what }: enthält „{ $word }“, was die Marke meidet.
finding-logo-crowded = { $what }: nur { $gap } px vom Logo entfernt, das { $needed } px Abstand braucht.

fault-outside = { $what }: reicht { $pixels } px unter die Bedienelemente des Netzwerks.
fault-out-of-box = { $what }: ragt { $pixels } px über ihren Platz hinaus.
fault-overlap = { $what }: liegt über: { $other }.
fault-contrast = { $what }: Kontrast { $ratio }; ab { $needed } gut lesbar.
fault-small = { $what }: { $pixels } px hoch, auf einem Telefon kaum zu sehen.

misfit-too-long = { $what }: passt bei { $size } nicht in „{ $layout }“, etwa { $count } Zeichen zu lang. Kürzen oder ein anderes Layout oder Format wählen.
misfit-too-wide = { $what }: das Wort „{ $word }“ ist { $percent } % zu breit für „{ $layout }“ bei { $size }. Ein kürzeres Wort, ein anderes Layout oder Format wählen.
misfit-missing = „{ $layout }“ braucht noch: { $what }. Bitte schreiben oder ein anderes Layout wählen.

repair-drop-word = Das Wort weglassen
repair-shorten = Kürzen: { $what }
repair-use-layout = „{ $name }“ verwenden
repair-reset-placement = Das Bild zurücksetzen
repair-cut-out = Die Markenfarben dahinter verwenden

violation-too-long = Der Text hat { $count } { $unit }, { $limit } passen.
violation-alt-too-long = Der Alternativtext hat { $count } Zeichen, { $limit } passen.
violation-title-too-long = Der Titel hat { $count } Zeichen, { $limit } passen.
violation-too-many-hashtags = Der Text hat { $count } Hashtags, { $limit } sind erlaubt.
violation-never-word = Der Text verwendet „{ $word }“, was die Marke nie tut.
violation-emoji-unwanted = Der Text verwendet Emoji, was die Marke nicht tut.
violation-refused = Der Text verwendet { $found }, was { $network } ablehnt.
violation-other = Der Text: { $what }.
