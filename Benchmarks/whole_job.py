"""The whole job, decode to cross-validated accuracy, both sides alternating as whole processes.

    python Benchmarks/whole_job.py FOLDER resnet18 WEIGHTS.pth --rounds 3
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import side


def run(command, environment) -> tuple[float, int, str]:
    """Seconds, peak resident bytes over the process and its children, and standard output."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command} failed with status {status}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024, output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("network")
    parser.add_argument("weights", nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    weights = [options.weights] if options.weights else []
    results = {"graft": [], "PyTorch": []}
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            # Nothing is cached from one round to the next.
            environment = os.environ | {"XDG_CACHE_HOME": folder + "/cache"}
            command = [str(side.GRAFT), "crossval", options.folder, "--backbone", options.network,
                       "--threads", str(side.THREADS), "--no-baselines", "--json", "--output",
                       folder + "/run"]
            if weights:
                command += ["--weights", *weights]
            seconds, peak, output = run(command, environment)
            accuracy = json.loads(output)["mean"]["accuracy"]
            results["graft"].append((seconds, peak, accuracy))
        command = [sys.executable, str(side.ROOT / "Benchmarks/whole_job_pytorch.py"),
                   options.folder, options.network, *weights]
        seconds, peak, output = run(command, os.environ | side.ALLOCATOR)
        results["PyTorch"].append((seconds, peak, float(output.split()[1])))
    medians = {}
    for name, values in results.items():
        medians[name] = [statistics.median(column) for column in zip(*values)]
        seconds, peak, accuracy = medians[name]
        print(f"{options.network} {name}: {seconds:.1f} s, peak {peak / 1e6:.0f} MB, "
              f"accuracy {accuracy:.4f}")
    graft, peer = medians["graft"], medians["PyTorch"]
    print(f"{options.network}: graft is {peer[0] / graft[0]:.2f}x as fast with "
          f"{graft[1] / peer[1]:.2f}x the memory")


if __name__ == "__main__":
    main()
