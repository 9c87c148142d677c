"""What the comparisons share: networks on PyTorch's side, Graft's side as a process, alternation."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

# First touch of memory is dear on virtual machines; a fair comparison keeps PyTorch's allocator
# from giving pages back. Has to stand before PyTorch is loaded, so the process starts itself again.
ALLOCATOR = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "100000000000",
    "MALLOC_TOP_PAD_": "268435456",
}
ROOT = Path(__file__).resolve().parent.parent
GRAFT = ROOT / ".build/release/graft"
BENCH = ROOT / ".build/release/graft-bench"
THREADS = 2


def tune_allocator() -> None:
    if any(os.environ.get(key) != value for key, value in ALLOCATOR.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ALLOCATOR)


def network(name: str):
    """A network of torchvision's or EfficientNet-Lite0, in evaluation mode, with random weights."""
    sys.path.insert(0, str(ROOT / "pretrained/scripts"))
    import torch

    torch.manual_seed(0)
    if name == "efficientnet_lite0":
        from efficientnet_lite0 import EfficientNetLite0

        return EfficientNetLite0().eval()
    from torchvision_models import models

    return getattr(models, name)().eval()


class Rounds:
    """A process that says in a line when it is ready, and answers each line with the seconds of a round."""

    def __init__(self, *command: str, environment: dict[str, str] | None = None):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.description = self.process.stdout.readline().strip()
        if not self.description.startswith("ready"):
            raise SystemExit(f"{' '.join(map(str, command))} did not start")

    def __call__(self) -> float:
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


class Graft(Rounds):
    """`graft-bench`; its environment is the plain one."""

    def __init__(self, *arguments: str):
        environment = {k: v for k, v in os.environ.items() if k not in ALLOCATOR}
        super().__init__(str(BENCH), *arguments, environment=environment)


def timed(body) -> float:
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def alternate(sides: dict, rounds: int) -> dict:
    """Median seconds of each side over rounds in which every side runs once."""
    times = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            times[name].append(side())
    return {name: statistics.median(values) for name, values in times.items()}
