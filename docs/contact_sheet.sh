#!/usr/bin/env bash
# Makes docs/spark.jpg: the 24 fixed prompts, seed 1, the starter brands in turn. Needs ImageMagick's montage.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
personas=(stride kettle-and-crumb verdant lumen paws-and-co salt-and-sail)
number=0
while read -r prompt; do
    file=$(printf '%s/%02d.png' "$folder" "$number")
    BRANDISH_HOME="$folder/home" target/release/brandish generate "$prompt" --seed 1 --size 512x512 \
        --persona "${personas[number % 6]}" --out "$file" </dev/null
    number=$((number + 1))
done <<'PROMPTS'
red running shoes
cup of coffee with croissant
birthday cake
rocket launch
beach holiday
gift box with blue ribbon
laptop with chart
green t-shirt
shopping bags
blue car
christmas tree
pink balloon
slice of pizza
house and key
light bulb
yellow umbrella
sneakers
java to go
xmas present
seaside
laptop computer with graph
pizza slice party
eco leaf
fast car
PROMPTS
montage "$folder"/[0-9]*.png -tile 6x4 -geometry 200x200+4+4 -quality 88 docs/spark.jpg
