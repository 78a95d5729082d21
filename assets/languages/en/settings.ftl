### Settings and the status bar.

settings-data-folder = Settings and history: { $path }
settings-serve = Let other programs on this laptop use Brandish ({ $address })
settings-language = Language
settings-like-the-system = Like the system

status-free-memory = { $size } free memory
status-this-laptop = { $count ->
    [one] this laptop, { $count } core
   *[other] this laptop, { $count } cores
 }
status-team-workers = { $count ->
    [one] team queue, { $count } worker
   *[other] team queue, { $count } workers
 }
status-jobs = { $count ->
    [one] { $count } job
   *[other] { $count } jobs
 }
status-ready-about = { $jobs }, ready about { $time }

settings-queue-and-store-answer = Queue and store answer. { $workers }
settings-queue-answers = The queue answers. { $workers }
settings-workers = { $count ->
    [0] No worker is connected yet.
    [one] 1 worker: { $names }.
   *[other] { $count } workers: { $names }.
 }
settings-workers-and-more = { $count } workers: { $names } and more.
settings-settings = Settings
settings-pictures = Pictures
settings-choose-a-folder = Choose a folder…
settings-open-the-folder = Open the folder
settings-use-default-folder = Use the default folder
settings-new-pictures-saved-older-ones = New pictures are saved here; older ones stay where they are
settings-render-on = Render on
settings-appearance = Appearance
settings-same-system = Same as the system
settings-light = Light
settings-dark = Dark
settings-when-picture-finished = When a picture is finished
settings-notify-me-while-window-background = Notify me while the window is in the background
settings-with-a-sound = With a sound
settings-while-pictures-made = While pictures are made
settings-save-as-jpeg = Save as JPEG
settings-quality = Quality
settings-downloads = Downloads
settings-other-programs = Other programs
settings-privacy = Privacy
settings-about = About
settings-keep-computer-usable = Keep this computer usable while rendering
settings-half-cores-others-first = Half of the processor's cores draw and write, and other programs come first; pictures take up to twice as long, and longer while those are busy. It applies from the next picture on
settings-keep-laptop-awake = Keep this laptop awake
settings-what-draws = What draws
settings-device-auto = Automatic
settings-device-card = { $name }, { $memory }
settings-processor = Processor
settings-no-card-found = No graphics card that this version of Brandish can use was found; the processor draws
settings-card-draws-pictures = A graphics card draws pictures; captions are written by the processor. Where a model does not fit into the card's memory, the processor draws it
settings-nothing-leaves-laptop-no-account = Nothing leaves this laptop: no account, no telemetry
settings-teams-workers-receive-prompts-no = Only your team's workers receive your prompts: no account, no telemetry
settings-no-other-program-ask-brandish = No other program can ask Brandish for anything
settings-programs-laptop-request-pictures-captions = Programs on this laptop can request pictures and captions; other machines cannot
settings-network-used-for-downloads-start = The network is used only for the downloads that you start
settings-pictures-carry-prompt-settings-brandish = Pictures carry their prompt and settings, so that Brandish can read them again
settings-save-support-file = Save a support file…
settings-log-facts-system-for-someone = The log and facts of this system, for someone who helps you. Prompts, captions, brands and passwords are left out, and nothing is sent
settings-mirror = Mirror
settings-https-instead-hugging-face-hub = https://… instead of the Hugging Face hub
settings-proxy = Proxy
settings-http-host-port-empty-systems = http://host:port; empty: the system's proxy
settings-copy-address = Copy address
settings-while-window-open-programs-laptop = While the window is open, programs on this laptop may request pictures and captions by HTTP; other machines may not

status-team-queue-not-reachable = team queue, not reachable
status-team-queue = team queue
status-paused = paused
status-jobs-waiting = jobs waiting
status-ready = ready

settings-this-laptop = This laptop
settings-team-queue = Team queue
settings-test = Test
settings-pictures-drawn-nothing-leaves-laptop = Pictures are drawn here. Nothing leaves this laptop.
settings-prompts-go-teams-queue-workers = Prompts go to your team's queue, and its workers draw (brandish worker --queue …). Pictures come back to your folder. A job that needs a file of this laptop, such as a start picture, is drawn here.
settings-queue = Queue
settings-redis-address-administrator-gave = redis://…, the address that your administrator gave you
settings-store = Store
settings-shared-folder-s3-bucket-empty = a shared folder or s3://bucket; empty: the queue itself
settings-type-address-teams-queue = Type the address of your team's queue.
settings-testing-queue-store = Testing queue and store…
