#!/bin/sh
# Copies programs with the libraries and data that they need into a folder, as the root of a container without a shell.
# usage: collect-programs.sh FOLDER PROGRAM...
set -eu
root=$1
shift
copy() {
  mkdir -p "$root$(dirname "$1")"
  cp -pL "$1" "$root$1"
}
for name in "$@"; do
  program=$(PATH="$PATH:/usr/sbin:/sbin" command -v "$name")
  copy "$program"
  ldd "$program" | grep -o '/[^ ]*' | while read -r library; do copy "$library"; done
done
