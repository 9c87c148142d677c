"""Writes `Parity/NAME.json`: what torchvision's networks make of known weights and a known input.

    python make_parity.py [NAME ...]

No weights are committed: both sides draw them from the same random streams. A value of a parameter
is `center + (2u - 1) * half_width` in single precision, `u` uniform from Philox4x32-10 addressed by
the FNV-1a hash of the parameter's name. Large tensors repeat 7919 such values, a prime, so that no
two rows of a weight are alike and a debug build draws them in seconds. Ranges: He et al. (2015) for
weights, around 1 for scales and variances, around 0 for the others.

Networks run in double precision in inference mode, one at a time; the fixture holds for each stage
and the logits the shape, the norm, the largest magnitude and 64 samples, in the order
`[batch, height, width, channels]`. Needs PyTorch and torchvision 0.28.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy
import torch

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[2] / "pretrained" / "scripts"))

import efficientnet_lite0  # noqa: E402
from torchvision_models import VERSION, models  # noqa: E402

BATCH = 2
SAMPLE_COUNT = 64
PERIOD = 7919
TEST_PURPOSE = 6


def philox(counter: list[numpy.ndarray], key: tuple[int, int]) -> list[numpy.ndarray]:
    """Philox4x32-10 (Salmon et al., SC 2011) over arrays of counters, words in `uint64`."""
    mask = numpy.uint64(0xFFFFFFFF)
    half = numpy.uint64(32)
    key_0, key_1 = key
    for _ in range(10):
        first = numpy.uint64(0xD2511F53) * counter[0]
        second = numpy.uint64(0xCD9E8D57) * counter[2]
        counter = [
            (second >> half) ^ counter[1] ^ numpy.uint64(key_0),
            second & mask,
            (first >> half) ^ counter[3] ^ numpy.uint64(key_1),
            first & mask,
        ]
        key_0 = (key_0 + 0x9E3779B9) & 0xFFFFFFFF
        key_1 = (key_1 + 0xBB67AE85) & 0xFFFFFFFF
    return counter


def words(seed: int, purpose: int, first: int, second: int, count: int) -> numpy.ndarray:
    """The first `count` words of `RandomStream(seed:purpose:first:second)`."""

    def scalar(*values: int) -> list[numpy.ndarray]:
        return [numpy.array([value], dtype=numpy.uint64) for value in values]

    low = 0xFFFFFFFF
    named = philox(scalar(first & low, first >> 32, purpose, 0), (seed & low, seed >> 32))
    named = [int(word[0]) for word in named]
    mixed = philox(scalar(second & low, second >> 32, named[2], named[3]), (named[0], named[1]))
    mixed = [int(word[0]) for word in mixed]
    blocks = numpy.arange(-(-count // 4), dtype=numpy.uint64)
    fixed = [numpy.full_like(blocks, word) for word in (mixed[2], mixed[3], purpose)]
    drawn = philox([blocks, *fixed], (mixed[0], mixed[1]))
    return numpy.stack(drawn, axis=1).reshape(-1)[:count]


def name_hash(name: str) -> int:
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def values(name: str, count: int, center: float, half_width: float) -> numpy.ndarray:
    drawn = words(0, TEST_PURPOSE, name_hash(name), 0, count)
    uniform = (drawn >> numpy.uint64(8)).astype(numpy.float32) * numpy.float32(2**-24)
    signed = uniform * numpy.float32(2) - numpy.float32(1)
    return numpy.float32(center) + signed * numpy.float32(half_width)


def parameter(name: str, shape: tuple[int, ...], quiet: dict | None) -> torch.Tensor:
    if len(shape) > 1:
        center, half_width = 0.0, (6 / numpy.prod(shape[1:], dtype=numpy.float64)) ** 0.5
    elif name.endswith(".running_var"):
        center, half_width = 1.0, 0.5
    elif quiet and name.endswith(quiet["suffix"]):
        center, half_width = quiet["center"], quiet["halfWidth"]
    elif name.endswith(".weight"):
        center, half_width = 1.0, 0.25
    else:
        center, half_width = 0.0, 0.125
    count = int(numpy.prod(shape))
    drawn = values(name, min(count, PERIOD), center, half_width)
    return torch.from_numpy(numpy.resize(drawn, count).reshape(shape))


def input_batch(height: int, width: int) -> torch.Tensor:
    """`[batch, 3, height, width]`, drawn in the order `[batch, height, width, channels]`."""
    drawn = values("input", BATCH * height * width * 3, 0.0, 2.0)
    return torch.from_numpy(drawn.reshape(BATCH, height, width, 3)).permute(0, 3, 1, 2)


def summary(output: torch.Tensor) -> dict:
    """`output`: `[batch, channels]` or `[batch, channels, height, width]`."""
    if output.dim() == 4:
        output = output.permute(0, 2, 3, 1)
    flat = output.reshape(-1)
    # Knuth's multiplier spreads the samples over batch, places and channels.
    indexes = [(index * 2654435761) % flat.numel() for index in range(SAMPLE_COUNT)]
    return {
        "shape": list(output.shape),
        "norm": float(f"{flat.norm().item():.9g}"),
        "maximum": float(f"{flat.abs().max().item():.9g}"),
        "samples": [float(f"{flat[index].item():.9g}") for index in indexes],
    }


RESNET_STAGES = {"stem": "maxpool", **{f"layer{n}": f"layer{n}" for n in range(1, 5)}}
# The last norm of a residual block is kept small, so that 50 additions do not add up.
QUIET_BASIC = {"suffix": ".bn2.weight", "center": 0.25, "halfWidth": 0.125}
QUIET_BOTTLENECK = {"suffix": ".bn3.weight", "center": 0.25, "halfWidth": 0.125}


def vgg_stages(network: torch.nn.Module) -> dict[str, str]:
    pools = [
        f"features.{index}"
        for index, module in enumerate(network.features)
        if isinstance(module, torch.nn.MaxPool2d)
    ]
    return {**{pool: pool for pool in pools}, "classifier": "classifier.4"}


def torchvision_network(name: str) -> tuple[torch.nn.Module, dict[str, str], dict | None]:
    """The network, the module that ends each stage, and which scales are small."""
    build = getattr(models, name)
    if name == "inception_v3":
        network = build(weights=None, aux_logits=False, transform_input=False, init_weights=False)
        mixed = [child for child, _ in network.named_children() if child.startswith("Mixed")]
        return network, {"stem": "maxpool2", **{module: module for module in mixed}}, None
    network = build(weights=None)
    if name.startswith("vgg"):
        return network, vgg_stages(network), None
    if name == "squeezenet1_1":
        return network, {f"features.{n}": f"features.{n}" for n in (2, 5, 8, 12)}, None
    if name == "mobilenet_v2":
        return network, {f"features.{n}": f"features.{n}" for n in range(19)}, None
    return network, RESNET_STAGES, QUIET_BASIC if name in BASIC else QUIET_BOTTLENECK


BASIC = ["resnet18", "resnet34"]
NAMES = [
    *BASIC, "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "wide_resnet50_2",
    *[f"vgg{depth}{norm}" for depth in (11, 13, 16, 19) for norm in ("", "_bn")],
    "squeezenet1_1", "mobilenet_v2", "inception_v3", "efficientnet_lite0",
]  # fmt: skip


def lite_names() -> dict[str, str]:
    """Prefixes of the checkpoint's names to prefixes of Graft's."""
    names = {"_conv_stem": "features.0.0", "_bn0": "features.0.1"}
    block = 0
    for stage, (repeats, _, _, expansion, _) in enumerate(efficientnet_lite0.STAGES):
        for repeat in range(repeats):
            parts = [("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2")]
            if expansion != 1:
                parts.insert(0, ("_expand_conv", "_bn0"))
            for index, (convolution, norm) in enumerate(parts):
                ours = f"features.{stage + 1}.{repeat}.block.{index}"
                names[f"_blocks.{block}.{convolution}"] = f"{ours}.0"
                names[f"_blocks.{block}.{norm}"] = f"{ours}.1"
            block += 1
    return {
        **names, "_conv_head": "features.8.0", "_bn1": "features.8.1", "_fc": "classifier.1",
    }  # fmt: skip


def lite_network() -> tuple[torch.nn.Module, dict[str, str], dict[str, str]]:
    stages, last = {}, -1
    for stage, (repeats, *_) in enumerate(efficientnet_lite0.STAGES):
        last += repeats
        stages[f"features.{stage + 1}"] = f"_blocks.{last}"
    return efficientnet_lite0.EfficientNetLite0(), stages, lite_names()


def build(name: str):
    """The network without weights, its stages, quiet scales, and its prefixes in Graft's names."""
    with torch.device("meta"):
        if name == "efficientnet_lite0":
            network, stages, renamed = lite_network()
            return network, stages, None, renamed
        return *torchvision_network(name), {}


