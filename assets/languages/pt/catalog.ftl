### What the catalog says of models and of files that are none: found by its English pattern (`text::said`).

## What the models are good at.
catalog-spark = Para imagens de produtos e ícones: um objeto como ilustração 3D suave, em segundos em qualquer portátil.
catalog-built-in-writer = Redator integrado
catalog-about-built-in-writer = Para legendas rápidas: escreve de imediato, no idioma e no tom da marca, e só diz o que o briefing diz.
catalog-smollm2 = Legendas curtas e simpáticas em inglês, em qualquer portátil.
catalog-qwen2-5 = Legendas em muitos idiomas; segue de perto as indicações.
catalog-phi-3 = Textos sóbrios e claros em inglês.
catalog-gemma-3 = Textos vivos, em muitos idiomas.
catalog-qwen3 = As melhores legendas desta lista, em muitos idiomas; precisa de 6 GB de memória e de alguma paciência.
catalog-sd-turbo = Cenas inteiras, depressa: ideias, fundos, ambientes; o mais rápido desta lista.
catalog-lcm-dreamshaper = Cenas e pessoas de aspeto pictórico, depressa; feito para imagens maiores do que os outros.
catalog-dreamshaper = Produtos, pessoas e lugares em muitos estilos; leva o seu tempo em cada imagem.
catalog-sdxl-turbo = O mais detalhado dos rápidos; precisa de 12 GB de memória.
catalog-blip = Redige o texto alternativo de uma foto: uma frase em inglês sobre o que mostra.
catalog-mobile-sam = Recorta precisamente o objeto em que clica numa foto, onde há vários juntos.
catalog-language-model-millions = Para legendas com a voz da sua marca: um modelo de linguagem de { $number } milhões de parâmetros ({ $family }, { $type }).
catalog-language-model-billions = Para legendas com a voz da sua marca: um modelo de linguagem de { $decimal } mil milhões de parâmetros ({ $family }, { $type }).
catalog-sdxl-quick = Para cenas detalhadas em poucos passos (Stable Diffusion XL).
catalog-sdxl = Para cenas, pessoas e produtos detalhados; lento (Stable Diffusion XL).
catalog-sd-quick = Para cenas inteiras em poucos passos (Stable Diffusion).
catalog-sd = Para cenas, pessoas e produtos em muitos estilos (Stable Diffusion).

## Their licences and terms.
catalog-licence-of-spark = MIT e Apache-2.0 (ver assets/NOTICE.md)
catalog-licence-of-brandish = MIT ou Apache-2.0
catalog-licence-of-stability = Própria da Stability AI
catalog-licence-not-named = não indicada no ficheiro
catalog-licence-of-source = ver a origem do modelo
catalog-terms-free = Livre para qualquer uso.
catalog-terms-list-of-google = Livre também em empresas, exceto os usos proibidos pela lista da Google.
catalog-terms-own-list = Livre também em empresas, exceto os usos proibidos pela sua lista.
catalog-terms-read-first = Livre para experimentar; para uso em empresas, leia primeiro a licença na respetiva página.

## What a file holds that cannot be used as it was meant.
catalog-kind-picture-model = é um modelo de imagens; escolha-o como modelo para desenhar
catalog-kind-language-model = é um modelo de linguagem ({ $family }), que escreve legendas; escolha-o como redator
catalog-kind-other-gguf = é um ficheiro GGUF da arquitetura { $family }, que não é suportada; o Brandish escreve com { $known } e desenha com Stable Diffusion em .safetensors
catalog-kind-projector = é um projetor, com que um modelo de linguagem vê imagens; escolha o modelo a que pertence
catalog-kind-part = é a parte { $part } de um modelo em { $parts } ficheiros; escolha o primeiro, com todos na mesma pasta
catalog-kind-lora = é uma LoRA, que altera um modelo; escolha um modelo e este ficheiro como a sua LoRA
catalog-kind-control-net = é um ControlNet, que orienta um modelo e não é suportado; o Brandish desenha com Stable Diffusion 1, 2, XL e Turbo
catalog-kind-autoencoder = é um autocodificador (VAE), uma parte de um modelo; escolha o modelo e ponha este ficheiro ao lado
catalog-kind-textual-inversion = é uma inversão textual, que acrescenta uma palavra a um modelo e não é suportada; descreva a coisa por palavras ou use uma LoRA
catalog-kind-upscaler = é um ampliador, que aumenta imagens e não é suportado; o Brandish desenha com Stable Diffusion 1, 2, XL e Turbo
catalog-kind-component = é { $what }, uma parte de um modelo; escolha o modelo inteiro, uma pasta ou um único ficheiro
catalog-kind-denoiser = só o removedor de ruído
catalog-kind-text-encoder = só um codificador de texto
catalog-kind-transformers = é um modelo de linguagem em .safetensors; obtenha-o como ficheiro GGUF, com que o Brandish escreve
catalog-kind-other-model = é um modelo { $name }, que não é suportado; o Brandish desenha com Stable Diffusion 1, 2, XL e Turbo
catalog-kind-numbers = os seus pesos estão guardados como { $types }, que não é lido; obtenha o modelo em F16, BF16 ou F32
catalog-kind-empty = está vazio; transfira-o de novo
catalog-kind-cut-short = está truncado: há { $present } de { $promised } bytes; transfira-o de novo
catalog-kind-damaged = está danificado ({ $detail }); transfira-o de novo
catalog-kind-unknown = não é um modelo que o Brandish suporte; o Brandish desenha com Stable Diffusion 1, 2, XL e Turbo, e escreve com modelos de linguagem em .gguf
catalog-kind-pointer = é um ponteiro git-lfs, umas linhas em vez de um ficheiro que não foi obtido; execute `git lfs pull` ou transfira o próprio ficheiro
catalog-kind-web-page = é uma página web, como a que um servidor envia em vez de um ficheiro que exige início de sessão; transfira o próprio ficheiro
catalog-kind-pickle = é um ficheiro pickle, que pode executar qualquer programa ao ser aberto, por isso o Brandish não o lê; obtenha o modelo em .safetensors
