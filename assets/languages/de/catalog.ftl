### What the catalog says of models and of files that are none: found by its English pattern (`text::said`).

## What the models are good at.
catalog-spark = Für Produktbilder und Icons: ein Gegenstand als weiche 3D-Illustration, in Sekunden auf jedem Laptop.
catalog-built-in-writer = Eingebauter Schreiber
catalog-about-built-in-writer = Für schnelle Bildtexte: schreibt sofort, in Sprache und Ton der Marke, und nennt nur, was das Briefing nennt.
catalog-smollm2 = Kurze, freundliche Bildtexte auf Englisch, auf jedem Laptop.
catalog-qwen2-5 = Bildtexte in vielen Sprachen; hält sich eng an die Vorgaben.
catalog-phi-3 = Sachliche, klare Texte auf Englisch.
catalog-gemma-3 = Lebendige Texte in vielen Sprachen.
catalog-qwen3 = Die besten Bildtexte von diesen, in vielen Sprachen; braucht 6 GB Arbeitsspeicher und etwas Geduld.
catalog-sd-turbo = Ganze Szenen, schnell: Ideen, Hintergründe, Stimmungen; das schnellste von diesen.
catalog-lcm-dreamshaper = Malerische Szenen und Menschen, schnell; für größere Bilder gemacht als die anderen.
catalog-dreamshaper = Produkte, Menschen und Orte in vielen Stilen; braucht für jedes Bild seine Zeit.
catalog-sdxl-turbo = Das detailreichste der schnellen; braucht 12 GB Arbeitsspeicher.
catalog-blip = Entwirft den Alternativtext eines Fotos: ein englischer Satz darüber, was es zeigt.
catalog-mobile-sam = Stellt genau das frei, was in einem Foto angeklickt wird, wo mehrere Dinge beisammenstehen.
catalog-language-model-millions = Für Bildtexte im Ton der Marke: ein Sprachmodell mit { $number } Millionen Parametern ({ $family }, { $type }).
catalog-language-model-billions = Für Bildtexte im Ton der Marke: ein Sprachmodell mit { $decimal } Milliarden Parametern ({ $family }, { $type }).
catalog-sdxl-quick = Für detailreiche Szenen in wenigen Schritten (Stable Diffusion XL).
catalog-sdxl = Für detailreiche Szenen, Menschen und Produkte; langsam (Stable Diffusion XL).
catalog-sd-quick = Für ganze Szenen in wenigen Schritten (Stable Diffusion).
catalog-sd = Für Szenen, Menschen und Produkte in vielen Stilen (Stable Diffusion).

## Their licences and terms.
catalog-licence-of-spark = MIT und Apache-2.0 (siehe assets/NOTICE.md)
catalog-licence-of-brandish = MIT oder Apache-2.0
catalog-licence-of-stability = Eigene von Stability AI
catalog-licence-not-named = in der Datei nicht genannt
catalog-licence-of-source = siehe Herkunft des Modells
catalog-terms-free = Frei für jeden Gebrauch.
catalog-terms-list-of-google = Auch geschäftlich frei, außer was Googles Liste verbotener Zwecke nennt.
catalog-terms-own-list = Auch geschäftlich frei, außer was die Liste verbotener Zwecke nennt.
catalog-terms-read-first = Frei zum Ausprobieren; vor geschäftlichem Gebrauch die Lizenz auf der Seite des Modells lesen.

## What a file holds that cannot be used as it was meant.
catalog-kind-picture-model = es ist ein Bildmodell; als Modell zum Zeichnen wählen
catalog-kind-language-model = es ist ein Sprachmodell ({ $family }), das Bildtexte schreibt; als Schreiber wählen
catalog-kind-other-gguf = es ist eine GGUF-Datei der Architektur { $family }, die nicht unterstützt wird; Brandish schreibt mit { $known } und zeichnet mit Stable Diffusion als .safetensors
catalog-kind-projector = es ist ein Projektor, mit dem ein Sprachmodell Bilder sieht; das zugehörige Modell wählen
catalog-kind-part = es ist Teil { $part } eines Modells aus { $parts } Dateien; die erste wählen, alle in einem Ordner
catalog-kind-lora = es ist eine LoRA, die ein Modell verändert; ein Modell wählen und diese Datei als seine LoRA
catalog-kind-control-net = es ist ein ControlNet, das ein Modell steuert und nicht unterstützt wird; Brandish zeichnet mit Stable Diffusion 1, 2, XL und Turbo
catalog-kind-autoencoder = es ist ein Autoencoder (VAE), ein Teil eines Modells; das Modell wählen und diese Datei daneben legen
catalog-kind-textual-inversion = es ist eine Textual Inversion, die einem Modell ein Wort hinzufügt und nicht unterstützt wird; die Sache in Worten beschreiben oder eine LoRA verwenden
catalog-kind-upscaler = es ist ein Upscaler, der Bilder vergrößert und nicht unterstützt wird; Brandish zeichnet mit Stable Diffusion 1, 2, XL und Turbo
catalog-kind-component = es ist { $what }, ein Teil eines Modells; das ganze Modell wählen, einen Ordner oder eine einzelne Datei
catalog-kind-denoiser = der Entrauscher allein
catalog-kind-text-encoder = ein Textkodierer allein
catalog-kind-transformers = es ist ein Sprachmodell als .safetensors; als GGUF-Datei besorgen, mit der Brandish schreibt
catalog-kind-other-model = es ist ein Modell der Art { $name }, die nicht unterstützt wird; Brandish zeichnet mit Stable Diffusion 1, 2, XL und Turbo
catalog-kind-numbers = seine Gewichte sind als { $types } gespeichert, was nicht gelesen wird; das Modell in F16, BF16 oder F32 besorgen
catalog-kind-empty = sie ist leer; erneut herunterladen
catalog-kind-cut-short = sie ist abgeschnitten: { $present } von { $promised } Byte sind da; erneut herunterladen
catalog-kind-damaged = sie ist beschädigt ({ $detail }); erneut herunterladen
catalog-kind-unknown = es ist kein Modell, das Brandish unterstützt; Brandish zeichnet mit Stable Diffusion 1, 2, XL und Turbo und schreibt mit Sprachmodellen als .gguf
catalog-kind-pointer = es ist ein Zeiger von git-lfs, einige Zeilen anstelle einer Datei, die nicht geholt wurde; `git lfs pull` ausführen oder die Datei selbst herunterladen
catalog-kind-web-page = es ist eine Webseite, wie sie ein Server anstelle einer Datei schickt, die eine Anmeldung verlangt; die Datei selbst herunterladen
catalog-kind-pickle = es ist eine Pickle-Datei, die beim Öffnen jedes Programm ausführen kann; Brandish liest sie deshalb nicht; das Modell als .safetensors besorgen
