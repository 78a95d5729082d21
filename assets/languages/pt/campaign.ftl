### Campaigns.

campaign-campaign-being-made-stop-first = Está a ser feita uma campanha: pare-a primeiro, ou espere pelo fim
campaign-go-on = Continuar
campaign-campaign-ready = A campanha está pronta
campaign-campaign-stopped-before-end = A campanha parou antes do fim
campaign-campaign-could-not-finished = A campanha não pôde ser concluída
campaign-not-finished-named = A campanha “{ $name }” não está concluída
campaign-named = Campanha { $name }
campaign-forget-campaign-files-stay = Esquecer esta campanha; os ficheiros ficam
campaign-forget-the-campaign = Esquecer a campanha
campaign-open = Abrir
campaign-open-the-campaign = Abrir a campanha
campaign-progress-campaign = Progresso da campanha
campaign-use-a-table = Uma tabela
campaign-make-posts-whole-table-csv = Faça as publicações de uma tabela inteira, CSV ou XLSX; também a pode largar
campaign-make-posts-from-table = Fazer publicações de uma tabela…
campaign-resume-the-queue = Retomar a fila
campaign-made-stays-campaign-go-later = O que está feito fica; a campanha pode continuar depois
campaign-stop-the-campaign = Parar a campanha
campaign-show-the-posts = Mostrar as publicações
campaign-start-without-rows-red = Começar sem as linhas a vermelho
campaign-start = Começar
campaign-checking-the-table = A verificar a tabela
campaign-back-to-create = Voltar a Criar
campaign-back-esc = Voltar (Esc)
campaign-campaign = Campanha
campaign-table = Tabela
campaign-another-table = Outra tabela…
campaign-posts-go = As publicações vão para
campaign-another-folder = Outra pasta…
campaign-for-rows-do-not-say = Para as linhas que não o dizem
campaign-no-brand = Sem marca
campaign-brand-campaign = Marca da campanha
campaign-layout-campaign = Esquema da campanha
campaign-model-campaign = Modelo da campanha
campaign-networks-campaign = Redes da campanha
campaign-also = Também
campaign-approval-sheet = Folha de aprovação
campaign-page-for-client-approve-posts = Uma página para o cliente aprovar as publicações, em HTML e PDF
campaign-linkedin-carousel = Carrossel do LinkedIn
campaign-one-pdf-linkedin-posts-linkedin = Um PDF das publicações do LinkedIn, que o LinkedIn mostra como carrossel
campaign-as-zip = Como zip
campaign-everything-once-more-one-file = Tudo outra vez num só ficheiro
campaign-posts-pass-brand-check = Só publicações que passam a verificação
campaign-row-fails-check-finds-something = Uma linha falha onde a verificação encontra algo
campaign-photos-whole = Fotos inteiras
campaign-nothing-cut-out-photos = Nada é recortado das fotos
campaign-files-without-prompt = Ficheiros sem o prompt
campaign-model-drew-picture-stays-marked = Continua indicado que um modelo desenhou a imagem
campaign-stop-after-many-failed-rows = Parar após tantas linhas falhadas seguidas
campaign-fewer-failed-rows = Menos linhas falhadas
campaign-number-of-failed-rows = Número de linhas falhadas
campaign-more-failed-rows = Mais linhas falhadas
campaign-not-finished = Por concluir
campaign-not-started = Por começar
campaign-drop-csv-xlsx-table-onto = Largue uma tabela CSV ou XLSX na janela. Cada linha faz as publicações de um produto.
campaign-campaign-begins-with-table = Uma campanha começa com uma tabela
campaign-choose-a-table = Escolher uma tabela…
campaign-read-as = lido como
campaign-being-made = Em curso
campaign-made-before = Já feita
campaign-error = Erro
campaign-waiting = Em espera
campaign-no-name = (sem nome)
campaign-not-used = não usado
campaign-empty = (vazio)
campaign-rows-left-out = { $count ->
    [one] 1 linha com erros fica de fora
   *[other] { $count } linhas com erros ficam de fora
 }
campaign-rows-over = { $done } de { $rows }
campaign-failed-count = { $count } com falha
campaign-left-count = faltam { $count }
campaign-is-stopping = a parar
campaign-queue-is-paused = a fila está em pausa
campaign-done-about = pronto cerca das { $time }
campaign-posts = { $count ->
    [one] 1 publicação
   *[other] { $count } publicações
 }
campaign-cost = { $rows }, { $posts }, { $files } ficheiros: pronto cerca das { $time } se começar agora
campaign-rows = { $count ->
    [one] 1 linha
   *[other] { $number } linhas
 }
campaign-made = { $rows } feitas, { $count } publicações
campaign-day-and-time = { $day } { $time }
campaign-rows-with-errors = { $count ->
    [0] { $rows }, sem erros
    [one] { $rows }, 1 com um erro
   *[other] { $rows }, { $count } com erros
 }
campaign-failed-why = Falhou: { $why }
campaign-what-column-holds = O que contém a coluna { $column }
