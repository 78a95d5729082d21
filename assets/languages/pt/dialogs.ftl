### What stands over every screen: dialogs, messages, keys, and the names of the screens.

message-saved-as = Guardado como { $path }
message-pictures-saved = { $count ->
    [one] { $count } imagem guardada
   *[other] { $count } imagens guardadas
 }
message-alt-text-drafted = Texto alternativo redigido a partir da foto: leia-o antes de publicar
message-removed = { $name } foi removido
message-product-added = { $product } é um produto de { $brand }
message-starter-again = { $name } voltou a ser o exemplo
message-imported = A marca { $name } foi importada
message-start-from-it = { $name }: partir desta para as próximas imagens?

notification-picture-ready = A imagem está pronta
notification-caption-ready = A legenda está pronta
notification-picture-failed = Uma imagem falhou
notification-caption-failed = Uma legenda falhou

message-one-removed = Removido
message-pictures-removed = { $count ->
    [one] { $count } imagem removida
   *[other] { $count } imagens removidas
 }
message-jobs-removed = { $count } tarefas removidas
message-no-longer-searched = { $path } deixou de ser pesquisado
message-most-pictures = Uma publicação mostra no máximo { $most } imagens
message-product-in-post = { $name } está na publicação
message-photo-in-post = A sua foto está na publicação

closing-waiting = { $count ->
    [one] A tarefa em espera fica na lista e começa quando o Brandish voltar a ser aberto.
   *[other] As { $count } tarefas em espera ficam na lista e começam quando o Brandish voltar a ser aberto.
 }
closing-with-team = { $count ->
    [one] A equipa continua com 1 tarefa; o resultado chega quando o Brandish voltar a ser aberto.
   *[other] A equipa continua com { $count } tarefas; os resultados chegam quando o Brandish voltar a ser aberto.
 }

dialog-lora-refused = A LoRA { $name } não pode ser usada: { $reason }.
dialog-no-file-manager = Este ambiente não tem gestor de ficheiros. A imagem está em { $folder }.

start-no-display = Não há ecrã aqui: nem DISPLAY nem WAYLAND_DISPLAY está definida. Inicie o Brandish num ambiente de trabalho ou use a linha de comandos: brandish generate "Red running shoes".
start-display-out-of-reach = Não é possível aceder ao ecrã. Inicie sessão com o utilizador que abre o Brandish; numa sessão remota, permita que o Brandish use o ecrã.
start-no-graphics = { $advice } ({ $detail }). A linha de comandos funciona na mesma: brandish --help.
start-no-window = A janela não pode abrir.
start-no-graphics-windows = O Windows não oferece ao Brandish OpenGL nem Direct3D para desenhar. Atualize o controlador da placa gráfica; com o Ambiente de Trabalho Remoto, inicie o Brandish no próprio computador
start-no-graphics-macos = O macOS não oferece ao Brandish OpenGL para desenhar. Inicie o Brandish no próprio computador, não numa sessão remota
start-no-graphics-linux = Este ambiente não oferece ao Brandish OpenGL para desenhar, nem por software. Instale o Mesa (em Debian e Ubuntu, o pacote libgl1-mesa-dri) ou atualize o controlador da placa gráfica

path-not-writable = Não é possível escrever em { $folder }: { $error }.
path-not-whole = { $path } não é um caminho completo: começa por / ou ~/.
path-add-name-of-file = { $path } é uma pasta. Acrescente o nome do ficheiro.
path-no-file = O ficheiro { $path } não existe.
path-no-folder = A pasta { $path } não existe.
path-add-name-for-file = { $path } é uma pasta. Acrescente um nome para o ficheiro.
path-file-exists = Já existe um ficheiro { $path }. Escolha outro nome.
path-not-a-folder = { $path } é um ficheiro, não uma pasta.
path-folder-not-made = A pasta { $path } não pode ser criada: { $error }.

message-picture-copied = Imagem copiada
message-draft-alternative-text = um rascunho do texto alternativo
message-removing-a-product = remover um produto
message-the-new-product = o novo produto
message-nothing-undo = Não há nada para anular
message-colours-from-picture = cores de uma imagem
message-brand-has-pictures-colours = A marca tem as cores da imagem
message-copied = Copiado
message-picture-photo-no-prompt-no = Esta imagem é uma foto: não a fez nenhum prompt nem modelo
message-recipe-brief = A receita está no briefing
message-start-from-it-button = Partir desta
message-post-keeps-one-picture = Uma publicação mantém uma imagem
message-nothing-redo = Não há nada para refazer

