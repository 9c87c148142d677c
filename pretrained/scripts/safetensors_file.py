"""Reads and writes safetensors files: https://github.com/huggingface/safetensors#format.

Eight bytes of header length (little-endian), a JSON header, then the tensors. Here, larger element
types come first and names are sorted within a type, so that every tensor is aligned and the same
tensors always give the same bytes.
"""

import json
from pathlib import Path

import torch
from torch import Tensor

ELEMENT_TYPES = {"F32": torch.float32, "F16": torch.float16}
NAMES = {value: name for name, value in ELEMENT_TYPES.items()}


def write(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """Raises `KeyError` for an element type other than float32 and float16."""
    ordered = sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0]))
    header: dict[str, object] = {"__metadata__": dict(sorted(metadata.items()))}
    offset = 0
    for name, tensor in ordered:
        size = tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    # The specification lets trailing spaces bring the data to an eight-byte boundary.
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little"))
        file.write(text)
        for _, tensor in ordered:
            file.write(tensor.contiguous().numpy().tobytes())


def read(path: Path) -> dict[str, Tensor]:
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__", None)
    data = bytearray(content[8 + length :])
    tensors, covered = {}, 0
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        flat = torch.frombuffer(data[start:end], dtype=ELEMENT_TYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"])
        covered += end - start
    if covered != len(data):
        raise ValueError(f"{path}: {len(data)} bytes of tensors, the header accounts for {covered}")
    return tensors
