### What the catalog says of models and of files that are none: found by its English pattern (`text::said`).

## What the models are good at.
catalog-spark = Per immagini di prodotti e icone: un oggetto come illustrazione 3D morbida, in pochi secondi su qualsiasi portatile.
catalog-built-in-writer = Autore integrato
catalog-about-built-in-writer = Per didascalie rapide: scrive subito, nella lingua e nel tono del marchio, e dice solo ciò che dice il brief.
catalog-smollm2 = Didascalie brevi e cordiali in inglese, su qualsiasi portatile.
catalog-qwen2-5 = Didascalie in molte lingue; si attiene strettamente alle indicazioni.
catalog-phi-3 = Testi sobri e chiari in inglese.
catalog-gemma-3 = Testi vivaci, in molte lingue.
catalog-qwen3 = Le migliori didascalie di questo elenco, in molte lingue; richiede 6 GB di memoria e un po’ di pazienza.
catalog-sd-turbo = Scene intere, in fretta: idee, sfondi, atmosfere; il più rapido di questo elenco.
catalog-lcm-dreamshaper = Scene e persone dall’aspetto pittorico, in fretta; fatto per immagini più grandi degli altri.
catalog-dreamshaper = Prodotti, persone e luoghi in molti stili; si prende il suo tempo per ogni immagine.
catalog-sdxl-turbo = Il più dettagliato di quelli rapidi; richiede 12 GB di memoria.
catalog-blip = Scrive il testo alternativo di una foto: una frase in inglese su ciò che mostra.
catalog-mobile-sam = Scontorna proprio l’oggetto su cui fai clic in una foto, dove ce ne sono diversi.
catalog-language-model-millions = Per didascalie con la voce del tuo marchio: un modello linguistico da { $number } milioni di parametri ({ $family }, { $type }).
catalog-language-model-billions = Per didascalie con la voce del tuo marchio: un modello linguistico da { $decimal } miliardi di parametri ({ $family }, { $type }).
catalog-sdxl-quick = Per scene dettagliate in pochi passaggi (Stable Diffusion XL).
catalog-sdxl = Per scene, persone e prodotti dettagliati; lento (Stable Diffusion XL).
catalog-sd-quick = Per scene intere in pochi passaggi (Stable Diffusion).
catalog-sd = Per scene, persone e prodotti in molti stili (Stable Diffusion).

## Their licences and terms.
catalog-licence-of-spark = MIT e Apache-2.0 (vedi assets/NOTICE.md)
catalog-licence-of-brandish = MIT o Apache-2.0
catalog-licence-of-stability = Propria di Stability AI
catalog-licence-not-named = non indicata nel file
catalog-licence-of-source = vedi da dove proviene
catalog-terms-free = Libero per qualsiasi uso.
catalog-terms-list-of-google = Libero anche in azienda, tranne gli usi vietati dalla lista di Google.
catalog-terms-own-list = Libero anche in azienda, tranne gli usi vietati dalla sua lista.
catalog-terms-read-first = Libero per provarlo; per l’uso in azienda, leggi prima la licenza sulla sua pagina.

## What a file holds that cannot be used as it was meant.
catalog-kind-picture-model = è un modello di immagini; sceglilo come modello per disegnare
catalog-kind-language-model = è un modello linguistico ({ $family }), che scrive didascalie; sceglilo come autore
catalog-kind-other-gguf = è un file GGUF dell’architettura { $family }, che non è supportata; Brandish scrive con { $known } e disegna con Stable Diffusion in .safetensors
catalog-kind-projector = è un proiettore, con cui un modello linguistico vede le immagini; scegli il modello a cui appartiene
catalog-kind-part = è la parte { $part } di un modello in { $parts } file; scegli il primo, con tutti nella stessa cartella
catalog-kind-lora = è una LoRA, che modifica un modello; scegli un modello e questo file come sua LoRA
catalog-kind-control-net = è un ControlNet, che guida un modello e non è supportato; Brandish disegna con Stable Diffusion 1, 2, XL e Turbo
catalog-kind-autoencoder = è un autoencoder (VAE), una parte di un modello; scegli il modello e metti questo file accanto
catalog-kind-textual-inversion = è un’inversione testuale, che aggiunge una parola a un modello e non è supportata; descrivi la cosa a parole o usa una LoRA
catalog-kind-upscaler = è un upscaler, che ingrandisce le immagini e non è supportato; Brandish disegna con Stable Diffusion 1, 2, XL e Turbo
catalog-kind-component = è { $what }, una parte di un modello; scegli il modello intero, una cartella o un unico file
catalog-kind-denoiser = il solo denoiser
catalog-kind-text-encoder = un solo codificatore di testo
catalog-kind-transformers = è un modello linguistico in .safetensors; procuralo come file GGUF, con cui Brandish scrive
catalog-kind-other-model = è un modello { $name }, che non è supportato; Brandish disegna con Stable Diffusion 1, 2, XL e Turbo
catalog-kind-numbers = i suoi pesi sono salvati come { $types }, che non viene letto; procura il modello in F16, BF16 o F32
catalog-kind-empty = è vuoto; scaricalo di nuovo
catalog-kind-cut-short = è tronco: ci sono { $present } byte su { $promised }; scaricalo di nuovo
catalog-kind-damaged = è danneggiato ({ $detail }); scaricalo di nuovo
catalog-kind-unknown = non è un modello che Brandish supporta; Brandish disegna con Stable Diffusion 1, 2, XL e Turbo, e scrive con modelli linguistici in .gguf
catalog-kind-pointer = è un puntatore git-lfs, poche righe al posto di un file che non è stato scaricato; esegui `git lfs pull` o scarica il file stesso
catalog-kind-web-page = è una pagina web, come quella che un server invia al posto di un file che richiede l’accesso; scarica il file stesso
catalog-kind-pickle = è un file pickle, che all’apertura può eseguire qualsiasi programma, quindi Brandish non lo legge; procura il modello in .safetensors
