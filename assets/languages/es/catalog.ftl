### What the catalog says of models and of files that are none: found by its English pattern (`text::said`).

## What the models are good at.
catalog-spark = Para imágenes de producto e iconos: un objeto como ilustración 3D suave, en segundos en cualquier portátil.
catalog-built-in-writer = Redactor integrado
catalog-about-built-in-writer = Para textos rápidos: escribe al instante, en el idioma y el tono de la marca, y solo dice lo que dice el briefing.
catalog-smollm2 = Textos breves y amables en inglés, en cualquier portátil.
catalog-qwen2-5 = Textos en muchos idiomas; se ciñe a lo que se le indica.
catalog-phi-3 = Textos sobrios y claros en inglés.
catalog-gemma-3 = Textos vivos, en muchos idiomas.
catalog-qwen3 = Los mejores textos de todos ellos, en muchos idiomas; necesita 6 GB de memoria y algo de paciencia.
catalog-sd-turbo = Escenas completas, con rapidez: ideas, fondos, ambientes; el más rápido de todos ellos.
catalog-lcm-dreamshaper = Escenas y personas de aire pictórico, con rapidez; hecho para imágenes más grandes que los demás.
catalog-dreamshaper = Productos, personas y lugares en muchos estilos; se toma su tiempo con cada imagen.
catalog-sdxl-turbo = El más detallado de los rápidos; necesita 12 GB de memoria.
catalog-blip = Redacta el texto alternativo de una foto: una frase en inglés de lo que muestra.
catalog-mobile-sam = Recorta justo el objeto en el que haces clic en una foto, aunque haya varios juntos.
catalog-language-model-millions = Para textos con la voz de tu marca: un modelo de lenguaje de { $number } millones de parámetros ({ $family }, { $type }).
catalog-language-model-billions = Para textos con la voz de tu marca: un modelo de lenguaje de { $decimal } mil millones de parámetros ({ $family }, { $type }).
catalog-sdxl-quick = Para escenas detalladas en pocos pasos (Stable Diffusion XL).
catalog-sdxl = Para escenas, personas y productos detallados; lento (Stable Diffusion XL).
catalog-sd-quick = Para escenas completas en pocos pasos (Stable Diffusion).
catalog-sd = Para escenas, personas y productos en muchos estilos (Stable Diffusion).

## Their licences and terms.
catalog-licence-of-spark = MIT y Apache-2.0 (ver assets/NOTICE.md)
catalog-licence-of-brandish = MIT o Apache-2.0
catalog-licence-of-stability = Propia de Stability AI
catalog-licence-not-named = el archivo no la indica
catalog-licence-of-source = la de su lugar de origen
catalog-terms-free = Libre para cualquier uso.
catalog-terms-list-of-google = Libre también para empresas, salvo los usos que prohíbe la lista de Google.
catalog-terms-own-list = Libre también para empresas, salvo los usos que prohíbe su lista.
catalog-terms-read-first = Libre para probar; para uso en la empresa, lee antes la licencia en su página.

## What a file holds that cannot be used as it was meant.
catalog-kind-picture-model = es un modelo de imágenes; elígelo como modelo para dibujar
catalog-kind-language-model = es un modelo de lenguaje ({ $family }), que escribe textos; elígelo como redactor
catalog-kind-other-gguf = es un archivo GGUF de la arquitectura { $family }, que no se admite; Brandish escribe con { $known } y dibuja con Stable Diffusion en .safetensors
catalog-kind-projector = es un proyector, con el que un modelo de lenguaje ve imágenes; elige el modelo al que pertenece
catalog-kind-part = es la parte { $part } de un modelo en { $parts } archivos; elige el primero, con todos en una carpeta
catalog-kind-lora = es una LoRA, que cambia un modelo; elige un modelo y este archivo como su LoRA
catalog-kind-control-net = es un ControlNet, que guía a un modelo y no se admite; Brandish dibuja con Stable Diffusion 1, 2, XL y Turbo
catalog-kind-autoencoder = es un autocodificador (VAE), una parte de un modelo; elige el modelo y pon este archivo a su lado
catalog-kind-textual-inversion = es una inversión textual, que añade una palabra a un modelo y no se admite; describe la cosa con palabras o usa una LoRA
catalog-kind-upscaler = es un ampliador, que agranda imágenes y no se admite; Brandish dibuja con Stable Diffusion 1, 2, XL y Turbo
catalog-kind-component = es { $what }, una parte de un modelo; elige el modelo entero, una carpeta o un solo archivo
catalog-kind-denoiser = solo el eliminador de ruido
catalog-kind-text-encoder = solo un codificador de texto
catalog-kind-transformers = es un modelo de lenguaje en .safetensors; consíguelo como archivo GGUF, con el que Brandish escribe
catalog-kind-other-model = es un modelo { $name }, que no se admite; Brandish dibuja con Stable Diffusion 1, 2, XL y Turbo
catalog-kind-numbers = sus pesos están guardados como { $types }, que no se lee; consigue el modelo en F16, BF16 o F32
catalog-kind-empty = está vacío; descárgalo de nuevo
catalog-kind-cut-short = está incompleto: hay { $present } de { $promised } bytes; descárgalo de nuevo
catalog-kind-damaged = está dañado ({ $detail }); descárgalo de nuevo
catalog-kind-unknown = no es un modelo que Brandish admita; Brandish dibuja con Stable Diffusion 1, 2, XL y Turbo, y escribe con modelos de lenguaje en .gguf
catalog-kind-pointer = es un puntero de git-lfs, unas líneas en lugar de un archivo que no se trajo; ejecuta `git lfs pull` o descarga el archivo mismo
catalog-kind-web-page = es una página web, como la que un servidor envía en lugar de un archivo que pide iniciar sesión; descarga el archivo mismo
catalog-kind-pickle = es un archivo pickle, que puede ejecutar cualquier programa al abrirse, así que Brandish no lo lee; consigue el modelo en .safetensors
