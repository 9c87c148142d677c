#!/usr/bin/env bash
# The comparisons, one after the other, on this machine; takes more than an hour. The accuracy study and the ten epochs
# of the last stage take hours themselves and have commands of their own, see README.md.
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
for network in resnet18 resnet50 vgg16 efficientnet_lite0; do
  for precision in f32 bf16; do
    python3 Benchmarks/train_step.py "$network" "$precision"
  done
done
python3 Benchmarks/train_step.py resnet50 f32 --freeze until:layer3
python3 Benchmarks/augment.py "$photos"
mkdir "$photos/emoji"
cp -r pretrained/emoji/*/ "$photos/emoji"
python3 Benchmarks/heads_job.py "$photos/emoji"
rm -r "$photos/emoji"
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
