### Campaigns.

campaign-campaign-being-made-stop-first = A campaign is being made: stop it first, or wait for its end
campaign-go-on = Go on
campaign-campaign-ready = Your campaign is ready
campaign-campaign-stopped-before-end = Your campaign stopped before its end
campaign-campaign-could-not-finished = Your campaign could not be finished
campaign-not-finished-named = The campaign “{ $name }” is not finished
campaign-named = Campaign { $name }
campaign-forget-campaign-files-stay = Forget this campaign; its files stay
campaign-forget-the-campaign = Forget the campaign
campaign-open = Open
campaign-open-the-campaign = Open the campaign
campaign-progress-campaign = Progress of the campaign
campaign-use-a-table = Use a table
campaign-make-posts-whole-table-csv = Make the posts of a whole table, CSV or XLSX; dropping it works, too
campaign-make-posts-from-table = Make posts from a table…
campaign-resume-the-queue = Resume the queue
campaign-made-stays-campaign-go-later = What is made stays; the campaign can go on later
campaign-stop-the-campaign = Stop the campaign
campaign-show-the-posts = Show the posts
campaign-start-without-rows-red = Start without the rows in red
campaign-start = Start
campaign-checking-the-table = Checking the table
campaign-back-to-create = Back to Create
campaign-back-esc = Back (Esc)
campaign-campaign = Campaign
campaign-table = Table
campaign-another-table = Another table…
campaign-posts-go = The posts go to
campaign-another-folder = Another folder…
campaign-for-rows-do-not-say = For rows that do not say it
campaign-no-brand = No brand
campaign-brand-campaign = Brand of the campaign
campaign-layout-campaign = Layout of the campaign
campaign-model-campaign = Model of the campaign
campaign-networks-campaign = Networks of the campaign
campaign-also = Also
campaign-approval-sheet = Approval sheet
campaign-page-for-client-approve-posts = A page for your client to approve the posts, as HTML and PDF
campaign-linkedin-carousel = LinkedIn carousel
campaign-one-pdf-linkedin-posts-linkedin = One PDF of the LinkedIn posts, which LinkedIn shows as a carousel
campaign-as-zip = As zip
campaign-everything-once-more-one-file = Everything once more as one file
campaign-posts-pass-brand-check = Only posts that pass the brand check
campaign-row-fails-check-finds-something = A row fails where the check finds something
campaign-photos-whole = Photos whole
campaign-nothing-cut-out-photos = Nothing is cut out of photos
campaign-files-without-prompt = Files without the prompt
campaign-model-drew-picture-stays-marked = That a model drew the picture stays marked
campaign-stop-after-many-failed-rows = Stop after so many failed rows in a row
campaign-fewer-failed-rows = Fewer failed rows
campaign-number-of-failed-rows = Number of failed rows
campaign-more-failed-rows = More failed rows
campaign-not-finished = Not finished
campaign-not-started = Not started
campaign-drop-csv-xlsx-table-onto = Drop a CSV or XLSX table onto the window. Each row makes the posts of one product.
campaign-campaign-begins-with-table = A campaign begins with a table
campaign-choose-a-table = Choose a table…
campaign-read-as = read as
campaign-being-made = Being made
campaign-made-before = Made before
campaign-error = Error
campaign-waiting = Waiting
campaign-no-name = (no name)
campaign-not-used = not used
campaign-empty = (empty)
campaign-rows-left-out = { $count ->
    [one] 1 row with errors is left out
   *[other] { $count } rows with errors are left out
 }
campaign-rows-over = { $done } of { $rows }
campaign-failed-count = { $count } failed
campaign-left-count = { $count } left
campaign-is-stopping = stopping
campaign-queue-is-paused = the queue is paused
campaign-done-about = done at about { $time }
campaign-posts = { $count ->
    [one] 1 post
   *[other] { $count } posts
 }
campaign-cost = { $rows }, { $posts }, { $files } files: done at about { $time } if started now
campaign-rows = { $count ->
    [one] 1 row
   *[other] { $number } rows
 }
campaign-made = { $rows } made, { $count } posts
campaign-day-and-time = { $day } { $time }
campaign-rows-with-errors = { $count ->
    [0] { $rows }, no errors
    [one] { $rows }, 1 with an error
   *[other] { $rows }, { $count } with errors
 }
campaign-failed-why = Failed: { $why }
campaign-what-column-holds = What the column { $column } holds
