### States of jobs, why one failed and what to do, why a brief is refused, and what a check found.

state-queued = Queued
state-loading = Loading { $model }
state-rendering = Rendering { $done }/{ $total }
state-writing = Writing
state-writing-words = Writing, { $count } words
state-finishing = Finishing
state-done = Done
state-failed = Failed
state-cancelled = Cancelled
state-interrupted = Interrupted

failure-weights-missing = The files of { $model } are not there: { $path } is missing.
failure-weights-damaged = A file of { $model } is damaged: { $path } ({ $detail }).
failure-weights-changed = Another program changed a file of { $model } while it was in use: { $path }.
failure-model-unsupported = { $model } cannot be used as it is: { $path }: { $detail }.
failure-out-of-memory = { $model } needs about { $needed } of memory, and { $free } is free.
failure-model-unknown = There is no model “{ $model }” here any more.
failure-not-finite = The model computed values that are not a picture.
failure-blank = The picture came out empty.
failure-disk-full = The disk is full: nothing more fits into { $folder }.
failure-cannot-write = Pictures cannot be saved in { $folder }.
failure-not-saved = The job could not be saved, so it was not started. { $detail }
failure-panicked = The rendering stopped because of an error in Brandish.
failure-engine = The rendering failed.
failure-worker = The worker { $worker } says: { $sentence }
failure-given-up = { $count } workers of the team began this, and each stopped on the way.
failure-other-version = The team's workers have another version of Brandish and cannot read this job.
failure-picture-lost = The picture was made, but it is not in the team's store.

advice-weights-missing = Put the file back, or install Brandish again.
advice-weights-damaged = Get a whole copy: download the file again, or install Brandish again.
advice-weights-changed = Try again: the file is then read as it is now.
advice-model-unsupported = Choose another model, or another version of this one.
advice-photo = Choose another photo, then try again.
advice-unfit = Change what is asked for, then try again.
advice-out-of-memory = Close other programs, then try again.
advice-model-unknown = Choose another model.
advice-draw-another = Draw another one, or say it in other words.
advice-disk-full = Free some space or choose another folder, then try again.
advice-not-saved = Put that right, then try again.
advice-cannot-write = Choose a folder you may write to, then try again.
advice-worker = Tell the person who runs the worker, or render on this laptop.
advice-given-up = Try again, or render it on this laptop.
advice-other-version = Bring the workers and this laptop to the same version, or render on this laptop.
advice-picture-lost = Check in Settings that the store is the workers' own, then try again.
advice-report = Try again. If it happens again, copy the details and report them.

refusal-prompt-empty = Say what the picture should show.
refusal-prompt-too-long = The prompt has { $count } characters; at most { $most } fit. Shorten it a little.
refusal-negative-too-long = The list of what to leave out has { $count } characters; at most { $most } fit.
refusal-size-unreadable = “{ $typed }” is not a size. Write width x height in pixels, for example 1024x1024.
refusal-size-not-multiple = { $size } cannot be made: width and height must be multiples of 8. The nearest is { $nearest }.
refusal-size-out-of-range = { $size } is out of range: { $model } makes pictures from { $min } to { $max } pixels a side.
refusal-count-out-of-range = { $count } pictures at once cannot be made: choose 1 to { $most }.
refusal-steps-out-of-range = { $given } steps are out of range: { $model } takes { $min } to { $max }.
refusal-too-many-elements = A picture holds up to { $most } illustrations; { $count } are chosen.
refusal-style-unused = { $model } knows no styles. Leave the style out, or choose a Stable Diffusion model.
refusal-words-only = { $model } draws from words alone. Choose a Stable Diffusion model, or take out the start picture, LoRAs and sampler.
refusal-part-of-nothing = A part to draw anew needs the picture that it is a part of. Choose the start picture.
refusal-lora-unread = The LoRA { $name } is being read to see whether it fits the model.
refusal-seed-too-large = The seed is too large to count up from; choose a smaller one.
refusal-too-many-facts = { $count } facts are too many: { $most } are the most.
refusal-fact-too-long = A fact has { $count } characters; at most { $most } fit.
refusal-detail-too-long = “{ $detail }” has { $count } characters; at most { $most } fit.

finding-off-palette = { $percent } % of the post has colours that are not the brand's.
finding-word = The { $what } says “{ $word }”, which the brand avoids.
finding-logo-crowded = The { $what } stands { $gap } px from the logo, which needs { $needed } px to itself.

fault-outside = The { $what } reaches { $pixels } px under the network's own controls.
fault-out-of-box = The { $what } leaves its place by { $pixels } px.
fault-overlap = The { $what } lies over the { $other }.
fault-contrast = The { $what } has a contrast of { $ratio }; { $needed } reads well.
fault-small = The { $what } is { $pixels } px high, which a telephone hardly shows.

misfit-too-long = The { $what } does not fit “{ $layout }” at { $size }: it is about { $count } characters too long. Shorten it, or choose another layout or format.
misfit-too-wide = The word “{ $word }” in the { $what } is { $percent } % too wide for “{ $layout }” at { $size }. Choose a shorter word, or another layout or format.
misfit-missing = “{ $layout }” needs a { $what }. Write one, or choose another layout.

repair-drop-word = Leave the word out
repair-shorten = Shorten the { $what }
repair-use-layout = Use “{ $name }”
repair-reset-placement = Put the picture back
repair-cut-out = Use the brand's colours behind

violation-too-long = It had { $count } { $unit }, { $limit } fit.
violation-alt-too-long = It had an alt text of { $count } characters, { $limit } fit.
violation-title-too-long = It had a title of { $count } characters, { $limit } fit.
violation-too-many-hashtags = It had { $count } hashtags, { $limit } are allowed.
violation-never-word = It used “{ $word }”, which the brand never does.
violation-emoji-unwanted = It used emoji, which the brand does not.
violation-refused = It used { $found }, which { $network } refuses.
violation-other = It { $what }.
