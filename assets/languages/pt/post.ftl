### The post editor.

post-findings = { $count ->
    [0] Nada a corrigir
    [one] 1 observação
   *[other] { $count } observações
 }
post-layout-named = Esquema: { $name }
post-save-as-where = A publicação para { $format }, numa pasta à sua escolha ({ $key })
post-save-where-last = Guardar a publicação para { $format } como { $file } onde guardou da última vez
post-count = { $count ->
    [one] { $count } publicação
   *[other] { $count } publicações
 }
post-also = { $count ->
    [0] Também…
   *[other] Também { $count }
 }
post-photo-named = Foto: { $name }
post-of-photo = A publicação de { $name }, como a deixou
post-picture-number = Imagem { $number }
post-product-named = Produto: { $name }
post-shift-click-adds = Shift + clique coloca-o ao lado
post-for = Publicação para { $format }
post-show-format = Mostrar { $format }
post-has-own-version = Tem uma versão própria
post-for-too = Publicação também para { $format }
post-finished-of = Uma publicação pronta de { $name }
post-sample-of = Publicação de exemplo de { $name }
post-only = Só { $format }
post-brand-named = Marca da publicação: { $name }
post-headline-length = { $count } caracteres; os títulos curtos leem-se melhor
post-redo-key = Refazer ({ $key })
post-undo-key = Anular ({ $key })

photo-looking-photo = A examinar a foto
photo-model-drafts-had-models-under = Um modelo que o redige encontra-se em Modelos, em “Para fotos”
photo-draft-from-photo = Redigir a partir da foto
photo-sentence-photo-shows-by-model = Uma frase sobre o que a foto mostra, pelo modelo deste portátil

post-say-it-here = Diga-o aqui
post-choose-the-object = Escolher o objeto
post-click-object-cut-out = Clique no objeto a recortar
post-add = Adicionar
post-paint-over-belongs-object = Pinte sobre o que pertence ao objeto
post-remove = Remover
post-paint-over-does-not-belong = Pinte sobre o que não lhe pertence
post-cut-out = Recorte
post-picture-cut-out = Imagem a recortar
post-width = Largura
post-undo-stroke = Anular traço
post-start-again = Começar de novo
post-done = Concluído
post-brand-check = Verificar a marca
post-contrast-colours-words-avoid-safe = Contraste, cores, palavras a evitar, zonas seguras e o espaço do logótipo, em cada rede
post-layout = Esquema
post-save-as = Guardar como…
post-pictures-captions-table-for-planner = Imagens, legendas e uma tabela para o seu planeamento, numa pasta nova
post-export-all = Exportar tudo
post-prompt-left-out-files-model = O prompt fica fora dos ficheiros; continua indicado que um modelo desenhou a imagem
post-without-the-prompt = Sem o prompt
post-page-for-client-approve-posts = Uma página para o cliente aprovar as publicações, em HTML e PDF
post-approval-sheet = Folha de aprovação
post-one-pdf-linkedin-posts-linkedin = Um PDF das publicações do LinkedIn, que o LinkedIn mostra como carrossel
post-linkedin-carousel = Carrossel do LinkedIn
post-as-zip = Como zip
post-everything-once-more-one-file = Tudo outra vez num só ficheiro
post-export-all-makes-beside-pictures = O que Exportar tudo faz além de imagens e legendas
post-your-photos = As suas fotos
post-subject-alone-before-brands-colours = Só o motivo, diante das cores da marca
post-use-cut-out = Recortar
post-picture-with-background = A imagem tal como está, com o seu fundo
post-whole-picture = Imagem inteira
post-drag-post-choose-stays-sight = Arraste a publicação para escolher o que fica à vista
post-alternative-text = Texto alternativo
post-photo-shows-for-people-who = O que a foto mostra, para quem não a pode ver
post-draft-alternative-text = Redigir o texto alternativo
post-select-click-post-does-too = Selecioná-la; um clique na publicação também serve
post-behind-the-others = Atrás das outras
post-front-next-one = À frente da seguinte
post-send-back = Enviar para trás
post-bring-forward = Trazer para a frente
post-remove-picture-from-post-delete = Remover esta imagem da publicação (Delete)
post-remove-the-picture = Remover a imagem
post-reading-the-picture = A ler a imagem
post-put-own-product-post-dropping = Ponha o seu produto na publicação; também o pode largar ou colar
post-use-my-photo = Usar a minha foto…
post-add-another = Adicionar outra…
post-add-cut-out-remove-from = Acrescente ao recorte ou retire dele com um pincel, ou escolha outro objeto
post-edit-cut-out = Editar recorte…
post-sample-picture-use-photo-own = Uma imagem de exemplo; use uma foto sua ou gere uma
post-size = Tamanho
post-drag-post-move-product-arrow = Arraste a publicação para mover o produto; as setas movem-no um pouco
post-back-layouts-own-place-size = Voltar ao lugar e tamanho do esquema
post-reset-the-place = Repor o lugar
post-products = Produtos
post-add-beside-picture = Adicionar ao lado da imagem
post-all-networks = Todas as redes
post-shade-networks-own-controls-cover = Escurecer o que os controlos da rede cobrem
post-safe-zones = Zonas seguras
post-all-chosen-networks-once = Todas as redes escolhidas ao mesmo tempo
post-side-by-side = Lado a lado
post-layout-cannot-show-post = Este esquema não pode mostrar a publicação
post-click-post-see-large = Clique numa publicação para a ver em grande
post-add-remove-networks = Adicionar e remover redes
post-networks-post = Redes da publicação
post-no-brand = sem marca
post-sample-generate-picture-use-photo = Um exemplo. Gere uma imagem ou use uma foto do seu produto.
post-edit-this-post = Editar esta publicação
post-brand = Marca
post-picture = Imagem
post-changes-for-every-network = As alterações valem para todas as redes
post-changes-for-network-alone-others = As alterações valem só para esta rede; as outras ficam como estão
post-show-all-networks-show = Mostrar aqui o que todas as redes mostram
post-same-others = Como as outras
post-without-brand = Sem marca
post-colours-fonts-logo-post = As suas cores, tipos de letra e logótipo estão na publicação
post-brands = Marcas
post-supporting-line = Linha de apoio
post-does-for-reader = O que faz por quem lê
post-fact-or-price = Facto ou preço
post-20-off-fri-14-nov = -20%, sex. 14 nov., 49 €
post-call-to-action = Apelo à ação
post-try-a-pair = Experimente-as
post-your-handle = @asuamarca
post-handle = Conta
post-headline = Título principal
post-another-headline-caption-writer-undo = Outro título do redator; anular repõe o seu
post-another-headline = Outro título
post-words-between-asterisks-have-brands = *As palavras entre asteriscos* têm a cor da marca
post-back-picture = Voltar à imagem
post-back-esc = Voltar (Esc)
post-post = Publicação
post-redo = Refazer
post-undo-last-change = Anular a última alteração
post-add-post = Adicionar a esta publicação
post-another-picture-for-post-dropping = Outra imagem para esta publicação; também a pode largar com Shift
post-add-a-picture = Adicionar uma imagem…
post-shift-click-adds-to-post = Shift + clique adiciona-a a esta publicação
