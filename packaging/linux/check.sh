#!/usr/bin/env bash
# Checks packages that package.sh made with the validators of Debian: lintian, desktop-file-validate, appstreamcli.
#
#   packaging/linux/check.sh FOLDER
set -euo pipefail
folder=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for package in "$folder"/*.deb; do
    dpkg-deb --extract "$package" "$work"
    desktop-file-validate "$work/usr/share/applications/brandish.desktop"
    appstreamcli validate --no-net "$work"/usr/share/metainfo/*.xml
    xmllint --noout "$work/usr/share/mime/packages/brandish.xml" 2>/dev/null ||
        XDG_DATA_DIRS=$work/usr/share update-mime-database "$work/usr/share/mime"
    lintian --allow-root --tag-display-limit 0 --fail-on=error,warning \
        --suppress-tags-from-file "$(dirname "$0")/lintian-suppressed" "$package"
    echo "$(basename "$package"): $(du --summarize --apparent-size --human-readable "$work" | cut -f1) installed"
done
