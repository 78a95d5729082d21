#!/usr/bin/env bash
# Makes Brandish.app and a .dmg of a program that is built, with its checksum. Signs and notarises where the variables
# of docs/packaging.md are set. NOT YET RUN.
#
#   packaging/macos/package.sh PROGRAM FOLDER
set -euo pipefail
mkdir -p "$2"
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
out=$(cd "$2" && pwd)
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
contents=$work/Brandish/Brandish.app/Contents

mkdir -p "$contents/MacOS" "$contents/Resources/assets"
cp "$program" "$contents/MacOS/brandish"
cp -R assets/models assets/elements "$contents/Resources/assets"
cp assets/icon/brandish.icns LICENSE LICENSE-MIT LICENSE-APACHE assets/NOTICE.md "$contents/Resources"
packaging/third_party.py "$contents/Resources/THIRD-PARTY.txt"
sed "s/@VERSION@/$version/" packaging/macos/Info.plist >"$contents/Info.plist"
plutil -lint "$contents/Info.plist"
ln -s /Applications "$work/Brandish/Applications"

# Without a certificate, an ad-hoc signature: Apple's processors run nothing unsigned.
codesign --force --options runtime --sign "${APPLE_SIGNING_IDENTITY:--}" "$work/Brandish/Brandish.app"
image=$out/brandish-$version-macos-$(uname -m).dmg
hdiutil create -volname Brandish -srcfolder "$work/Brandish" -format UDZO -ov "$image"
if [ -n "${APPLE_ID:-}" ]; then
    xcrun notarytool submit "$image" --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM_ID" \
        --password "$APPLE_PASSWORD" --wait
    xcrun stapler staple "$image"
fi
(cd "$out" && shasum -a 256 -- *.dmg >SHA256SUMS && cat SHA256SUMS)
