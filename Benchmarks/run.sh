#!/usr/bin/env bash
# Every comparison, one after the other, on this machine. Takes about half an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
swift build -c release --product graft-bench --explicit-target-dependency-import-check error
photos=$(mktemp -d)
trap 'rm -rf "$photos"' EXIT
python3 Benchmarks/make_photos.py "$photos" --count 2000
for precision in f32 bf16; do
  for network in resnet18 resnet50 vgg16 efficientnet_lite0; do
    python3 Benchmarks/prefix.py "$network" "$precision"
  done
done
weights=$photos/resnet18.pth
python3 - "$weights" <<'PYTHON'
import sys
sys.path.insert(0, "Benchmarks")
import side, torch
torch.save(side.network("resnet18").state_dict(), sys.argv[1])
PYTHON
python3 Benchmarks/whole_job.py "$photos" resnet18 "$weights"
python3 Benchmarks/whole_job.py "$photos" efficientnet_lite0
python3 Benchmarks/cold_start.py "$(find "$photos" -name '*.jpg' | sort | head -n 1)"
