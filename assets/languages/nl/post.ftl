### The post editor.

post-findings = { $count ->
    [0] Niets te verbeteren
    [one] 1 bevinding
   *[other] { $count } bevindingen
 }
post-layout-named = Lay-out: { $name }
post-save-as-where = De post voor { $format }, in een map naar keuze ({ $key })
post-save-where-last = De post voor { $format } als { $file } opslaan waar je het laatst opsloeg
post-count = { $count ->
    [one] { $count } post
   *[other] { $count } posts
 }
post-also = { $count ->
    [0] Ook…
   *[other] Ook { $count }
 }
post-photo-named = Foto: { $name }
post-of-photo = De post van { $name }, zoals je hem achterliet
post-picture-number = Afbeelding { $number }
post-product-named = Product: { $name }
post-shift-click-adds = Shift-klik zet het ernaast
post-for = Post voor { $format }
post-show-format = { $format } tonen
post-has-own-version = Het heeft een eigen versie
post-for-too = Post ook voor { $format }
post-finished-of = Een voltooide post van { $name }
post-sample-of = Voorbeeldpost van { $name }
post-only = Alleen { $format }
post-brand-named = Merk van de post: { $name }
post-headline-length = { $count } tekens; korte koppen lezen het best
post-redo-key = Opnieuw ({ $key })
post-undo-key = Ongedaan maken ({ $key })

photo-looking-photo = De foto wordt bekeken
photo-model-drafts-had-models-under = Een model dat haar opstelt, vind je bij Modellen, onder “Voor foto’s”
photo-draft-from-photo = Opstellen vanuit de foto
photo-sentence-photo-shows-by-model = Een zin over wat de foto toont, door het model op deze laptop

post-say-it-here = Zeg het hier
post-choose-the-object = Object kiezen
post-click-object-cut-out = Klik op het object dat moet worden uitgesneden
post-add = Toevoegen
post-paint-over-belongs-object = Schilder over wat bij het object hoort
post-remove = Verwijderen
post-paint-over-does-not-belong = Schilder over wat er niet bij hoort
post-cut-out = Uitsnede
post-picture-cut-out = Afbeelding om uit te snijden
post-width = Breedte
post-undo-stroke = Streek ongedaan
post-start-again = Opnieuw beginnen
post-done = Klaar
post-brand-check = Merkcontrole
post-contrast-colours-words-avoid-safe = Contrast, kleuren, te mijden woorden, veilige zones en de ruimte van het logo, op elk netwerk
post-layout = Lay-out
post-save-as = Opslaan als…
post-pictures-captions-table-for-planner = Afbeeldingen, bijschriften en een tabel voor je planner, in een nieuwe map
post-export-all = Alles exporteren
post-prompt-left-out-files-model = De prompt staat niet in de bestanden; dat een model de afbeelding tekende, blijft vermeld
post-without-the-prompt = Zonder de prompt
post-page-for-client-approve-posts = Een pagina waarop je klant de posts goedkeurt, als HTML en PDF
post-approval-sheet = Goedkeuringsblad
post-one-pdf-linkedin-posts-linkedin = Eén PDF van de LinkedIn-posts, die LinkedIn als carrousel toont
post-linkedin-carousel = LinkedIn-carrousel
post-as-zip = Als zip
post-everything-once-more-one-file = Alles nog eens als één bestand
post-export-all-makes-beside-pictures = Wat Alles exporteren naast afbeeldingen en bijschriften maakt
post-your-photos = Je foto’s
post-subject-alone-before-brands-colours = Alleen het onderwerp, voor de merkkleuren
post-use-cut-out = Uitsnijden
post-picture-with-background = De afbeelding zoals ze is, met haar achtergrond
post-whole-picture = Hele afbeelding
post-drag-post-choose-stays-sight = Sleep de post om te kiezen wat in beeld blijft
post-alternative-text = Alternatieve tekst
post-photo-shows-for-people-who = Wat de foto toont, voor wie hem niet kan zien
post-draft-alternative-text = Alternatieve tekst opstellen
post-select-click-post-does-too = Selecteren; een klik op de post doet het ook
post-behind-the-others = Achter de andere
post-front-next-one = Voor de volgende
post-send-back = Naar achteren
post-bring-forward = Naar voren
post-remove-picture-from-post-delete = Deze afbeelding uit de post verwijderen (Delete)
post-remove-the-picture = De afbeelding verwijderen
post-reading-the-picture = De afbeelding wordt gelezen
post-put-own-product-post-dropping = Zet je eigen product op de post; neerzetten of plakken kan ook
post-use-my-photo = Mijn foto…
post-add-another = Nog een…
post-add-cut-out-remove-from = Voeg met een penseel iets aan de uitsnede toe of haal iets weg, of kies een ander object
post-edit-cut-out = Uitsnede bewerken…
post-sample-picture-use-photo-own = Een voorbeeldafbeelding; gebruik een eigen foto of genereer er een
post-size = Grootte
post-drag-post-move-product-arrow = Sleep de post om het product te verplaatsen; pijltoetsen verplaatsen het een beetje
post-back-layouts-own-place-size = Terug naar plaats en grootte van de lay-out
post-reset-the-place = Plaats herstellen
post-products = Producten
post-add-beside-picture = Naast de afbeelding zetten
post-all-networks = Alle netwerken
post-shade-networks-own-controls-cover = Donker maken wat de knoppen van het netwerk bedekken
post-safe-zones = Veilige zones
post-all-chosen-networks-once = Alle gekozen netwerken tegelijk
post-side-by-side = Naast elkaar
post-layout-cannot-show-post = Deze lay-out kan de post niet tonen
post-click-post-see-large = Klik op een post om hem groot te zien
post-add-remove-networks = Netwerken toevoegen en verwijderen
post-networks-post = Netwerken van de post
post-no-brand = geen merk
post-sample-generate-picture-use-photo = Een voorbeeld. Genereer een afbeelding of gebruik een foto van je eigen product.
post-edit-this-post = Deze post bewerken
post-brand = Merk
post-picture = Afbeelding
post-changes-for-every-network = Wijzigingen gelden voor elk netwerk
post-changes-for-network-alone-others = Wijzigingen gelden alleen voor dit netwerk; de andere blijven zoals ze zijn
post-show-all-networks-show = Hier tonen wat alle netwerken tonen
post-same-others = Zoals de andere
post-without-brand = Geen merk
post-colours-fonts-logo-post = De kleuren, lettertypen en het logo ervan staan op de post
post-brands = Merken
post-supporting-line = Ondersteunende regel
post-does-for-reader = Wat het voor de lezer doet
post-fact-or-price = Feit of prijs
post-20-off-fri-14-nov = 20% korting, vr 14 nov, € 49
post-call-to-action = Oproep tot actie
post-try-a-pair = Probeer een paar
post-your-handle = @jouwmerk
post-handle = Accountnaam
post-headline = Kop
post-another-headline-caption-writer-undo = Een andere kop van de schrijver; ongedaan maken herstelt de jouwe
post-another-headline = Andere kop
post-words-between-asterisks-have-brands = *Woorden tussen sterretjes* hebben de merkkleur
post-back-picture = Terug naar de afbeelding
post-back-esc = Terug (Esc)
post-post = Post
post-redo = Opnieuw
post-undo-last-change = Laatste wijziging ongedaan maken
post-add-post = Aan deze post toevoegen
post-another-picture-for-post-dropping = Nog een afbeelding voor deze post; neerzetten met Shift kan ook
post-add-a-picture = Afbeelding toevoegen…
post-shift-click-adds-to-post = Shift-klik voegt hem aan deze post toe
