#!/usr/bin/env bash
# Fetches the nft of another Debian suite with its libraries into a folder, and starts it from there: nothing of it is installed.
#
#   tools/fetch-nft.sh trixie build/nft-trixie && ZONEWRIGHT_NFT=$PWD/build/nft-trixie npx vitest run test/kernel/nft-versions.test.ts
#
# Packages come from Debian with its signatures. The folder then has one program, `nft`, and what it is made of.
set -euo pipefail

suite="${1:?a suite of Debian, as trixie or sid}"
target="$(realpath -m "${2:?a folder}")"
[ ! -x "$target/nft" ] || exit 0
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,cache/archives/partial,packages,root}
chmod 755 "$work" "$work/packages"

key=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$key] http://deb.debian.org/debian $suite main" >"$work/sources.list"
options=(-qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$work/lists"
  -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
apt-get "${options[@]}" update
libraries=(libnftables1 libnftnl11 libmnl0 libjansson4 libgmp10 libxtables12 libedit2 libtinfo6 libbsd0 libmd0 libc6)
(cd "$work/packages" && apt-get "${options[@]}" download "${libraries[@]/%//$suite}" "nftables/$suite" >/dev/null)
for package in "$work"/packages/*.deb; do dpkg-deb -x "$package" "$work/root"; done

mkdir -p "$target/made-of"
cp -a "$work/root/." "$target/made-of/"
loader="$(find "$target/made-of" -name 'ld-linux-*.so.*' -print -quit)"
folders="$(find "$target/made-of" -name '*.so.*' -printf '%h\n' | sort -u | paste -s -d :)"
printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' "$loader" "$folders" "$target/made-of/usr/sbin/nft" >"$work/nft"
install -m 755 "$work/nft" "$target/nft"
"$target/nft" --version
