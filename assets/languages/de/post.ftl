### The post editor.

post-findings = { $count ->
    [0] Nichts zu verbessern
    [one] 1 Befund
   *[other] { $count } Befunde
 }
post-layout-named = Layout: { $name }
post-save-as-where = Der Post für { $format }, in einem Ordner nach Wahl ({ $key })
post-save-where-last = Den Post für { $format } als { $file } dort speichern, wo zuletzt gespeichert wurde
post-count = { $count ->
    [one] { $count } Post
   *[other] { $count } Posts
 }
post-also = { $count ->
    [0] Auch…
   *[other] Auch { $count }
 }
post-photo-named = Foto: { $name }
post-of-photo = Der Post von { $name }, wie er zuletzt war
post-picture-number = Bild { $number }
post-product-named = Produkt: { $name }
post-shift-click-adds = Klick mit Umschalttaste stellt es daneben
post-for = Post für { $format }
post-show-format = { $format } zeigen
post-has-own-version = Es hat eine eigene Fassung
post-for-too = Post auch für { $format }
post-finished-of = Ein fertiger Post von { $name }
post-sample-of = Beispielpost von { $name }
post-only = Nur { $format }
post-brand-named = Marke des Posts: { $name }
post-headline-length = { $count } Zeichen; kurze Überschriften liest man am besten
post-redo-key = Wiederholen ({ $key })
post-undo-key = Rückgängig ({ $key })

photo-looking-photo = Das Foto wird angesehen
photo-model-drafts-had-models-under = Ein Modell, das ihn entwirft, gibt es unter Modelle, „Für Fotos“
photo-draft-from-photo = Aus dem Foto entwerfen
photo-sentence-photo-shows-by-model = Ein Satz darüber, was das Foto zeigt, vom Modell auf diesem Laptop

