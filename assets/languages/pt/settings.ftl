### Settings and the status bar.

settings-data-folder = Definições e histórico: { $path }
settings-serve = Permitir que outros programas deste portátil usem o Brandish ({ $address })
settings-language = Idioma
settings-like-the-system = Como o sistema

status-free-memory = { $size } de memória livre
status-this-laptop = { $count ->
    [one] este portátil, { $count } núcleo
   *[other] este portátil, { $count } núcleos
 }
status-team-workers = { $count ->
    [one] fila da equipa, { $count } worker
   *[other] fila da equipa, { $count } workers
 }
status-jobs = { $count ->
    [one] { $count } tarefa
   *[other] { $count } tarefas
 }
status-ready-about = { $jobs }, pronto cerca das { $time }

settings-queue-and-store-answer = A fila e o armazém respondem. { $workers }
settings-queue-answers = A fila responde. { $workers }
settings-workers = { $count ->
    [0] Ainda não há nenhum worker ligado.
    [one] 1 worker: { $names }.
   *[other] { $count } workers: { $names }.
 }
settings-workers-and-more = { $count } workers: { $names } e mais.
settings-settings = Definições
settings-pictures = Imagens
settings-choose-a-folder = Escolher uma pasta…
settings-open-the-folder = Abrir a pasta
settings-use-default-folder = Usar a pasta predefinida
settings-new-pictures-saved-older-ones = As novas imagens são guardadas aqui; as antigas ficam onde estão
settings-render-on = Desenhar em
settings-appearance = Aspeto
settings-same-system = Igual ao sistema
settings-light = Claro
settings-dark = Escuro
settings-when-picture-finished = Quando uma imagem fica pronta
settings-notify-me-while-window-background = Avisar enquanto a janela está em segundo plano
settings-with-a-sound = Com um som
settings-while-pictures-made = Enquanto são feitas imagens
settings-save-as-jpeg = Guardar como JPEG
settings-quality = Qualidade
settings-downloads = Transferências
settings-other-programs = Outros programas
settings-privacy = Privacidade
settings-about = Acerca do Brandish
settings-keep-computer-usable = Manter este computador utilizável enquanto se desenha
settings-half-cores-others-first = Metade dos núcleos do processador desenha e escreve, e os outros programas têm prioridade; as imagens demoram até ao dobro, e mais enquanto estes trabalham. Aplica-se a partir da próxima imagem
settings-keep-laptop-awake = Manter este portátil acordado
settings-what-draws = Cálculo das imagens
settings-device-auto = Automático
settings-device-card = { $name }, { $memory }
settings-processor = Processador
settings-no-card-found = Não foi encontrada nenhuma placa gráfica que esta versão do Brandish possa usar; desenha o processador
settings-card-draws-pictures = A placa gráfica desenha as imagens; os textos são escritos pelo processador. Se um modelo não couber na memória da placa, desenha o processador
settings-nothing-leaves-laptop-no-account = Nada sai deste portátil: sem conta, sem telemetria
settings-teams-workers-receive-prompts-no = Só os workers da equipa recebem os seus prompts: sem conta, sem telemetria
settings-no-other-program-ask-brandish = Nenhum outro programa pode pedir nada ao Brandish
settings-programs-laptop-request-pictures-captions = Os programas deste portátil podem pedir imagens e legendas; outras máquinas não
settings-network-used-for-downloads-start = A rede só é usada para as transferências que iniciar
settings-pictures-carry-prompt-settings-brandish = As imagens levam o prompt e as definições, para o Brandish as poder ler de novo
settings-save-support-file = Guardar um ficheiro de apoio…
settings-log-facts-system-for-someone = O registo e os dados deste sistema, para quem o ajuda. Prompts, legendas, marcas e palavras-passe ficam de fora, e nada é enviado
settings-mirror = Espelho
settings-https-instead-hugging-face-hub = https://… em vez do hub do Hugging Face
settings-proxy = Proxy
settings-http-host-port-empty-systems = http://host:port; vazio: o proxy do sistema
settings-copy-address = Copiar endereço
settings-while-window-open-programs-laptop = Enquanto a janela estiver aberta, os programas deste portátil podem pedir imagens e legendas por HTTP; outras máquinas não

status-team-queue-not-reachable = fila da equipa, inacessível
status-team-queue = fila da equipa
status-paused = em pausa
status-jobs-waiting = tarefas em espera
status-ready = pronto

settings-this-laptop = Este portátil
settings-team-queue = Fila da equipa
settings-test = Testar
settings-pictures-drawn-nothing-leaves-laptop = As imagens são desenhadas aqui. Nada sai deste portátil.
settings-prompts-go-teams-queue-workers = Os prompts vão para a fila da equipa e os workers desenham (brandish worker --queue …). As imagens voltam para a sua pasta. Uma tarefa que precisa de um ficheiro deste portátil, como uma imagem de partida, é desenhada aqui.
settings-queue = Fila
settings-redis-address-administrator-gave = redis://…, o endereço que o administrador lhe deu
settings-store = Armazém
settings-shared-folder-s3-bucket-empty = uma pasta partilhada ou s3://bucket; vazio: a própria fila
settings-type-address-teams-queue = Escreva o endereço da fila da equipa.
settings-testing-queue-store = A testar a fila e o armazém…