def fixture(name: str) -> dict:
    network, stages, quiet, renamed = build(name)

    def ours(key: str) -> str:
        prefix, suffix = key.rsplit(".", 1)
        return f"{renamed.get(prefix, prefix)}.{suffix}"

    shapes = {
        key: tuple(tensor.shape)
        for key, tensor in network.state_dict().items()
        if not key.endswith("num_batches_tracked")
    }
    weights = {key: parameter(ours(key), shape, quiet) for key, shape in shapes.items()}
    network.load_state_dict(weights, strict=False, assign=True)
    del weights
    for parameters in network.parameters():
        parameters.requires_grad_(False)
    network.eval().double()

    outputs = {}
    for stage, module in stages.items():
        # Copied: the next activation may work in place.
        network.get_submodule(module).register_forward_hook(
            lambda _module, _inputs, output, stage=stage: outputs.update({stage: output.clone()})
        )
    size = 299 if name == "inception_v3" else 224
    with torch.inference_mode():
        logits = network(input_batch(size, size).double())
    lines = sorted(f"{ours(key)} {list(shape)}\n" for key, shape in shapes.items())
    return {
        "architecture": name,
        "torchvision": VERSION,
        "input": [BATCH, size, size, 3],
        "quiet": quiet,
        "parameterCount": len(shapes),
        "parameterDigest": hashlib.sha256("".join(lines).encode()).hexdigest(),
        "stages": [{"name": stage, **summary(outputs[stage])} for stage in stages],
        "logits": {"name": "logits", **summary(logits)},
    }


def text(made: dict) -> str:
    """JSON with a line for each field and each stage."""
    stages = ",\n".join("  " + json.dumps(stage) for stage in made["stages"])
    lines = [
        f" {json.dumps(key)}: " + (f"[\n{stages}\n ]" if key == "stages" else json.dumps(value))
        for key, value in made.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    torch.set_num_threads(1)
    for name in sys.argv[1:] or NAMES:
        made = fixture(name)
        (FOLDER / "Parity" / f"{name}.json").write_text(text(made))
        largest = {stage["name"]: stage["maximum"] for stage in [*made["stages"], made["logits"]]}
        print(name, made["parameterCount"], largest, flush=True)


if __name__ == "__main__":
    main()
