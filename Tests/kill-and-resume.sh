#!/usr/bin/env bash
# Kills trainings by SIGKILL at random moments, fifty times in all, resumes each until it ends by itself, and
# compares what they leave, byte by byte, with what the same training leaves that was never killed.
#
#   Tests/kill-and-resume.sh [KILLS] [SEED]      with the program that `make build` leaves, or $GRAFT
set -euo pipefail

kills_wanted=${1:-50}
RANDOM=${2:-1}
root=$(cd "$(dirname "$0")/.." && pwd)
graft=$(realpath "${GRAFT:-$root/.build/release/graft}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export XDG_CACHE_HOME=$folder/cache

for class in animal face food object people travel; do
  mkdir -p "photos/$class"
  pictures=("$root/pretrained/emoji/$class"/*.png)
  for index in 0 1 2 3 4 5; do
    cp "${pictures[index * ${#pictures[@]} / 6]}" "photos/$class/$index.png"
  done
done

common="--image-size 64 --batch-size 8"
recipes=(
  "--freeze none --head-epochs 1 --epochs 8 --augment flip --views fresh"
  "--freeze none --batchnorm train --epochs 6 --optimizer momentum --lr 0.01 --ema 0.9"
  "--freeze gradual:2 --epochs 9 --keep-checkpoints 3 --augment flip --views 2"
  "--freeze until:features.4 --batchnorm adapt --epochs 8 --mixup 0.2 --stochastic-depth 0.2"
  "--backbone squeezenet1_1 --weights none --freeze none --head-epochs 2 --epochs 12 --schedule plateau"
)

# Seconds with three decimals, of which bash knows none.
milliseconds() { date +%s%3N; }
pause() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; }

# The files that must not differ, the seconds of an epoch aside.
same() {
  cmp "$1/model.safetensors" "$2/model.safetensors" && cmp "$1/model.json" "$2/model.json" \
    && cmp "$1/predictions.csv" "$2/predictions.csv" \
    && cmp <(sed 's/,[^,]*$//' "$1/results.csv") <(sed 's/,[^,]*$//' "$2/results.csv")
}

declare -A reference longest
kills=0
runs=0
while ((kills < kills_wanted)); do
  place=$((runs % ${#recipes[@]}))
  threads=$((runs / ${#recipes[@]} % 2 + 1))
  flags="$common ${recipes[place]}"
  if [[ -z ${reference[$place]:-} ]]; then
    start=$(milliseconds)
    # shellcheck disable=SC2086
    "$graft" train photos --output "reference-$place" $flags >/dev/null 2>&1
    longest[$place]=$(($(milliseconds) - start))
    reference[$place]=reference-$place
  fi
  runs=$((runs + 1))
  run=run-$runs
  lives=0
  while :; do
    # What was killed even before it wrote down its settings is begun again, in the same folder.
    if [[ -e $run/config.json ]]; then
      command=(train --resume "$run" --threads "$threads")
    else
      # shellcheck disable=SC2206
      command=(train photos --output "$run" $flags --threads "$threads")
    fi
    "$graft" "${command[@]}" >/dev/null 2>err &
    process=$!
    # Patience grows, so that a busy machine comes to an end as well.
    limit=$((longest[$place] * (8 + lives) / 8))
    pause $(((RANDOM * 32768 + RANDOM) % limit))
    kill -KILL $process 2>/dev/null || true
    status=0
    wait $process 2>/dev/null || status=$?
    if ((status == 0)); then break; fi
    if ((status != 137)); then
      cat err
      echo "run $runs: exit $status"
      exit 1
    fi
    kills=$((kills + 1))
    lives=$((lives + 1))
    if [[ -e $run/metrics.json ]]; then break; fi
  done
  same "${reference[$place]}" "$run" || { echo "run $runs differs: $flags"; exit 1; }
  echo "run $runs: killed $lives times, $threads threads, the same files: ${recipes[place]}"
  rm -rf "$run"
done
echo "$kills kills in $runs runs: every file the same"
