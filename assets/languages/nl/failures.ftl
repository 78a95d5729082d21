### States of jobs, why one failed and what to do, why a brief is refused, and what a check found.

state-queued = In de wachtrij
state-loading = Laadt { $model }
state-rendering = Tekent { $done }/{ $total }
state-writing = Schrijft
state-writing-words = Schrijft, { $count } woorden
state-finishing = Rondt af
state-done = Klaar
state-failed = Mislukt
state-cancelled = Geannuleerd
state-interrupted = Onderbroken

failure-weights-missing = De bestanden van { $model } zijn er niet: { $path } ontbreekt.
failure-weights-damaged = Een bestand van { $model } is beschadigd: { $path } ({ $detail }).
failure-weights-changed = Een ander programma wijzigde een bestand van { $model } tijdens het gebruik: { $path }.
failure-model-unsupported = { $model } is zo niet bruikbaar: { $path }: { $detail }.
failure-out-of-memory = { $model } heeft ongeveer { $needed } geheugen nodig, en { $free } is vrij.
failure-model-unknown = Er is hier geen model “{ $model }” meer.
failure-not-finite = Het model berekende waarden die geen afbeelding zijn.
failure-blank = De afbeelding is leeg geworden.
failure-disk-full = De schijf is vol: in { $folder } past niets meer.
failure-cannot-write = In { $folder } kunnen geen afbeeldingen worden opgeslagen.
failure-not-saved = De taak kon niet worden opgeslagen en is dus niet begonnen. { $detail }
failure-panicked = Het tekenen stopte door een fout in Brandish.
failure-engine = Het tekenen is mislukt.
failure-worker = De worker { $worker } meldt: { $sentence }
failure-given-up = { $count } workers van het team begonnen hieraan, en elk stopte onderweg.
failure-other-version = De workers van het team hebben een andere versie van Brandish en kunnen deze taak niet lezen.
failure-picture-lost = De afbeelding is gemaakt, maar staat niet in de opslag van het team.

advice-weights-missing = Zet het bestand terug of installeer Brandish opnieuw.
advice-weights-damaged = Zorg voor een gave kopie: download het bestand opnieuw of installeer Brandish opnieuw.
advice-weights-changed = Probeer het opnieuw: het bestand wordt dan gelezen zoals het nu is.
advice-model-unsupported = Kies een ander model of een andere versie hiervan.
advice-photo = Kies een andere foto en probeer het opnieuw.
advice-unfit = Verander wat wordt gevraagd en probeer het opnieuw.
advice-out-of-memory = Sluit andere programma’s en probeer het opnieuw.
advice-model-unknown = Kies een ander model.
advice-draw-another = Teken een andere of zeg het anders.
advice-disk-full = Maak ruimte vrij of kies een andere map en probeer het opnieuw.
advice-not-saved = Los dat op en probeer het opnieuw.
advice-cannot-write = Kies een map waarin je mag schrijven en probeer het opnieuw.
advice-worker = Zeg het tegen wie de worker beheert, of teken op deze laptop.
advice-given-up = Probeer het opnieuw, of teken op deze laptop.
advice-other-version = Breng de workers en deze laptop op dezelfde versie, of teken op deze laptop.
advice-picture-lost = Kijk in Instellingen of de opslag die van de workers is en probeer het opnieuw.
advice-report = Probeer het opnieuw. Gebeurt het weer, kopieer dan de details en meld ze.

refusal-prompt-empty = Zeg wat de afbeelding moet tonen.
refusal-prompt-too-long = De prompt heeft { $count } tekens; er passen er { $most }. Maak hem wat korter.
refusal-negative-too-long = De lijst van wat wordt weggelaten heeft { $count } tekens; er passen er { $most }.
refusal-size-unreadable = “{ $typed }” is geen grootte. Schrijf breedte x hoogte in pixels, bijvoorbeeld 1024x1024.
refusal-size-not-multiple = { $size } kan niet: breedte en hoogte moeten veelvouden van 8 zijn. Het dichtst bij is { $nearest }.
refusal-size-out-of-range = { $size } valt buiten het bereik: { $model } maakt afbeeldingen van { $min } tot { $max } pixels per zijde.
refusal-count-out-of-range = { $count } afbeeldingen tegelijk kan niet: kies 1 tot { $most }.
refusal-steps-out-of-range = { $given } stappen vallen buiten het bereik: { $model } neemt { $min } tot { $max }.
refusal-too-many-elements = Een afbeelding bevat hooguit { $most } illustraties; er zijn er { $count } gekozen.
refusal-style-unused = { $model } kent geen stijlen. Laat de stijl weg of kies een Stable Diffusion-model.
refusal-words-only = { $model } tekent alleen vanuit woorden. Kies een Stable Diffusion-model of haal de startafbeelding, LoRA’s en sampler weg.
refusal-part-of-nothing = Een deel dat opnieuw wordt getekend, heeft zijn afbeelding nodig. Kies de startafbeelding.
refusal-lora-unread = De LoRA { $name } wordt gelezen om te zien of ze bij het model past.
refusal-seed-too-large = De seed is te groot om vanaf te tellen; kies een kleinere.
refusal-too-many-facts = { $count } feiten zijn te veel: hooguit { $most }.
refusal-fact-too-long = Een feit heeft { $count } tekens; er passen er { $most }.
refusal-detail-too-long = “{ $detail }” heeft { $count } tekens; er passen er { $most }.

finding-off-palette = { $percent } % van de post heeft kleuren die niet van het merk zijn.
finding-word = { $what }: bevat “{ $word }”, wat het merk vermijdt.
finding-logo-crowded = { $what }: staat { $gap } px van het logo, dat { $needed } px vrij nodig heeft.

fault-outside = { $what }: reikt { $pixels } px onder de knoppen van het netwerk.
fault-out-of-box = { $what }: steekt { $pixels } px buiten de eigen plaats.
fault-overlap = { $what }: ligt over: { $other }.
fault-contrast = { $what }: contrast { $ratio }; vanaf { $needed } goed leesbaar.
fault-small = { $what }: { $pixels } px hoog, op een telefoon amper te zien.

misfit-too-long = { $what }: past bij { $size } niet in “{ $layout }”, ongeveer { $count } tekens te lang. Kort in, of kies een andere lay-out of een ander formaat.
misfit-too-wide = { $what }: het woord “{ $word }” is { $percent } % te breed voor “{ $layout }” bij { $size }. Kies een korter woord, of een andere lay-out of een ander formaat.
misfit-missing = “{ $layout }” mist nog: { $what }. Schrijf het, of kies een andere lay-out.

repair-drop-word = Het woord weglaten
repair-shorten = Inkorten: { $what }
repair-use-layout = “{ $name }” gebruiken
repair-reset-placement = De afbeelding terugzetten
repair-cut-out = De merkkleuren erachter gebruiken

violation-too-long = De tekst heeft { $count } { $unit }, er passen er { $limit }.
violation-alt-too-long = De alt-tekst heeft { $count } tekens, er passen er { $limit }.
violation-title-too-long = De titel heeft { $count } tekens, er passen er { $limit }.
violation-too-many-hashtags = De tekst heeft { $count } hashtags, er mogen er { $limit }.
violation-never-word = De tekst gebruikt “{ $word }”, wat het merk nooit doet.
violation-emoji-unwanted = De tekst gebruikt emoji, wat het merk niet doet.
violation-refused = De tekst gebruikt { $found }, wat { $network } weigert.
violation-other = De tekst: { $what }.