post-say-it-here = Hier steht die Aussage
post-choose-the-object = Objekt wählen
post-click-object-cut-out = Auf das Objekt klicken, das freigestellt werden soll
post-add = Hinzufügen
post-paint-over-belongs-object = Übermalen, was zum Objekt gehört
post-remove = Entfernen
post-paint-over-does-not-belong = Übermalen, was nicht dazugehört
post-cut-out = Freisteller
post-picture-cut-out = Bild zum Freistellen
post-width = Breite
post-undo-stroke = Strich zurück
post-start-again = Von vorn
post-done = Fertig
post-brand-check = Markenprüfung
post-contrast-colours-words-avoid-safe = Kontrast, Farben, zu meidende Wörter, sichere Zonen und der Raum des Logos, auf jedem Netzwerk
post-layout = Layout
post-save-as = Speichern unter…
post-pictures-captions-table-for-planner = Bilder, Texte und eine Tabelle für den Redaktionsplan, in einem neuen Ordner
post-export-all = Alle exportieren
post-prompt-left-out-files-model = Der Prompt fehlt dann in den Dateien; dass ein Modell das Bild gezeichnet hat, bleibt vermerkt
post-without-the-prompt = Ohne den Prompt
post-page-for-client-approve-posts = Eine Seite zur Freigabe der Posts durch den Kunden, als HTML und PDF
post-approval-sheet = Freigabeblatt
post-one-pdf-linkedin-posts-linkedin = Ein PDF der LinkedIn-Posts, das LinkedIn als Karussell zeigt
post-linkedin-carousel = LinkedIn-Karussell
post-as-zip = Als Zip
post-everything-once-more-one-file = Alles noch einmal als eine Datei
post-export-all-makes-beside-pictures = Was „Alle exportieren“ neben Bildern und Texten macht
post-your-photos = Eigene Fotos
post-subject-alone-before-brands-colours = Das Motiv allein, vor den Farben der Marke
post-use-cut-out = Freistellen
post-picture-with-background = Das Bild, wie es ist, mit seinem Hintergrund
post-whole-picture = Ganzes Bild
post-drag-post-choose-stays-sight = Den Post ziehen, um den Ausschnitt zu wählen
post-alternative-text = Alternativtext
post-photo-shows-for-people-who = Was das Foto zeigt, für Menschen, die es nicht sehen können
post-draft-alternative-text = Alternativtext entwerfen
post-select-click-post-does-too = Auswählen; ein Klick auf den Post tut es auch
post-behind-the-others = Hinter die anderen
post-front-next-one = Vor das nächste
post-send-back = In den Hintergrund
post-bring-forward = Nach vorn
post-remove-picture-from-post-delete = Dieses Bild aus dem Post entfernen (Entf)
post-remove-the-picture = Das Bild entfernen
post-reading-the-picture = Das Bild wird gelesen
post-put-own-product-post-dropping = Das eigene Produkt in den Post setzen; Ablegen oder Einfügen geht auch
post-use-my-photo = Eigenes Foto…
post-add-another = Weiteres…
post-add-cut-out-remove-from = Mit dem Pinsel etwas zum Freisteller hinzufügen oder wegnehmen, oder ein anderes Objekt wählen
post-edit-cut-out = Freisteller bearbeiten…
post-sample-picture-use-photo-own = Ein Beispielbild; ein eigenes Foto verwenden oder eins erzeugen
post-size = Größe
post-drag-post-move-product-arrow = Den Post ziehen, um das Produkt zu verschieben; die Pfeiltasten verschieben es ein wenig
post-back-layouts-own-place-size = Zurück zu Ort und Größe des Layouts
post-reset-the-place = Ort zurücksetzen
post-products = Produkte
post-add-beside-picture = Neben das Bild setzen
post-all-networks = Alle Netzwerke
post-shade-networks-own-controls-cover = Verdunkeln, was die Bedienelemente des Netzwerks verdecken
post-safe-zones = Sichere Zonen
post-all-chosen-networks-once = Alle gewählten Netzwerke auf einmal
post-side-by-side = Nebeneinander
post-layout-cannot-show-post = Dieses Layout kann den Post nicht zeigen
post-click-post-see-large = Auf einen Post klicken, um ihn groß zu sehen
post-add-remove-networks = Netzwerke hinzufügen und entfernen
post-networks-post = Netzwerke des Posts
post-no-brand = keine Marke
post-sample-generate-picture-use-photo = Ein Beispiel. Ein Bild erzeugen oder ein Foto des eigenen Produkts verwenden.
post-edit-this-post = Diesen Post bearbeiten
post-brand = Marke
post-picture = Bild
post-changes-for-every-network = Änderungen gelten für jedes Netzwerk
post-changes-for-network-alone-others = Änderungen gelten nur für dieses Netzwerk; die anderen bleiben, wie sie sind
post-show-all-networks-show = Hier zeigen, was alle Netzwerke zeigen
post-same-others = Wie die anderen
post-without-brand = Keine Marke
post-colours-fonts-logo-post = Ihre Farben, Schriften und ihr Logo sind auf dem Post
post-brands = Marken
post-supporting-line = Unterzeile
post-does-for-reader = Was es für die Leser tut
post-fact-or-price = Fakt oder Preis
post-20-off-fri-14-nov = 20 % Rabatt, Fr. 14. Nov., 49 €
post-call-to-action = Handlungsaufruf
post-try-a-pair = Jetzt anprobieren
post-your-handle = @deinemarke
post-handle = Kontoname
post-headline = Überschrift
post-another-headline-caption-writer-undo = Eine andere Überschrift vom Schreiber; Rückgängig holt die eigene zurück
post-another-headline = Andere Überschrift
post-words-between-asterisks-have-brands = *Wörter zwischen Sternchen* haben die Farbe der Marke
post-back-picture = Zurück zum Bild
post-back-esc = Zurück (Esc)
post-post = Post
post-redo = Wiederholen
post-undo-last-change = Letzte Änderung rückgängig machen
post-add-post = Zu diesem Post hinzufügen
post-another-picture-for-post-dropping = Ein weiteres Bild für diesen Post; Ablegen mit Umschalttaste geht auch
post-add-a-picture = Bild hinzufügen…
post-shift-click-adds-to-post = Klick mit Umschalttaste fügt es diesem Post hinzu
