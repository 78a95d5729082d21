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
    xmllint --noout "$work/usr/share/mime/packages/brandish.xml" 2>/dev/null || update-mime-database "$work/usr/share/mime"
    lintian --no-tag-display-limit --fail-on=error,warning \
        --suppress-tags-from-file "$(dirname "$0")/lintian-suppressed" "$package"
    echo "$(basename "$package"): $(du --summarize --apparent-size --human-readable "$work" | cut -f1) installed"
done
