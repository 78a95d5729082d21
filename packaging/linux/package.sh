#!/usr/bin/env bash
# Makes the packages for Linux of a program that is built: .deb, .rpm and a portable .tar.gz, with their checksums.
# A format whose tool is missing is left out, and said so.
#
#   packaging/linux/package.sh PROGRAM FOLDER
set -euo pipefail
program=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")/../.."
here=$PWD/packaging/linux
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
machine=$(uname -m)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

stripped=$work/brandish
strip --strip-all --remove-section=.comment -o "$stripped" "$program"
"$here/stage.sh" "$stripped" "$work/root/usr"

make_deb() {
    local root=$work/root debian=$work/debian architecture
    architecture=$(dpkg --print-architecture)
    cp -a "$root" "$debian"
    mkdir -p "$debian/DEBIAN" "$work/shlibs/debian"
    touch "$work/shlibs/debian/control"
    # What the program is linked with; what it loads while it runs stands in control.
    local linked
    linked=$(cd "$work/shlibs" && dpkg-shlibdeps -O "$debian/usr/bin/brandish" 2>/dev/null)
    sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" \
        -e "s/@LINKED@/${linked#shlibs:Depends=}/" \
        -e "s/@SIZE@/$(du --summarize --apparent-size --block-size=1K "$root" | cut -f1)/" \
        "$here/control" >"$debian/DEBIAN/control"
    {
        printf 'brandish (%s-1) stable; urgency=medium\n\n  * See changelog.gz.\n\n' "$version"
        printf ' -- %s  %s\n' "$(sed -n 's/^Maintainer: //p' "$here/control")" \
            "$(date --utc --rfc-email --date="@$SOURCE_DATE_EPOCH")"
    } | gzip --best --no-name >"$debian/usr/share/doc/brandish/changelog.Debian.gz"
    (cd "$debian" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    dpkg-deb --root-owner-group -Zgzip --build "$debian" "$out/brandish_$version-1_$architecture.deb"
}

make_rpm() {
    rpmbuild -bb --quiet --target "$machine" --define "_topdir $work/rpm" --define "_rpmdir $out" \
        --define '_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm' \
        --define '_binary_payload w9.zstdio' --define '_build_id_links none' \
        --define 'use_source_date_epoch_as_buildtime 1' --define '_buildhost localhost' \
        --define "staged $work/root" --define "program_version $version" "$here/brandish.spec"
}

# The program finds its files beside it, wherever the folder is unpacked.
make_portable() {
    local name=brandish-$version-linux-$machine
    local folder=$work/$name
    mkdir "$folder"
    cp "$stripped" "$folder/brandish"
    cp -r "$work/root/usr/share/brandish/assets" "$folder/assets"
    cp LICENSE LICENSE-MIT LICENSE-APACHE CHANGELOG.md "$folder"
    cp assets/NOTICE.md "$folder/NOTICE.md"
    gunzip --stdout "$work/root/usr/share/doc/brandish/third-party.gz" >"$folder/THIRD-PARTY.txt"
    cp assets/icon/256.png "$folder/brandish.png"
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
        --directory="$work" "$name" | gzip --best --no-name >"$out/$name.tar.gz"
}

# An AppImage is the same tree and a run-time program that only appimagetool brings.
make_appimage() {
    local folder=$work/Brandish.AppDir
    cp -a "$work/root" "$folder"
    ln -s usr/bin/brandish "$folder/AppRun"
    cp "$here/brandish.desktop" "$folder"
    cp assets/icon/256.png "$folder/brandish.png"
    ARCH=$machine VERSION=$version appimagetool "$folder" "$out/brandish-$version-$machine.AppImage"
}

make_portable
for format in deb:dpkg-deb rpm:rpmbuild appimage:appimagetool; do
    if command -v "${format#*:}" >/dev/null; then
        "make_${format%:*}"
    else
        echo "No ${format%:*}: ${format#*:} is not installed."
    fi
done
(cd "$out" && sha256sum -- brandish[_-]* >SHA256SUMS && cat SHA256SUMS && ls -l --human-readable)
