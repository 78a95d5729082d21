#!/usr/bin/env bash
# Renders the program's icon in every size that the systems ask for, from assets/icon/brandish.svg.
# On Debian: apt-get install librsvg2-bin icoutils icnsutils
set -euo pipefail
cd "$(dirname "$0")/../assets/icon"
for size in 16 24 32 48 64 128 256 512; do
    rsvg-convert --width $size --height $size brandish.svg --output $size.png
done
icotool --create --output=brandish.ico {16,24,32,48,64,128}.png --raw=256.png
png2icns brandish.icns {16,32,48,128,256,512}.png
