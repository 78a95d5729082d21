### What the catalog says of models and of files that are none: found by its English pattern (`text::said`).

## What the models are good at.
catalog-spark = Pour des images de produits et des icônes : un objet en illustration 3D douce, en quelques secondes sur tout ordinateur.
catalog-built-in-writer = Rédacteur intégré
catalog-about-built-in-writer = Pour des légendes rapides : écrit aussitôt, dans la langue et le ton de la marque, et n’énonce que ce que dit le brief.
catalog-smollm2 = Des légendes courtes et aimables en anglais, sur tout ordinateur.
catalog-qwen2-5 = Des légendes en de nombreuses langues ; suit de près les consignes.
catalog-phi-3 = Des textes sobres et clairs en anglais.
catalog-gemma-3 = Des textes vivants, en de nombreuses langues.
catalog-qwen3 = Les meilleures légendes de cette liste, en de nombreuses langues ; demande 6 Go de mémoire et un peu de patience.
catalog-sd-turbo = Des scènes entières, vite : idées, arrière-plans, ambiances ; le plus rapide de cette liste.
catalog-lcm-dreamshaper = Des scènes et des personnes d’aspect pictural, vite ; fait pour de plus grandes images que les autres.
catalog-dreamshaper = Des produits, des personnes et des lieux dans de nombreux styles ; prend son temps pour chaque image.
catalog-sdxl-turbo = Le plus détaillé des modèles rapides ; demande 12 Go de mémoire.
catalog-blip = Rédige le texte alternatif d’une photo : une phrase en anglais sur ce qu’elle montre.
catalog-mobile-sam = Détoure précisément l’objet sur lequel vous cliquez dans une photo, là où il y en a plusieurs.
catalog-language-model-millions = Pour des légendes dans la voix de votre marque : un modèle de langage de { $number } millions de paramètres ({ $family }, { $type }).
catalog-language-model-billions = Pour des légendes dans la voix de votre marque : un modèle de langage de { $decimal } Md de paramètres ({ $family }, { $type }).
catalog-sdxl-quick = Pour des scènes détaillées en quelques étapes (Stable Diffusion XL).
catalog-sdxl = Pour des scènes, des personnes et des produits détaillés ; lent (Stable Diffusion XL).
catalog-sd-quick = Pour des scènes entières en quelques étapes (Stable Diffusion).
catalog-sd = Pour des scènes, des personnes et des produits dans de nombreux styles (Stable Diffusion).

## Their licences and terms.
catalog-licence-of-spark = MIT et Apache-2.0 (voir assets/NOTICE.md)
catalog-licence-of-brandish = MIT ou Apache-2.0
catalog-licence-of-stability = Propre à Stability AI
catalog-licence-not-named = non indiquée dans le fichier
catalog-licence-of-source = voir là d’où il vient
catalog-terms-free = Libre pour tout usage.
catalog-terms-list-of-google = Libre aussi en entreprise, sauf les usages que la liste de Google interdit.
catalog-terms-own-list = Libre aussi en entreprise, sauf les usages que sa liste interdit.
catalog-terms-read-first = Libre à l’essai ; avant un usage en entreprise, lisez la licence sur sa page.

## What a file holds that cannot be used as it was meant.
catalog-kind-picture-model = c’est un modèle d’images ; choisissez-le comme modèle pour dessiner
catalog-kind-language-model = c’est un modèle de langage ({ $family }), qui écrit des légendes ; choisissez-le comme rédacteur
catalog-kind-other-gguf = c’est un fichier GGUF de l’architecture { $family }, qui n’est pas prise en charge ; Brandish écrit avec { $known } et dessine avec Stable Diffusion en .safetensors
catalog-kind-projector = c’est un projecteur, par lequel un modèle de langage voit des images ; choisissez le modèle auquel il appartient
catalog-kind-part = c’est la partie { $part } d’un modèle en { $parts } fichiers ; choisissez le premier, tous étant dans un même dossier
catalog-kind-lora = c’est un LoRA, qui modifie un modèle ; choisissez un modèle, et ce fichier comme son LoRA
catalog-kind-control-net = c’est un ControlNet, qui guide un modèle et n’est pas pris en charge ; Brandish dessine avec Stable Diffusion 1, 2, XL et Turbo
catalog-kind-autoencoder = c’est un auto-encodeur (VAE), une partie d’un modèle ; choisissez le modèle, et mettez ce fichier à côté
catalog-kind-textual-inversion = c’est une inversion textuelle, qui ajoute un mot à un modèle et n’est pas prise en charge ; décrivez l’objet par des mots, ou utilisez un LoRA
catalog-kind-upscaler = c’est un agrandisseur d’images, qui n’est pas pris en charge ; Brandish dessine avec Stable Diffusion 1, 2, XL et Turbo
catalog-kind-component = c’est { $what }, une partie d’un modèle ; choisissez le modèle entier, un dossier ou un seul fichier
catalog-kind-denoiser = le débruiteur seul
catalog-kind-text-encoder = un encodeur de texte seul
catalog-kind-transformers = c’est un modèle de langage en .safetensors ; procurez-vous-le en fichier GGUF, avec lequel Brandish écrit
catalog-kind-other-model = c’est un modèle { $name }, qui n’est pas pris en charge ; Brandish dessine avec Stable Diffusion 1, 2, XL et Turbo
catalog-kind-numbers = ses poids sont enregistrés en { $types }, qui n’est pas lu ; procurez-vous le modèle en F16, BF16 ou F32
catalog-kind-empty = il est vide ; téléchargez-le de nouveau
catalog-kind-cut-short = il est tronqué : { $present } octets sur { $promised } sont là ; téléchargez-le de nouveau
catalog-kind-damaged = il est endommagé ({ $detail }) ; téléchargez-le de nouveau
catalog-kind-unknown = ce n’est pas un modèle pris en charge ; Brandish dessine avec Stable Diffusion 1, 2, XL et Turbo, et écrit avec des modèles de langage en .gguf
catalog-kind-pointer = c’est un pointeur git-lfs, quelques lignes à la place d’un fichier qui n’a pas été récupéré ; lancez `git lfs pull`, ou téléchargez le fichier lui-même
catalog-kind-web-page = c’est une page web, comme un serveur en envoie à la place d’un fichier qui demande une connexion ; téléchargez le fichier lui-même
catalog-kind-pickle = c’est un fichier pickle, qui peut lancer n’importe quel programme à l’ouverture, Brandish ne le lit donc pas ; procurez-vous le modèle en .safetensors
