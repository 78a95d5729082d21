### What the catalog says of models and of files that are none: found by its English pattern (`text::said`).

## What the models are good at.
catalog-spark = Voor productafbeeldingen en pictogrammen: één ding als zachte 3D-illustratie, in seconden op elke laptop.
catalog-built-in-writer = Ingebouwde schrijver
catalog-about-built-in-writer = Voor snelle bijschriften: schrijft meteen, in de taal en toon van het merk, en noemt alleen wat de briefing noemt.
catalog-smollm2 = Korte, vriendelijke bijschriften in het Engels, op elke laptop.
catalog-qwen2-5 = Bijschriften in veel talen; houdt zich nauw aan de opdracht.
catalog-phi-3 = Zakelijke, heldere teksten in het Engels.
catalog-gemma-3 = Levendige teksten, in veel talen.
catalog-qwen3 = De beste bijschriften van deze lijst, in veel talen; vraagt 6 GB geheugen en wat geduld.
catalog-sd-turbo = Hele scènes, snel: ideeën, achtergronden, sferen; het snelste van deze lijst.
catalog-lcm-dreamshaper = Schilderachtige scènes en mensen, snel; gemaakt voor grotere afbeeldingen dan de andere.
catalog-dreamshaper = Producten, mensen en plaatsen in veel stijlen; neemt voor elke afbeelding de tijd.
catalog-sdxl-turbo = Het meest gedetailleerde van de snelle; vraagt 12 GB geheugen.
catalog-blip = Schrijft de alt-tekst van een foto: één Engelse zin over wat erop staat.
catalog-mobile-sam = Maakt precies het ding vrij dat je in een foto aanklikt, waar er meer bij elkaar staan.
catalog-language-model-millions = Voor bijschriften in de toon van je merk: een taalmodel met { $number } miljoen parameters ({ $family }, { $type }).
catalog-language-model-billions = Voor bijschriften in de toon van je merk: een taalmodel met { $decimal } miljard parameters ({ $family }, { $type }).
catalog-sdxl-quick = Voor gedetailleerde scènes in weinig stappen (Stable Diffusion XL).
catalog-sdxl = Voor gedetailleerde scènes, mensen en producten; traag (Stable Diffusion XL).
catalog-sd-quick = Voor hele scènes in weinig stappen (Stable Diffusion).
catalog-sd = Voor scènes, mensen en producten in veel stijlen (Stable Diffusion).

## Their licences and terms.
catalog-licence-of-spark = MIT en Apache-2.0 (zie assets/NOTICE.md)
catalog-licence-of-brandish = MIT of Apache-2.0
catalog-licence-of-stability = Eigen licentie van Stability AI
catalog-licence-not-named = niet genoemd in het bestand
catalog-licence-of-source = zie waar het vandaan komt
catalog-terms-free = Vrij voor elk gebruik.
catalog-terms-list-of-google = Vrij, ook zakelijk, behalve wat de lijst van Google verbiedt.
catalog-terms-own-list = Vrij, ook zakelijk, behalve wat de eigen lijst verbiedt.
catalog-terms-read-first = Vrij om te proberen; lees voor zakelijk gebruik eerst de licentie op de pagina van het model.

## What a file holds that cannot be used as it was meant.
catalog-kind-picture-model = het is een afbeeldingsmodel; kies het als model om mee te tekenen
catalog-kind-language-model = het is een taalmodel ({ $family }), dat bijschriften schrijft; kies het als schrijver
catalog-kind-other-gguf = het is een GGUF-bestand van de architectuur { $family }, die niet wordt ondersteund; Brandish schrijft met { $known } en tekent met Stable Diffusion als .safetensors
catalog-kind-projector = het is een projector, waarmee een taalmodel afbeeldingen ziet; kies het model waar hij bij hoort
catalog-kind-part = het is deel { $part } van een model in { $parts } bestanden; kies het eerste, met alle in één map
catalog-kind-lora = het is een LoRA, die een model verandert; kies een model, en dit bestand als de LoRA ervan
catalog-kind-control-net = het is een ControlNet, dat een model stuurt en niet wordt ondersteund; Brandish tekent met Stable Diffusion 1, 2, XL en Turbo
catalog-kind-autoencoder = het is een autoencoder (VAE), een deel van een model; kies het model en zet dit bestand ernaast
catalog-kind-textual-inversion = het is een textual inversion, die een woord aan een model toevoegt en niet wordt ondersteund; beschrijf het ding in woorden of gebruik een LoRA
catalog-kind-upscaler = het is een upscaler, die afbeeldingen vergroot en niet wordt ondersteund; Brandish tekent met Stable Diffusion 1, 2, XL en Turbo
catalog-kind-component = het is { $what }, een deel van een model; kies het hele model, een map of één bestand
catalog-kind-denoiser = alleen de denoiser
catalog-kind-text-encoder = alleen een tekstencoder
catalog-kind-transformers = het is een taalmodel als .safetensors; haal het als GGUF-bestand, waarmee Brandish schrijft
catalog-kind-other-model = het is een model van het type { $name }, dat niet wordt ondersteund; Brandish tekent met Stable Diffusion 1, 2, XL en Turbo
catalog-kind-numbers = de gewichten zijn opgeslagen als { $types }, wat niet wordt gelezen; haal het model in F16, BF16 of F32
catalog-kind-empty = het is leeg; download het opnieuw
catalog-kind-cut-short = het is afgekapt: { $present } van { $promised } bytes zijn er; download het opnieuw
catalog-kind-damaged = het is beschadigd ({ $detail }); download het opnieuw
catalog-kind-unknown = het is geen model dat Brandish ondersteunt; Brandish tekent met Stable Diffusion 1, 2, XL en Turbo, en schrijft met taalmodellen als .gguf
catalog-kind-pointer = het is een git-lfs-verwijzing, enkele regels in plaats van een bestand dat niet is opgehaald; voer `git lfs pull` uit of download het bestand zelf
catalog-kind-web-page = het is een webpagina, zoals een server die stuurt in plaats van een bestand waarvoor je moet inloggen; download het bestand zelf
catalog-kind-pickle = het is een pickle-bestand, dat bij het openen elk programma kan uitvoeren; Brandish leest het daarom niet; haal het model als .safetensors
