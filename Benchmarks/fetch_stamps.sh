#!/usr/bin/env bash
# Unpacks the photo cut-outs of Debian's tuxpaint-stamps-default as FOLDER/class/picture.png.
#
#     Benchmarks/fetch_stamps.sh .build/stamps
#
# Left out, beforehand and by looking: drawings (the folders `cartoon` and a few beside them), toys and
# plastic, mirrored copies, wheels without a vehicle. Cut-outs are transparent; readers lay them over
# white. Licence of the pictures: GPL-2.
set -euo pipefail
target=${1:?"usage: $0 FOLDER"}
if [[ -e $target ]]; then
  echo "$target is there already" >&2
  exit 73
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get download -qq -o APT::Sandbox::User="$(id -un)" tuxpaint-stamps-default)
dpkg-deb --extract "$work"/tuxpaint-stamps-default_*.deb "$work/files"
stamps=$work/files/usr/share/tuxpaint/stamps
left_out='/(cartoon|toys|plastic)/|_mirror\.png$'
left_out+='|/(7spoke256|wheel_tractor|sedan_police|bee|fly|echidna|hedgehog)\.png$'
mkdir "$work/made"
for folder in animals/mammals animals/birds animals/insects food/fruit food/vegetables \
  plants/flowers vehicles; do
  class=$work/made/$(basename "$folder")
  mkdir "$class"
  find "$stamps/$folder" -name '*.png' | grep -Ev "$left_out" | sort |
    while read -r picture; do cp "$picture" "$class/"; done
  echo "$(basename "$folder"): $(find "$class" -name '*.png' | wc -l)"
done
mkdir -p "$(dirname "$target")"
mv "$work/made" "$target"
