"""A full training step: Graft against PyTorch's best of eager channels last and torch.compile, alternating
in one run; prints a JSON line for each side, then one that compares.

    python Benchmarks/train_step.py resnet50 f32 --batchnorm frozen --rounds 5 --steps 3

The update is SGD with momentum 0.9, dropout off, pictures 224×224, batch 32 (VGG: 16). In bf16 PyTorch
has four ways to win: autocast, and weights in bf16 beside masters in f32, each eager and compiled. Each of
PyTorch's ways is a process of its own, so that its peak memory is its own; Graft is a process a round,
and its first step of each round, which touches memory first, is not counted. Memory is also shown
for PyTorch with the allocator as it comes, which needs less and is slower. A frozen part
(`--freeze until:layer3`) PyTorch runs without gradients, frozen and optimized by TorchScript.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import side
from train_step_pytorch import VARIANTS

WARM_UP = 1


class Peer:
    """One of PyTorch's ways; holds its memory between rounds, but no core."""

    def __init__(self, options, variant: str, environment: dict[str, str]):
        script = Path(__file__).with_name("train_step_pytorch.py")
        self.process = subprocess.Popen(
            [sys.executable, script, options.network, variant, "--batch", str(options.batch),
             "--batchnorm", options.batchnorm, "--freeze", options.freeze,
             "--steps", str(options.steps)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        if self.process.stdout.readline() != "ready\n":
            raise SystemExit(f"PyTorch's {variant} did not start")

    def __call__(self) -> dict:
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def graft(options) -> dict:
    """One process of Graft's; its environment is the plain one."""
    command = [
        str(side.BENCH), "train-step", "--backbone", options.network, "--batch", str(options.batch),
        "--precision", options.precision, "--batchnorm", options.batchnorm,
        "--freeze", options.freeze, "--steps", str(options.steps + WARM_UP),
        "--threads", str(side.THREADS),
    ]
    if options.micro_batch:
        command += ["--micro-batch", str(options.micro_batch)]
    environment = {k: v for k, v in os.environ.items() if k not in side.ALLOCATOR}
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment)
    if finished.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed with status {finished.returncode}")
    result = json.loads(finished.stdout)
    if len(result["ms"]) != options.steps + WARM_UP:
        raise SystemExit(f"graft-bench ran {len(result['ms'])} steps")
    return result | {"ms": result["ms"][WARM_UP:]}


def stock_memory(options) -> int:
    """Eager PyTorch's peak memory with the allocator as it comes."""
    variant = VARIANTS[options.precision][0]
    environment = {k: v for k, v in os.environ.items() if k not in side.ALLOCATOR}
    peer = Peer(options, variant, environment)
    peak = peer()["peakMemoryBytes"]
    peer.close()
    return peak


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network")
    parser.add_argument("precision", choices=sorted(VARIANTS))
    parser.add_argument("--batchnorm", choices=["frozen", "train"], default="frozen")
    parser.add_argument("--freeze", default="none", help="none, or until:layerN of a ResNet")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--micro-batch", type=int, help="Graft's; its own choice if not given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=3, help="in each round")
    parser.add_argument("--peers-only", action="store_true", help="without Graft")
    options = parser.parse_args()
    options.batch = options.batch or (16 if options.network.startswith("vgg") else 32)

    stock = stock_memory(options)
    peers = {
        variant: Peer(options, variant, os.environ | side.ALLOCATOR)
        for variant in VARIANTS[options.precision]
    }
    sides = dict(peers)
    if not options.peers_only:
        sides["graft"] = lambda: graft(options)
    milliseconds = {name: [] for name in sides}
    memory = {}
    for _ in range(options.rounds):
        for name, run in sides.items():
            result = run()
            milliseconds[name] += result["ms"]
            memory[name] = max(memory.get(name, 0), result["peakMemoryBytes"])
    for peer in peers.values():
        peer.close()

    case = {key: getattr(options, key) for key in
            ("network", "precision", "batchnorm", "freeze", "batch")}
    medians = {name: statistics.median(values) for name, values in milliseconds.items()}
    for name in sides:
        print(json.dumps(case | {
            "side": name, "medianMilliseconds": round(medians[name], 1),
            "milliseconds": [round(value, 1) for value in milliseconds[name]],
            "peakMemoryBytes": memory[name]}))
    best = min(peers, key=medians.get)
    comparison = {"best": best, "stockAllocatorPeakMemoryBytes": stock}
    if not options.peers_only:
        comparison |= {
            "speed": round(medians[best] / medians["graft"], 3),
            "memory": round(memory["graft"] / memory[best], 3),
            "memoryAgainstStockAllocator": round(memory["graft"] / stock, 3),
        }
    print(json.dumps(case | comparison), flush=True)


if __name__ == "__main__":
    main()
