### States of jobs, why one failed and what to do, why a brief is refused, and what a check found.

state-queued = En file d’attente
state-loading = Chargement de { $model }
state-rendering = Dessin { $done }/{ $total }
state-writing = Rédaction
state-writing-words = Rédaction, { $count } mots
state-finishing = Finition
state-done = Terminée
state-failed = Échec
state-cancelled = Annulée
state-interrupted = Interrompue

failure-weights-missing = Les fichiers de { $model } ne sont pas là : { $path } manque.
failure-weights-damaged = Un fichier de { $model } est endommagé : { $path } ({ $detail }).
failure-weights-changed = Un autre programme a modifié un fichier de { $model } pendant son utilisation : { $path }.
failure-model-unsupported = { $model } est inutilisable tel quel : { $path } : { $detail }.
failure-out-of-memory = { $model } demande environ { $needed } de mémoire, et { $free } sont libres.
failure-model-unknown = Il n’y a plus de modèle « { $model } » ici.
failure-not-finite = Le modèle a calculé des valeurs qui ne sont pas une image.
failure-blank = L’image est sortie vide.
failure-disk-full = Le disque est plein : plus rien ne tient dans { $folder }.
failure-cannot-write = Impossible d’enregistrer des images dans { $folder }.
failure-not-saved = La tâche n’a pas pu être enregistrée, elle n’a donc pas commencé. { $detail }
failure-panicked = Le dessin s’est arrêté à cause d’une erreur de Brandish.
failure-engine = Le dessin a échoué.
failure-worker = Le worker { $worker } signale : { $sentence }
failure-given-up = { $count } workers de l’équipe l’ont commencée, et chacun s’est arrêté en route.
failure-other-version = Les workers de l’équipe ont une autre version de Brandish et ne peuvent pas lire cette tâche.
failure-picture-lost = L’image a été faite, mais elle n’est pas dans le stockage de l’équipe.

advice-weights-missing = Remettez le fichier en place ou réinstallez Brandish.
advice-weights-damaged = Procurez-vous une copie intacte : téléchargez le fichier de nouveau ou réinstallez Brandish.
advice-weights-changed = Réessayez : le fichier sera lu tel qu’il est maintenant.
advice-model-unsupported = Choisissez un autre modèle, ou une autre version de celui-ci.
advice-photo = Choisissez une autre photo, puis réessayez.
advice-unfit = Changez ce qui est demandé, puis réessayez.
advice-out-of-memory = Fermez d’autres programmes, puis réessayez.
advice-model-unknown = Choisissez un autre modèle.
advice-draw-another = Dessinez-en une autre, ou dites-le autrement.
advice-disk-full = Libérez de l’espace ou choisissez un autre dossier, puis réessayez.
advice-not-saved = Corrigez cela, puis réessayez.
advice-cannot-write = Choisissez un dossier où vous pouvez écrire, puis réessayez.
advice-worker = Prévenez la personne qui gère le worker, ou dessinez sur cet ordinateur.
advice-given-up = Réessayez, ou dessinez sur cet ordinateur.
advice-other-version = Mettez les workers et cet ordinateur à la même version, ou dessinez sur cet ordinateur.
advice-picture-lost = Vérifiez dans les Réglages que le stockage est celui des workers, puis réessayez.
advice-report = Réessayez. Si cela se reproduit, copiez les détails et signalez-les.

refusal-prompt-empty = Dites ce que l’image doit montrer.
refusal-prompt-too-long = Le prompt a { $count } caractères ; { $most } au plus. Raccourcissez-le un peu.
refusal-negative-too-long = La liste des exclusions a { $count } caractères ; { $most } au plus.
refusal-size-unreadable = « { $typed } » n’est pas une taille. Écrivez largeur x hauteur en pixels, par exemple 1024x1024.
refusal-size-not-multiple = { $size } est impossible : largeur et hauteur doivent être des multiples de 8. Le plus proche est { $nearest }.
refusal-size-out-of-range = { $size } est hors limites : { $model } fait des images de { $min } à { $max } pixels par côté.
refusal-count-out-of-range = { $count } images à la fois, c’est impossible : choisissez de 1 à { $most }.
refusal-steps-out-of-range = { $given } étapes sont hors limites : { $model } en accepte de { $min } à { $max }.
refusal-too-many-elements = Une image contient jusqu’à { $most } illustrations ; { $count } sont choisies.
refusal-style-unused = { $model } ne connaît pas de styles. Retirez le style, ou choisissez un modèle Stable Diffusion.
refusal-words-only = { $model } dessine d’après les seuls mots. Choisissez un modèle Stable Diffusion, ou retirez image de départ, LoRA et échantillonneur.
refusal-part-of-nothing = Une partie à redessiner demande l’image dont elle fait partie. Choisissez l’image de départ.
refusal-lora-unread = Le LoRA { $name } est en cours de lecture pour voir s’il convient au modèle.
refusal-seed-too-large = La graine est trop grande pour compter à partir d’elle ; choisissez-en une plus petite.
refusal-too-many-facts = { $count } faits, c’est trop : { $most } au plus.
refusal-fact-too-long = Un fait a { $count } caractères ; { $most } au plus.
refusal-detail-too-long = « { $detail } » a { $count } caractères ; { $most } au plus.

finding-off-palette = { $percent } % de la publication ont des couleurs qui ne sont pas celles de la marque.
finding-word = { $what } : contient « { $word } », que la marque évite.
finding-logo-crowded = { $what } : à { $gap } px du logo, qui demande { $needed } px libres.

fault-outside = { $what } : passe de { $pixels } px sous les commandes du réseau.
fault-out-of-box = { $what } : sort de sa place de { $pixels } px.
fault-overlap = { $what } : recouvre : { $other }.
fault-contrast = { $what } : contraste { $ratio } ; bien lisible dès { $needed }.
fault-small = { $what } : { $pixels } px de haut, à peine visible sur un téléphone.

misfit-too-long = { $what } : ne tient pas dans « { $layout } » en { $size }, environ { $count } caractères de trop. Raccourcissez, ou choisissez une autre mise en page ou un autre format.
misfit-too-wide = { $what } : le mot « { $word } » est trop large de { $percent } % pour « { $layout } » en { $size }. Choisissez un mot plus court, ou une autre mise en page ou un autre format.
misfit-missing = Il manque à « { $layout } » : { $what }. Écrivez-le, ou choisissez une autre mise en page.

repair-drop-word = Retirer le mot
repair-shorten = Raccourcir : { $what }
repair-use-layout = Utiliser « { $name } »
repair-reset-placement = Remettre l’image en place
repair-cut-out = Mettre les couleurs de la marque derrière

violation-too-long = Le texte a { $count } { $unit }, { $limit } au plus.
violation-alt-too-long = Le texte alternatif a { $count } caractères, { $limit } au plus.
violation-title-too-long = Le titre a { $count } caractères, { $limit } au plus.
violation-too-many-hashtags = Le texte a { $count } hashtags, { $limit } sont permis.
violation-never-word = Le texte emploie « { $word } », que la marque n’emploie jamais.
violation-emoji-unwanted = Le texte emploie des emojis, que la marque n’emploie pas.
violation-refused = Le texte emploie { $found }, que { $network } refuse.
violation-other = Le texte : { $what }.
