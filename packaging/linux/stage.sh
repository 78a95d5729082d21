#!/usr/bin/env bash
# Lays out the installed program below a prefix, as in /usr: what .deb, .rpm and `just install` have in common.
#
#   packaging/linux/stage.sh PROGRAM PREFIX
set -euo pipefail
program=$(realpath "$1")
prefix=$(realpath --canonicalize-missing "$2")
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
# The same sources make the same packages: the day of the release stands for the day of the build.
date=$(date --utc --date="@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}" +%F)
share=$prefix/share

put() { install -D --mode=644 "$1" "$2"; }

install -D --mode=755 "$program" "$prefix/bin/brandish"
# What the program reads while it runs; everything else in assets/ is compiled in.
for file in $(git ls-files assets/models assets/elements | grep -v '/LICENSE$\|/README.md$'); do
    put "$file" "$share/brandish/$file"
done

put packaging/linux/brandish.desktop "$share/applications/brandish.desktop"
put packaging/linux/brandish-mime.xml "$share/mime/packages/brandish.xml"
for size in 16 24 32 48 64 128 256 512; do
    put assets/icon/$size.png "$share/icons/hicolor/${size}x$size/apps/brandish.png"
done
put assets/icon/brandish.svg "$share/icons/hicolor/scalable/apps/brandish.svg"
install -d "$share/metainfo" "$share/man/man1" "$share/doc/brandish"
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$date/" packaging/linux/brandish.metainfo.xml \
    >"$share/metainfo/app.brandish.Brandish.metainfo.xml"
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$date/" packaging/linux/brandish.1 |
    gzip --best --no-name >"$share/man/man1/brandish.1.gz"
put packaging/linux/copyright "$share/doc/brandish/copyright"
put assets/NOTICE.md "$share/doc/brandish/NOTICE.md"
packaging/third_party.py "$share/doc/brandish/third-party"
gzip --best --no-name "$share/doc/brandish/third-party"
gzip --best --no-name --stdout CHANGELOG.md >"$share/doc/brandish/changelog.gz"
chmod 644 "$share"/metainfo/* "$share"/man/man1/brandish.1.gz "$share"/doc/brandish/*
