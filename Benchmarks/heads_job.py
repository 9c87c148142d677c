"""Three heads (linear, 256 with dropout 0.5, nearest neighbours) over five folds and four repeats, from files
to the verdict; beside Graft's own time for a single repeat, and PyTorch with scikit-learn doing the same.
Whole processes, alternating, nothing cached between them. By default Graft also looks for near copies, keeps them
together, and judges the folds of one repeat that part them; scikit-learn's splitter knows nothing of copies, so the same
job is Graft's with `--no-grouping`. Each is compared.

    python Benchmarks/heads_job.py FOLDER --rounds 3
"""

import argparse
import json
import os
import statistics
import sys
import tempfile

import side
from whole_job import run


def graft(options, repeats: int, *more: str) -> tuple[float, dict]:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(side.GRAFT), "crossval", options.folder, "--heads", "linear,256@0.5,nearest",
            "--repeats", str(repeats), "--no-baselines", "--threads", str(side.THREADS), "--json", "--output",
            folder + "/runs", *more]
        seconds, _, output = run(command, os.environ | {"XDG_CACHE_HOME": folder + "/cache"})
    return seconds, {
        entry["run"].rsplit("/")[-1]: entry["mean"] for entry in json.loads(output)["comparison"]["runs"]}


def peer(options) -> tuple[float, dict]:
    command = [
        sys.executable, str(side.ROOT / "Benchmarks/heads_job_pytorch.py"), options.folder,
        "efficientnet_lite0", "--repeats", "4"]
    seconds, _, output = run(command, os.environ | side.ALLOCATOR)
    return seconds, json.loads(output)["accuracy"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sides = {
        "graft, 4 repeats": lambda: graft(options, 4), "graft, 1 repeat": lambda: graft(options, 1),
        "graft, 4 repeats, copies not looked for": lambda: graft(options, 4, "--no-grouping"),
        "PyTorch and scikit-learn, 4 repeats": lambda: peer(options)}
    times = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, body in sides.items():
            seconds, accuracy = body()
            times[name].append(seconds)
            print(json.dumps({"side": name, "seconds": round(seconds, 2), "accuracy": accuracy}), flush=True)
    four, one, same, other = (statistics.median(values) for values in times.values())
    print(json.dumps({
        "overOneRepeat": round(four / one, 2), "speed": round(other / same, 2),
        "speedWithCopiesLookedFor": round(other / four, 2)}))


if __name__ == "__main__":
    main()
