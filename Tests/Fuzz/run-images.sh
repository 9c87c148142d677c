#!/bin/sh
# Fuzzes the image decoders with libFuzzer and the address sanitizer; not part of the normal build.
#
#   Tests/Fuzz/run-images.sh [SECONDS]
#
# Starts from the fixtures of ImagesTests. An input that crashes is left in the work folder, which
# is printed; it belongs into a test once the crash is mended.
set -eu
seconds=${1:-120}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${TMPDIR:-/tmp}/graft-fuzz-images
mkdir -p "$work/corpus" "$work/modules"
cd "$work"
echo "work folder: $work"

objects=
includes="-I $work/modules -I $root/Sources/CWebP"
for shim in CJPEG CPNG CPixels; do
  mkdir -p "modules/$shim"
  printf 'module %s { header "%s" export * }\n' \
    "$shim" "$root/Sources/$shim/include/$shim.h" >"modules/$shim/module.modulemap"
  includes="$includes -I $work/modules/$shim"
  for file in "$root/Sources/$shim"/*.c; do
    object="$shim-$(basename "$file" .c).o"
    clang -O2 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined \
      -I "$root/Sources/$shim/include" -c "$file" -o "$object"
    objects="$objects $object"
  done
done

for module in Files Names Tensors; do
  swiftc -O -swift-version 6 -parse-as-library -sanitize=address \
    -emit-module -emit-module-path "modules/$module.swiftmodule" -module-name "$module" \
    -whole-module-optimization -c -o "$module.o" "$root/Sources/$module"/*.swift
  objects="$objects $module.o"
done

# Policies are read from people's own files by Yams, and letters come from FreeType; here only images are fuzzed.
sources=$(find "$root/Sources/Images" -name '*.swift' |
  grep -v -E '/(Drawing/|YAMLFields|AugmentationPolicy\+(YAML|Loading|Sides))')
# shellcheck disable=SC2086
swiftc -O -g -swift-version 6 -parse-as-library -sanitize=address,fuzzer -module-name FuzzImages \
  -whole-module-optimization $includes $sources "$root/Tests/Fuzz/FuzzImages.swift" \
  $objects -Xclang-linker -fsanitize=undefined -ljpeg -lpng -lwebp -o fuzz-images

cp "$root"/Tests/ImagesTests/Fixtures/decoding/*.jpg \
  "$root"/Tests/ImagesTests/Fixtures/decoding/*.png \
  "$root"/Tests/ImagesTests/Fixtures/decoding/*.webp corpus/
# Graft takes no memory for pixels before it has checked the size; 2 GB would be a mistake.
./fuzz-images corpus -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=2048 -timeout=20
