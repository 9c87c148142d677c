#!/usr/bin/env bash
# Executes every notebook from a clean kernel and fails if a cell does. With --in-place the outputs are
# written back, which is how the committed ones were made.
set -euo pipefail
cd "$(dirname "$0")/.."

graft=.build/release/graft
if [ ! -x "$graft" ]; then
  swift build --product graft --explicit-target-dependency-import-check error
  graft=.build/debug/graft
fi
python=.build-notebooks/bin/python
if ! $python -c 'import nbconvert, ipykernel, pandas, jinja2' 2>/dev/null; then
  python3 -m venv .build-notebooks
  $python -m pip install -q 'nbconvert==7.*' 'ipykernel==6.*' 'pandas==2.*' 'jinja2==3.*'
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH="$PWD/$(dirname "$graft"):$PATH" XDG_CACHE_HOME=$work/cache GRAFT_RUNS=$work
for notebook in notebooks/*.ipynb; do
  if [ "${1:-}" = --in-place ]; then
    .build-notebooks/bin/jupyter nbconvert --log-level WARN --to notebook --execute --inplace \
      "$notebook"
  else
    .build-notebooks/bin/jupyter nbconvert --log-level WARN --to notebook --execute \
      --output-dir "$work" "$notebook"
  fi
  echo "executed $notebook"
done
