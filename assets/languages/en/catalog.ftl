### What the catalog says of models and of files that are none: found by its English pattern (`text::said`).

## What the models are good at.
catalog-spark = For product pictures and icons: one thing as a soft 3D illustration, in seconds on any laptop.
catalog-built-in-writer = Built-in writer
catalog-about-built-in-writer = For quick captions: writes at once, in the language and tone of the brand, and states only what the brief states.
catalog-smollm2 = Short, friendly captions in English, on any laptop.
catalog-qwen2-5 = Captions in many languages; keeps closely to what it is told.
catalog-phi-3 = Sober, clear wording in English.
catalog-gemma-3 = Lively wording, in many languages.
catalog-qwen3 = The best captions of these, in many languages; wants 6 GB of memory and some patience.
catalog-sd-turbo = Whole scenes, quickly: ideas, backgrounds, moods; the quickest of these.
catalog-lcm-dreamshaper = Painterly scenes and people, quickly; made for larger pictures than the others.
catalog-dreamshaper = Products, people and places in many styles; takes its time over each picture.
catalog-sdxl-turbo = The most detailed of the quick ones; wants 12 GB of memory.
catalog-blip = Drafts the alternative text of a photo: one English sentence of what it shows.
catalog-mobile-sam = Cuts out the very thing you click in a photo, where several stand together.
catalog-language-model-millions = For captions in your brand's voice: a language model of { $number } million parameters ({ $family }, { $type }).
catalog-language-model-billions = For captions in your brand's voice: a language model of { $decimal } billion parameters ({ $family }, { $type }).
catalog-sdxl-quick = For detailed scenes in a few steps (Stable Diffusion XL).
catalog-sdxl = For detailed scenes, people and products; slow (Stable Diffusion XL).
catalog-sd-quick = For whole scenes in a few steps (Stable Diffusion).
catalog-sd = For scenes, people and products in many styles (Stable Diffusion).

## Their licences and terms.
catalog-licence-of-spark = MIT and Apache-2.0 (see assets/NOTICE.md)
catalog-licence-of-brandish = MIT or Apache-2.0
catalog-licence-of-stability = Stability AI's own
catalog-licence-not-named = not named in the file
catalog-licence-of-source = see where it comes from
catalog-terms-free = Free for any use.
catalog-terms-list-of-google = Free also in business, within Google's list of forbidden uses.
catalog-terms-own-list = Free also in business, within its list of forbidden uses.
catalog-terms-read-first = Free to try; for use in business, read the licence on its page first.

## What a file holds that cannot be used as it was meant.
catalog-kind-picture-model = it is a picture model; choose it as the model to draw with
catalog-kind-language-model = it is a language model ({ $family }), which writes captions; choose it as the writer
catalog-kind-other-gguf = it is a GGUF file of the architecture { $family }, which is not supported; Brandish writes with { $known }, and draws with Stable Diffusion as .safetensors
catalog-kind-projector = it is a projector, by which a language model sees pictures; choose the model that it belongs to
catalog-kind-part = it is part { $part } of a model in { $parts } files; choose the first, with all of them in one folder
catalog-kind-lora = it is a LoRA, which changes a model; choose a model, and this file as its LoRA
catalog-kind-control-net = it is a ControlNet, which steers a model and is not supported; Brandish draws with Stable Diffusion 1, 2, XL and Turbo
catalog-kind-autoencoder = it is an autoencoder (VAE), one part of a model; choose the model, and put this file beside it
catalog-kind-textual-inversion = it is a textual inversion, which adds a word to a model and is not supported; describe the thing in words, or use a LoRA
catalog-kind-upscaler = it is an upscaler, which enlarges pictures and is not supported; Brandish draws with Stable Diffusion 1, 2, XL and Turbo
catalog-kind-component = it is { $what }, one part of a model; choose the whole model, a folder or a single file
catalog-kind-denoiser = the denoiser alone
catalog-kind-text-encoder = a text encoder alone
catalog-kind-transformers = it is a language model as .safetensors; get it as a GGUF file, which Brandish writes with
catalog-kind-other-model = it is a { $name } model, which is not supported; Brandish draws with Stable Diffusion 1, 2, XL and Turbo
catalog-kind-numbers = its weights are stored as { $types }, which is not read; get the model in F16, BF16 or F32
catalog-kind-empty = it is empty; download it again
catalog-kind-cut-short = it is cut short: { $present } of { $promised } bytes are there; download it again
catalog-kind-damaged = it is damaged ({ $detail }); download it again
catalog-kind-unknown = it is no model that Brandish supports; Brandish draws with Stable Diffusion 1, 2, XL and Turbo, and writes with language models as .gguf
catalog-kind-pointer = it is a git-lfs pointer, a few lines that stand for a file that was not fetched; run `git lfs pull`, or download the file itself
catalog-kind-web-page = it is a web page, as a server sends it in place of a file that needs a login; download the file itself
catalog-kind-pickle = it is a pickle file, which can run any program when it is opened, so Brandish does not read it; get the model as .safetensors
