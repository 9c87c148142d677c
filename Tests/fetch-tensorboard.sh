#!/usr/bin/env bash
# Makes an environment with TensorBoard's own reader, which tests read event files with, in
# .build-tensorboard. Kept between runs.
set -euo pipefail
cd "$(dirname "$0")/.."
target=.build-tensorboard
[ -e "$target/ready" ] && exit 0
rm -rf "$target"
python3 -m venv "$target"
"$target/bin/pip" install -q --disable-pip-version-check 'tensorboard==2.*' 'setuptools<81'
touch "$target/ready"
