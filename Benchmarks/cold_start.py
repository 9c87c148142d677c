"""From process start to the answer for one picture: `graft predict` against PyTorch, alternating.

    python Benchmarks/cold_start.py PICTURE.jpg --rounds 5
"""

import argparse
import os
import statistics
import subprocess
import sys
import time

import side

PYTORCH = """
import sys
sys.path.insert(0, {scripts!r})
from pathlib import Path
import torch
import efficientnet_lite0 as lite
from safetensors.torch import load_file
model = lite.network_with(load_file({weights!r}))
with torch.inference_mode():
    p, i = model(lite.preprocess(Path({picture!r}))[None]).softmax(1).topk(5)
print(i.tolist(), p.tolist())
"""


def run(command) -> tuple[float, int]:
    """Seconds and peak resident bytes of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"{command[0]} failed with status {status}")
    return seconds, usage.ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("picture")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    script = PYTORCH.format(
        scripts=str(side.ROOT / "pretrained/scripts"),
        weights=str(side.ROOT / "pretrained/efficientnet_lite0.safetensors"),
        picture=options.picture,
    )
    sides = {
        "graft": [str(side.GRAFT), "predict", "efficientnet_lite0", options.picture],
        "PyTorch": [sys.executable, "-c", script],
    }
    results = {name: [] for name in sides}
    for round_number in range(options.rounds + 1):
        for name, command in sides.items():
            result = run(command)
            if round_number > 0:  # The first reads the files into the page cache.
                results[name].append(result)
    medians = {}
    for name, values in results.items():
        medians[name] = statistics.median(seconds for seconds, _ in values)
        memory = statistics.median(peak for _, peak in values)
        print(f"{name}: {medians[name]:.3f} s, {memory / 1e6:.0f} MB")
    print(f"graft takes 1/{medians['PyTorch'] / medians['graft']:.1f} of PyTorch's time")


if __name__ == "__main__":
    main()
