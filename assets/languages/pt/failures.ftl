### States of jobs, why one failed and what to do, why a brief is refused, and what a check found.

state-queued = Na fila
state-loading = A carregar { $model }
state-rendering = A desenhar { $done }/{ $total }
state-writing = A escrever
state-writing-words = A escrever, { $count } palavras
state-finishing = A concluir
state-done = Concluída
state-failed = Falhou
state-cancelled = Cancelada
state-interrupted = Interrompida

failure-weights-missing = Os ficheiros de { $model } não estão lá: falta { $path }.
failure-weights-damaged = Um ficheiro de { $model } está danificado: { $path } ({ $detail }).
failure-weights-changed = Outro programa alterou um ficheiro de { $model } enquanto estava em uso: { $path }.
failure-model-unsupported = { $model } não pode ser usado tal como está: { $path }: { $detail }.
failure-out-of-memory = { $model } precisa de cerca de { $needed } de memória, e há { $free } livres.
failure-model-unknown = Já não há aqui nenhum modelo “{ $model }”.
failure-not-finite = O modelo calculou valores que não são uma imagem.
failure-blank = A imagem saiu vazia.
failure-disk-full = O disco está cheio: não cabe mais nada em { $folder }.
failure-cannot-write = Não é possível guardar imagens em { $folder }.
failure-not-saved = A tarefa não pôde ser guardada, por isso não começou. { $detail }
failure-panicked = O desenho parou por causa de um erro no Brandish.
failure-engine = O desenho falhou.
failure-worker = O worker { $worker } indica: { $sentence }
failure-given-up = { $count } workers da equipa começaram-na, e todos pararam a meio.
failure-other-version = Os workers da equipa têm outra versão do Brandish e não podem ler esta tarefa.
failure-picture-lost = A imagem foi feita, mas não está no armazém da equipa.

advice-weights-missing = Reponha o ficheiro ou instale o Brandish de novo.
advice-weights-damaged = Obtenha uma cópia íntegra: transfira o ficheiro de novo ou reinstale o Brandish.
advice-weights-changed = Tente de novo: o ficheiro será lido como está agora.
advice-model-unsupported = Escolha outro modelo ou outra versão deste.
advice-photo = Escolha outra foto e tente de novo.
advice-unfit = Altere o que é pedido e tente de novo.
advice-out-of-memory = Feche outros programas e tente de novo.
advice-model-unknown = Escolha outro modelo.
advice-draw-another = Desenhe outra ou diga-o por outras palavras.
advice-disk-full = Liberte espaço ou escolha outra pasta e tente de novo.
advice-not-saved = Corrija isso e tente de novo.
advice-cannot-write = Escolha uma pasta onde possa escrever e tente de novo.
advice-worker = Avise quem gere o worker, ou desenhe neste portátil.
advice-given-up = Tente de novo, ou desenhe neste portátil.
advice-other-version = Ponha os workers e este portátil na mesma versão, ou desenhe neste portátil.
advice-picture-lost = Confirme nas Definições que o armazém é o dos workers e tente de novo.
advice-report = Tente de novo. Se voltar a acontecer, copie os detalhes e comunique-os.

refusal-prompt-empty = Diga o que a imagem deve mostrar.
refusal-prompt-too-long = O prompt tem { $count } caracteres; cabem no máximo { $most }. Encurte-o um pouco.
refusal-negative-too-long = A lista do que excluir tem { $count } caracteres; cabem no máximo { $most }.
refusal-size-unreadable = “{ $typed }” não é um tamanho. Escreva largura x altura em píxeis, por exemplo 1024x1024.
refusal-size-not-multiple = { $size } não é possível: largura e altura têm de ser múltiplos de 8. O mais próximo é { $nearest }.
refusal-size-out-of-range = { $size } está fora dos limites: { $model } faz imagens de { $min } a { $max } píxeis por lado.
refusal-count-out-of-range = Não é possível fazer { $count } imagens de uma vez: escolha de 1 a { $most }.
refusal-steps-out-of-range = { $given } passos estão fora dos limites: { $model } aceita de { $min } a { $max }.
refusal-too-many-elements = Uma imagem leva até { $most } ilustrações; estão escolhidas { $count }.
refusal-style-unused = { $model } não conhece estilos. Retire o estilo ou escolha um modelo Stable Diffusion.
refusal-words-only = { $model } desenha só a partir de palavras. Escolha um modelo Stable Diffusion ou retire a imagem de partida, as LoRA e o amostrador.
refusal-part-of-nothing = Uma parte a redesenhar precisa da imagem a que pertence. Escolha a imagem de partida.
refusal-lora-unread = A LoRA { $name } está a ser lida para ver se serve ao modelo.
refusal-seed-too-large = A semente é grande demais para continuar a contar; escolha uma menor.
refusal-too-many-facts = { $count } factos são demais: { $most } no máximo.
refusal-fact-too-long = Um facto tem { $count } caracteres; cabem no máximo { $most }.
refusal-detail-too-long = “{ $detail }” tem { $count } caracteres; cabem no máximo { $most }.

finding-off-palette = { $percent } % da publicação tem cores que não são da marca.
finding-word = { $what }: diz “{ $word }”, que a marca evita.
finding-logo-crowded = { $what }: está a { $gap } px do logótipo, que precisa de { $needed } px livres.

fault-outside = { $what }: entra { $pixels } px sob os controlos da rede.
fault-out-of-box = { $what }: sai do seu lugar { $pixels } px.
fault-overlap = { $what }: está por cima de: { $other }.
fault-contrast = { $what }: contraste { $ratio }; com { $needed } lê-se bem.
fault-small = { $what }: tem { $pixels } px de altura, mal se vê num telefone.

misfit-too-long = { $what }: não cabe em “{ $layout }” a { $size }, cerca de { $count } caracteres a mais. Encurte-o ou escolha outro esquema ou formato.
misfit-too-wide = { $what }: a palavra “{ $word }” é { $percent } % larga demais para “{ $layout }” a { $size }. Escolha uma palavra mais curta ou outro esquema ou formato.
misfit-missing = A “{ $layout }” falta: { $what }. Escreva-o ou escolha outro esquema.

repair-drop-word = Retirar a palavra
repair-shorten = Encurtar: { $what }
repair-use-layout = Usar “{ $name }”
repair-reset-placement = Repor a imagem no lugar
repair-cut-out = Usar atrás as cores da marca

violation-too-long = O texto tem { $count } { $unit }, cabem { $limit }.
violation-alt-too-long = O texto alternativo tem { $count } caracteres, cabem { $limit }.
violation-title-too-long = O título tem { $count } caracteres, cabem { $limit }.
violation-too-many-hashtags = O texto tem { $count } hashtags, são permitidas { $limit }.
violation-never-word = O texto usa “{ $word }”, que a marca nunca usa.
violation-emoji-unwanted = O texto usa emojis, que a marca não usa.
violation-refused = O texto usa { $found }, que { $network } recusa.
violation-other = O texto: { $what }.
