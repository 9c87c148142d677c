#!/bin/sh
# Fuzzes the readers of weight files: Tests/Fuzz/run.sh SECONDS [READER...]
# Starts from the fixtures of WeightFilesTests; keeps what it found under .build-fuzz. An input that
# crashes lies in .build-fuzz/crashes-READER; make a test of it when you mend the reader.
set -eu
seconds=${1:?usage: run.sh SECONDS [READER...]}
shift
[ $# -gt 0 ] || set -- safetensors archive storages legacy pickle onnx any

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/.build-fuzz
fixtures=$root/Tests/WeightFilesTests/Fixtures
mkdir -p "$build"
cd "$build"

compile() { # MODULE SOURCES...
  module=$1
  shift
  swiftc -O -g -swift-version 6 -parse-as-library -enable-testing -wmo -sanitize=fuzzer,address \
    -I "$build" -I "$root/Sources/CZlib" -module-name "$module" \
    -emit-module -emit-module-path "$build/$module.swiftmodule" -c -o "$build/$module.o" "$@"
}
compile Files "$root"/Sources/Files/*.swift
compile Tensors "$root"/Sources/Tensors/*.swift
compile WeightFiles $(find "$root/Sources/WeightFiles" -name '*.swift')
compile FuzzWeightFiles "$root/Tests/Fuzz/FuzzWeightFiles.swift"
swiftc -sanitize=fuzzer,address -o fuzz FuzzWeightFiles.o WeightFiles.o Tensors.o Files.o -lz

status=0
for reader in "$@"; do
  seeds=$build/seeds-$reader
  corpus=$build/corpus-$reader
  mkdir -p "$seeds" "$corpus" "$build/crashes-$reader"
  case $reader in
    safetensors) cp "$fixtures"/*.safetensors "$seeds" ;;
    archive) cp "$fixtures"/*.pth "$seeds" ;;
    storages)
      for file in "$fixtures"/*.pth; do
        unzip -p "$file" '*/data.pkl' >"$seeds/$(basename "$file").pkl" 2>/dev/null ||
          rm -f "$seeds/$(basename "$file").pkl"
      done
      ;;
    legacy) cp "$fixtures"/*-legacy*.pth "$seeds" ;;
    pickle) cp "$fixtures"/*.pkl "$seeds" ;;
    onnx) cp "$fixtures"/*.onnx "$seeds" ;;
    any) cp "$fixtures"/*.onnx "$fixtures"/*.p* "$fixtures"/*.safetensors "$seeds" ;;
  esac
  echo "== $reader"
  FUZZ_READER=$reader ./fuzz -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -malloc_limit_mb=256 -max_len=16384 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="$build/crashes-$reader/" "$corpus" "$seeds" || status=1
done
exit $status
