#!/usr/bin/env bash
# Makes an installer (NSIS) and a portable .zip of a program that is built, with their checksums. It runs in Git's bash
# with makensis, 7z and editbin on the path; it signs where WINDOWS_CERTIFICATE_FILE is set. NOT YET RUN.
#
#   packaging/windows/package.sh PROGRAM FOLDER
set -euo pipefail
mkdir -p "$2"
program=$(realpath "$1.exe" 2>/dev/null || realpath "$1")
out=$(realpath "$2")
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=brandish-$version-windows-x86_64
folder=$work/$name

sign() {
    [ -n "${WINDOWS_CERTIFICATE_FILE:-}" ] || return 0
    signtool sign -f "$WINDOWS_CERTIFICATE_FILE" -p "$WINDOWS_CERTIFICATE_PASSWORD" -fd sha256 \
        -tr http://timestamp.digicert.com -td sha256 "$@"
}

mkdir -p "$folder/assets"
cp "$program" "$folder/brandish.exe"
# Commands write to the terminal: a program of the console, which `brandish` without an ending prefers.
cp "$program" "$folder/brandish.com"
editbin -nologo -subsystem:console "$folder/brandish.com"
cp -r assets/models assets/elements "$folder/assets"
cp LICENSE LICENSE-MIT LICENSE-APACHE CHANGELOG.md assets/NOTICE.md "$folder"
python packaging/third_party.py "$folder/THIRD-PARTY.txt"
sign "$folder/brandish.exe" "$folder/brandish.com"
(cd "$work" && 7z a -mx=7 "$out/$name.zip" "$name")
makensis -V2 -DVERSION="$version" -DSTAGED="$(cygpath -w "$folder")" -DOUT="$(cygpath -w "$out/$name-setup.exe")" \
    packaging/windows/installer.nsi
sign "$out/$name-setup.exe"
(cd "$out" && sha256sum -- brandish-* >SHA256SUMS && cat SHA256SUMS)
