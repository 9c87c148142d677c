#!/bin/sh
# Fuzzes the readers of archived data sets with libFuzzer and the address sanitizer; not part of the normal build.
#
#   Tests/Fuzz/run-archives.sh [SECONDS]
#
# An input that crashes is left in the work folder, which is printed; it belongs into a test once the crash is mended.
set -eu
seconds=${1:-60}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${TMPDIR:-/tmp}/graft-fuzz-archives
mkdir -p "$work/corpus" "$work/seeds"
cd "$work"
echo "work folder: $work"

swiftc -O -swift-version 6 -parse-as-library -sanitize=address -wmo -module-name Files \
  -emit-module -emit-module-path Files.swiftmodule -c -o Files.o "$root"/Sources/Files/*.swift
# What needs the hashes of swift-crypto stays out.
sources=$(ls "$root"/Sources/Datasets/Archives/*.swift | grep -v -E '/(ArchiveReader|PicturePlace)')
for name in CSVProblem DatasetError DatasetError+Description RelativePath SplitFolder; do
  sources="$sources $root/Sources/Datasets/$name.swift"
done
# shellcheck disable=SC2086
swiftc -O -g -swift-version 6 -parse-as-library -sanitize=address,fuzzer -wmo \
  -module-name FuzzArchives -I . -I "$root/Sources/CZlib" $sources \
  "$root/Tests/Fuzz/FuzzArchives.swift" Files.o -lz -o fuzz-archives

# Seeds: the byte that says what follows, then a whole file of that kind.
seed() { # NUMBER FILE
  { printf "\\$1"; cat "$2"; } >"seeds/$1"
}
printf '\0\0\10\3\0\0\0\2\0\0\0\2\0\0\0\1\5\6\7\10' >images
printf '\0\0\10\1\0\0\0\2\0\1' >labels
head -c 3073 /dev/zero >data_batch_1.bin
printf 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n' >batches.meta.txt
tar -cf whole.tar data_batch_1.bin batches.meta.txt
gzip -kf whole.tar images
seed 0 whole.tar
seed 1 whole.tar.gz
seed 2 images
seed 3 labels
seed 4 images.gz
seed 5 data_batch_1.bin
seed 6 batches.meta.txt
./fuzz-archives corpus seeds -max_total_time="$seconds" \
  -max_len=16384 -rss_limit_mb=2048 -timeout=20