keys-keys = Atalhos de teclado
keys-with-key = Atalhos de teclado (?)

closing-being-made-now-stopped-retry = O que está a ser feito é interrompido; “Tentar de novo” no cartão volta a fazê-lo.
closing-close-brandish = Fechar o Brandish?
closing-close = Fechar o Brandish
closing-keep-it-open = Manter aberto

dialog-start-from-picture = Partir de uma imagem
dialog-picture = Imagem
dialog-choose-picture-white-redraw = Escolha uma imagem branca onde é para redesenhar
dialog-add-a-lora = Adicionar uma LoRA
dialog-save-the-picture = Guardar a imagem
dialog-choose-a-model = Escolher um modelo
dialog-model = Modelo
dialog-save-support-file = Guardar um ficheiro de apoio
dialog-choose-a-folder = Escolher uma pasta
dialog-use-my-photo = A minha foto
dialog-save-the-post = Guardar a publicação
dialog-export-all-posts-into-folder = Exportar todas as publicações para uma pasta
dialog-import-a-brand = Importar uma marca
dialog-brand = Marca
dialog-export-the-brand = Exportar a marca
dialog-choose-a-font = Escolher um tipo de letra
dialog-font = Tipo de letra
dialog-choose-photo-product = Escolher uma foto do produto
dialog-choose-a-logo = Escolher um logótipo
dialog-choose-a-picture = Escolher uma imagem
dialog-pictures-being-made = Estão a ser feitas imagens

drop-drop-models-file-folder-add = Largue o ficheiro ou a pasta de um modelo para o adicionar
drop-drop-photos-products-add = Largue fotos de produtos para os adicionar
drop-drop-brand-import-picture-brands = Largue uma marca para a importar, ou uma imagem como logótipo da marca

keys-generate = Gerar
keys-generate-before-all-waiting-jobs = Gerar antes de todas as tarefas em espera
keys-go-prompt = Ir para o prompt
keys-leave-a-field = Sair de um campo
keys-save-picture = Guardar a imagem como…
keys-next-variation = Variação seguinte
keys-previous-variation = Variação anterior
keys-favourite = Favorita
keys-remove-the-picture = Remover a imagem
keys-undo-removing-brands-undo-any = Anular uma remoção; em Marcas, qualquer alteração
keys-redo-in-brands = Refazer, em Marcas
keys-create-2-5-for-other = Criar; 2 a 5 para os outros ecrãs
keys-this-list = Esta lista
keys-close = Fechar

start-brandish-cannot-open = O Brandish não pode abrir
start-files-brandish-missing-install = Faltam ficheiros do Brandish; instale-o de novo
start-close = Fechar

path-save-as = Guardar como
path-save = Guardar
path-open-a-file = Abrir um ficheiro
path-open = Abrir
path-choose-a-folder = Escolher uma pasta
path-save-here = Guardar aqui
path-open-a-folder = Abrir uma pasta
path-desktop-has-no-file-dialog = Este ambiente não tem diálogo de ficheiros. Escreva o caminho.
path-path = Caminho
path-cancel = Cancelar

message-undo = Anular
message-close-message = Fechar a mensagem
message-close = Fechar

control-one-fewer = Menos uma
control-one-more = Mais uma

unit-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
 }
unit-kilobytes = KB
unit-megabytes = MB
unit-gigabytes = GB

screen-create = Criar
screen-library = Biblioteca
screen-brands = Marcas
screen-models = Modelos
screen-settings = Definições

dialog-choose-table-campaign = Escolher a tabela de uma campanha
dialog-table = Tabela

drop-drop-picture-use-table-for = Largue uma imagem para a usar, uma tabela para uma campanha, um modelo ou uma marca para adicionar

closing-campaign-stops-brandish-offers-go = A campanha para, e o Brandish propõe continuá-la quando voltar a ser aberto.

unit-monday = segunda-feira
unit-tuesday = terça-feira
unit-wednesday = quarta-feira
unit-thursday = quinta-feira
unit-friday = sexta-feira
unit-saturday = sábado
unit-sunday = domingo

unit-january = janeiro
unit-february = fevereiro
unit-march = março
unit-april = abril
unit-may = maio
unit-june = junho
unit-july = julho
unit-august = agosto
unit-september = setembro
unit-october = outubro
unit-november = novembro
unit-december = dezembro

unit-day-of-month = { $weekday }, { $day } de { $month }

key-ctrl = Ctrl
key-shift = Shift
key-enter = Enter
key-escape = Esc
key-delete = Delete
