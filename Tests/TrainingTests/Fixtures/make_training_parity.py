"""Writes `TrainingParity/NAME.json`: three training steps of each family of networks in PyTorch.

    python make_training_parity.py [--missing] [NAME ...]

With `--missing` the runs that a file has are kept, and those that it lacks are computed.

A run is one of the freezing policies `none`, `until:STAGE` and `all`, in one mode of batch norm, or `match:`,
which freezes the beginning and something behind what trains, in the first:

- `frozen`: every norm uses its running statistics, which stay; γ and β follow the policy.
- `adapt`: every norm uses its running statistics as they stood before the step, constants for the
  gradient; after the forward pass they become `(1 - m) · running + m · batch`, `batch` the mean and
  the unbiased variance over the whole batch, `m` the layer's momentum.
- `train`: PyTorch's `train()`.

`adapt` and `train` are about every norm of the network, those of frozen stages too. Dropout is off,
the loss is the mean cross-entropy, the optimizer SGD with momentum; all steps see the same batch.

Weights and pictures are drawn on both sides (`../../BackbonesTests/Fixtures/make_parity.py` says how)
from the ranges of `Network.range`. These keep most channels away from the kinks of ReLU, ReLU6 and
maximum pooling, where a rounding error decides the gradient, and yet reach all of them: a network
drawn by the usual rules has so many values there that PyTorch's own single precision is off by more
than the whole gradient after three steps.

Of several draws of pictures a run takes the one whose values stay furthest from the kinks that a
gradient goes through, so that every implementation in single precision finds itself on the same side,
however it rounds. Where none keeps far enough, there is also what comes of the other side of each near
kink, one value taken to be beyond it, if that is felt: an implementation may be on either.

Everything is computed in double precision, and once more in single precision; how far that is off,
by the measures that the tests use, is written down as what is to be expected of single precision.

Five numbers stand for a tensor, as little-endian single precision: over its samples, the norm, the
largest magnitude and the sums under three patterns of signs. A tensor of up to 65536 elements is
sampled whole, a larger one at the places `k · 2654435761 mod count`. The signs of the element at
place i are the three lowest bits (1: +, 0: -) of splitmix64's output function at
`hash(name) + (i + 1) · 0x9E3779B97F4A7C15`, `hash` being FNV-1a. There are those of the drawn tensors
(parameters, then statistics), of each step's gradients, and of the changes, end minus start, of the
trained parameters and, where they move, of the statistics; each group by name, in base 64.

Needs PyTorch and torchvision 0.28.
"""

import base64
import json
import math
import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1] / "BackbonesTests" / "Fixtures"))

import make_parity  # noqa: E402
from make_parity import PERIOD, name_hash, values  # noqa: E402

BATCH, CLASSES, STEPS = 5, 7, 3
LABELS = [3, 0, 6, 1, 3]
RATE, MOMENTUM = 0.001, 0.9
SAMPLES = 65536
# What the error of a gradient is compared with: its norm and this share of the step's largest, since
# some are zero but for rounding (of what a norm in `train` mode takes away again).
LARGEST_SHARE = 1e-4
# What the error of a change is compared with: its norm and this share of the start's, since a weight is
# stored to 24 bits.
START_SHARE = 1e-3
# How far from a kink is far enough, as a share of the values' root mean square, and how many pictures are
# drawn to get there. Winograd's algorithms are off by some 1e-6.
FAR, TRIES = 1e-5, 24
# Where no drawn pictures keep this far, an implementation may be on either side of a kink. What the other
# side makes of the median gradient tells whether it matters.
NEAR, FELT = 3e-6, 1e-5


@dataclass
class Family:
    middle: str
    """The stage up to which `until:` freezes."""
    match: str
    """What `match:` freezes, by Graft's names."""
    last_norms: tuple[str, ...] = ()
    """What the norms that end a residual branch are called in a block."""
    variance: float = 0.5
    """The center of the running variances."""
    shift: float = 1.0
    """The center of what norms add; the deeper a network, the further it must keep from the kinks."""
    size: int = 48
    head: str = "linear"
    classifier: str = "fc"
    """The module that the head replaces."""


FAMILIES = {
    "resnet18": Family("layer2", "conv1.*,bn1.*,layer1.*,layer3.*", (".bn2",)),
    "resnet50": Family("layer2", "conv1.*,bn1.*,layer1.*,layer2.*,*.bn?.*", (".bn3",), 4.0, 2.0),
    "resnext50_32x4d": Family("layer2", "conv1.*,bn1.*,layer1.*,layer3.*", (".bn3",)),
    "vgg11": Family("features.10", "features.0.*,features.3.*,features.11.*", classifier="classifier.6"),
    "vgg11_bn": Family(
        "features.14", "features.0.*,features.1.*,features.4.*,features.5.*,features.15.*", head="pool",
        classifier="classifier"),
    "mobilenet_v2": Family(
        "features.10", "features.?.*,features.12.*", (".conv.3",), 0.3, classifier="classifier.1"),
    "efficientnet_lite0": Family(
        "features.4", "features.0.*,features.1.*,features.2.*,features.3.*,features.5.*", (".block.2.1",), 0.3, classifier="_fc"),
    "squeezenet1_1": Family("features.8", "features.?.*,features.11.*", classifier="classifier"),
    "inception_v3": Family("Mixed_6b", "Conv2d_*,Mixed_5*,Mixed_6c.*", variance=0.3, size=96),
}


class Pooled(nn.Module):
    """Features averaged over the map, under a linear head."""

    def __init__(self, features: list[nn.Module], channels: int):
        super().__init__()
        self.features = nn.Sequential(*features)
        self.classifier = nn.Linear(channels, CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(x).mean(dim=(2, 3)))


def grafted(name: str) -> tuple[nn.Module, dict[str, str], dict[str, str]]:
    """The network without weights, the module that ends each stage, and what Graft renames."""
    family = FAMILIES[name]
    network, stages, _, renamed = make_parity.build(name)
    with torch.device("meta"):
        if family.classifier == "classifier":
            features = list(network.features)
            # A head of this kind averages the map of the last convolution.
            network = Pooled(features[:-1] if family.head == "pool" else features, 512)
        else:
            inputs = network.get_submodule(family.classifier).in_features
            network.set_submodule(family.classifier, nn.Linear(inputs, CLASSES))
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        if isinstance(module, nn.BatchNorm2d) and name == "efficientnet_lite0":
            module.momentum = 0.01  # TensorFlow's 0.99.
    return network, stages, {**renamed, family.classifier: "head.output"}


class Network:
    """A network that is trained several times from the same weights, which are drawn once."""

    def __init__(self, name: str):
        self.family = FAMILIES[name]
        self.module, self.stages, renamed = grafted(name)
        shapes = {key: tuple(value.shape) for key, value in self.module.state_dict().items()
                  if not key.endswith("num_batches_tracked")}
        self.ours = {}
        for key in shapes:
            prefix, suffix = key.rsplit(".", 1)
            self.ours[key] = f"{renamed.get(prefix, prefix)}.{suffix}"
        self.norms = {
            renamed.get(key, key): module for key, module in self.module.named_modules()
            if isinstance(module, nn.BatchNorm2d)
        }
        self.quiet = sorted(norm for norm in self.norms if norm.endswith(self.family.last_norms))
        self.start = {key: self.drawn(self.ours[key], shape) for key, shape in shapes.items()}
        self.parameters = self.by_name(key for key, _ in self.module.named_parameters())
        self.statistics = self.by_name(key for key in shapes if ".running_" in key)

    def by_name(self, keys) -> dict[str, str]:
        """PyTorch's names to Graft's, in the order of the latter."""
        return dict(sorted(((key, self.ours[key]) for key in keys), key=lambda pair: pair[1]))

    def drawn(self, name: str, shape: tuple[int, ...]) -> torch.Tensor:
        center, half_width = self.range(name, shape)
        count = math.prod(shape)
        tile = values(name, min(count, PERIOD), center, half_width)
        return torch.from_numpy(numpy.resize(tile, count).reshape(shape))

    def range(self, name: str, shape: tuple[int, ...]) -> tuple[float, float]:
        """The center and the half width of what is drawn for a tensor."""
        layer, suffix = name.rsplit(".", 1)
        if len(shape) > 1:
            bound = math.sqrt(6 / math.prod(shape[1:]))
            return 0.0, bound * (0.1 if layer == "head.output" else 1.0)
        if suffix == "running_var":
            return self.family.variance, self.family.variance / 4
        if layer not in self.norms or suffix == "running_mean":
            return 0.0, 0.125
        if suffix == "weight":
            return (0.25, 0.0625) if layer in self.quiet else (0.5, 0.125)
        return (0.0, 0.125) if layer in self.quiet else (self.family.shift, 0.5)

    def pictures(self, name: str) -> torch.Tensor:
        size = self.family.size
        drawn = values(name, BATCH * size * size * 3, 0.0, 2.0)
        return torch.from_numpy(drawn.reshape(BATCH, size, size, 3)).permute(0, 3, 1, 2)

    def restart(self, precision: torch.dtype) -> None:
        copies = {key: value.to(precision, copy=True) for key, value in self.start.items()}
        self.module.load_state_dict(copies, strict=False, assign=True)
        for norm in self.norms.values():
            norm.num_batches_tracked = torch.tensor(0)

    def trained(self, policy: str) -> dict[str, str]:
        if policy == "none":
            return self.parameters
        if policy == "all":
            return {key: ours for key, ours in self.parameters.items() if ours.startswith("head.")}
        if policy.startswith("match:"):
            patterns = policy.removeprefix("match:").split(",")
            return {
                key: ours for key, ours in self.parameters.items()
                if not any(fnmatchcase(ours, pattern) for pattern in patterns)
            }
        frozen = self.modules_through(policy.removeprefix("until:"))
        return {
            key: ours for key, ours in self.parameters.items() if key.rsplit(".", 1)[0] not in frozen
        }

    def modules_through(self, stage: str) -> set[str]:
        """The modules that have run when a stage ends."""
        run, at_end = [], []
        hooks = [
            module.register_forward_hook(lambda *_, key=key: run.append(key))
            for key, module in self.module.named_modules()
        ]
        last = self.module.get_submodule(self.stages[stage])
        hooks.append(last.register_forward_hook(lambda *_: at_end.append(len(run))))
        self.restart(torch.float32)
        with torch.inference_mode():
            self.module.eval()(self.pictures("input"))
        for hook in hooks:
            hook.remove()
        return set(run[: at_end[0]])


class Adapting:
    """Norms in inference mode that measure their input; `move` then moves their statistics."""

    def __init__(self, norms: list[nn.BatchNorm2d]):
        self.measured = {}
        self.hooks = [norm.register_forward_pre_hook(self.measure) for norm in norms]

    def measure(self, norm: nn.BatchNorm2d, inputs: tuple[torch.Tensor]) -> None:
        x = inputs[0].detach()
        self.measured[norm] = (x.mean(dim=(0, 2, 3)), x.var(dim=(0, 2, 3), unbiased=True))

    def move(self) -> None:
        for norm, (mean, variance) in self.measured.items():
            norm.running_mean.lerp_(mean, norm.momentum)
            norm.running_var.lerp_(variance, norm.momentum)

    def __enter__(self) -> "Adapting":
        return self

    def __exit__(self, *_) -> None:
        for hook in self.hooks:
            hook.remove()


class TooNear(Exception):
    """A value came nearer to a kink than those of other pictures."""


class Kinks(TorchFunctionMode):
    """Notes how near values come to a kink that a gradient goes through, and gives up below `least`.

    `distance` is the least distance from 0, or 6, before a ReLU, and between the two largest values of a
    window of a maximum pooling, each as a share of the values' root mean square. `near` are the places
    closer than `NEAR`: the number of the function's call, and of the element of what it gives.
    """

    def __init__(self, least: float):
        super().__init__()
        self.least = least
        self.distance = math.inf
        self.near = []
        self.calls = 0

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        name = getattr(function, "__name__", "")
        if name in ("relu", "relu_", "relu6", "hardtanh", "max_pool2d") and args[0].requires_grad:
            x = args[0].detach()
            if name == "max_pool2d":
                first, second = self.largest(x, *args[1:], **kwargs).unbind(-1)
                # Not of a window that a ReLU made all 0.
                distances = torch.where(first > 0, first - second, math.inf)
            else:
                distances = x.abs()
                if name in ("relu6", "hardtanh"):
                    distances = torch.minimum(distances, (x - 6).abs())
            shares = (distances / x.square().mean().sqrt()).reshape(-1)
            self.distance = min(self.distance, shares.min().item())
            self.near += [
                (shares[element].item(), (self.calls, element))
                for element in (shares < NEAR).nonzero().reshape(-1).tolist()]
            self.calls += 1
            if self.distance <= self.least:
                raise TooNear
        return function(*args, **kwargs)

    @staticmethod
    def largest(x, kernel_size, stride, padding=0, ceil_mode=False, **_) -> torch.Tensor:
        """The two largest values of each window, in the order in which the pooling has them."""
        more = stride if ceil_mode else 0
        padded = functional.pad(x, (padding, padding + more) * 2, value=-math.inf)
        windows = padded.unfold(2, kernel_size, stride).unfold(3, kernel_size, stride).flatten(-2)
        return windows.topk(2).values


class OtherSide(TorchFunctionMode):
    """Takes the one value at `place` of `Kinks` to be on the kink's other side; its own value hardly moves."""

    def __init__(self, place: tuple[int, int]):
        super().__init__()
        self.call, self.element = place
        self.calls = 0

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        name = getattr(function, "__name__", "")
        if name not in ("relu", "relu_", "relu6", "hardtanh", "max_pool2d") or not args[0].requires_grad:
            return function(*args, **kwargs)
        x = args[0].clone()
        made = function(*args, **kwargs)
        self.calls += 1
        if self.calls - 1 != self.call:
            return made
        if name == "max_pool2d":
            second = Kinks.largest(x, *args[1:], **kwargs)[..., 1]
            other = second.reshape(-1)[self.element]
        elif name in ("relu6", "hardtanh") and x.reshape(-1)[self.element] > 3:
            other = x.reshape(-1)[self.element] + 6 - made.reshape(-1)[self.element]
        else:
            other = x.reshape(-1)[self.element] - made.reshape(-1)[self.element]
        flat = made.reshape(-1)
        chosen = torch.arange(flat.numel()) == self.element
        return torch.where(chosen, other, flat).reshape(made.shape)


def digest(name: str, tensor: torch.Tensor) -> numpy.ndarray:
    """`[5]`: norm, largest magnitude, three sums under signs."""
    flat = tensor.detach().reshape(-1).numpy()
    word = numpy.uint64
    places = numpy.arange(min(flat.size, SAMPLES), dtype=word)
    if flat.size > SAMPLES:
        places = places * word(2654435761) % word(flat.size)
    sampled = flat[places].astype(numpy.float64)
    bits = word(name_hash(name)) + (places + word(1)) * word(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> word(30))) * word(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> word(27))) * word(0x94D049BB133111EB)
    bits = bits ^ (bits >> word(31))
    sums = [
        numpy.where((bits >> word(pattern)) & word(1) == 1, sampled, -sampled).sum()
        for pattern in range(3)
    ]
    return numpy.array([numpy.linalg.norm(sampled), numpy.abs(sampled).max(), *sums])


def digests(named) -> numpy.ndarray:
    return numpy.stack([digest(name, tensor) for name, tensor in named])


def run(network: Network, policy: str, mode: str, pictures: str, precision: torch.dtype) -> dict:
    """Losses, logits, gradients and changes of one run, the latter as digests."""
    trained = network.trained(policy)
    network.restart(precision)
    module = network.module
    parameters = dict(module.named_parameters())
    for key, parameter in parameters.items():
        parameter.grad = None
        parameter.requires_grad_(key in trained)
    module.train(mode == "train")
    x, labels = network.pictures(pictures).to(precision), torch.tensor(LABELS)
    optimizer = torch.optim.SGD([parameters[key] for key in trained], lr=RATE, momentum=MOMENTUM)
    made = {"losses": [], "logits": [], "gradients": []}
    with Adapting(list(network.norms.values()) if mode == "adapt" else []) as adapting:
        for _ in range(STEPS):
            optimizer.zero_grad()
            logits = module(x)
            loss = functional.cross_entropy(logits, labels)
            loss.backward()
            made["losses"].append(loss.item())
            made["logits"].append(logits.detach().numpy().astype(numpy.float64))
            made["gradients"].append(
                digests((ours, parameters[key].grad) for key, ours in trained.items()))
            optimizer.step()
            adapting.move()
    end = module.state_dict()
    moved = network.statistics if mode != "frozen" else {}
    for group, keys in (("changes", trained), ("movements", moved)):
        if keys:
            made[group] = digests(
                (ours, end[key].double() - network.start[key].double())
                for key, ours in keys.items())
    return made


def error(found: numpy.ndarray, expected: numpy.ndarray, floors) -> numpy.ndarray:
    """Each tensor's: the largest of five differences, against its norm and the floor."""
    return numpy.abs(found - expected).max(axis=1) / (expected[:, 0] + floors)


def errors(network: Network, policy: str, found: dict, expected: dict) -> dict[str, float]:
    """How far one run is from another, by the measures of the tests."""

    def floors(keys) -> numpy.ndarray:
        starts = digests((ours, network.start[key]) for key, ours in keys.items())
        return START_SHARE * starts[:, 0]

    gradients = numpy.stack([
        error(one, other, LARGEST_SHARE * other[:, 0].max())
        for one, other in zip(found["gradients"], expected["gradients"])
    ])
    changes = error(found["changes"], expected["changes"], floors(network.trained(policy)))
    logits = numpy.stack(found["logits"]) - numpy.stack(expected["logits"])
    losses = numpy.array(found["losses"]) / numpy.array(expected["losses"]) - 1
    made = {
        "loss": numpy.abs(losses).max(),
        "logits": numpy.abs(logits).max() / numpy.abs(expected["logits"]).max(),
        "gradient": numpy.median(gradients, axis=1).max(),
        "worstGradient": gradients.max(),
        "change": numpy.median(changes),
        "worstChange": changes.max(),
    }
    if "movements" in found:
        made["worstMovement"] = error(
            found["movements"], expected["movements"], floors(network.statistics)).max()
    return {key: float(f"{value:.2g}") for key, value in made.items()}


def chosen(network: Network, policy: str, mode: str) -> tuple[str, float, dict, dict, list[dict]]:
    """The pictures, their distance from kinks, what double precision makes of them, single precision's
    errors, and what double precision makes of the other sides of near kinks that are felt."""
    pictures, distance, double, near = "", -1.0, {}, []
    for number in range(TRIES):
        try:
            with Kinks(distance) as kinks:
                made = run(network, policy, mode, f"input{number}", torch.float64)
        except TooNear:
            continue
        pictures, distance, double, near = f"input{number}", kinks.distance, made, kinks.near
        if distance > FAR:
            break
    single = run(network, policy, mode, pictures, torch.float32)
    others = []
    for _, place in sorted(near):
        with OtherSide(place):
            other = run(network, policy, mode, pictures, torch.float64)
        if errors(network, policy, other, double)["gradient"] > FELT:
            others.append(other)
    return pictures, distance, double, errors(network, policy, single, double), others


def packed(numbers) -> str:
    return base64.b64encode(numpy.asarray(numbers, dtype="<f4").tobytes()).decode()


def written(made: dict) -> dict:
    return {
        "losses": [float(f"{loss:.9g}") for loss in made["losses"]],
        "logits": packed(made["logits"]),
        "gradients": [packed(step) for step in made["gradients"]],
        "changes": packed(made["changes"]),
        "movements": packed(made["movements"]) if "movements" in made else None,
    }


def fixture(name: str, known: list[dict]) -> dict:
    """With the runs that are known already as they are."""
    network = Network(name)
    family = network.family
    modes = ("frozen", "adapt", "train") if network.norms else ("frozen",)
    policies = {
        "none": modes, f"until:{family.middle}": modes, "all": modes, f"match:{family.match}": ("frozen",)}
    runs = []
    for policy, modes in policies.items():
        for mode in modes:
            kept = [run for run in known if (run["freeze"], run["batchNorm"]) == (policy, mode)]
            if kept:
                runs += kept
                continue
            pictures, distance, made, off, others = chosen(network, policy, mode)
            print(name, policy, mode, pictures, f"{distance:.2g}",
                  [round(loss, 3) for loss in made["losses"]], off, len(others), flush=True)
            runs.append({
                "freeze": policy,
                "batchNorm": mode,
                "pictures": pictures,
                "kinkDistance": float(f"{min(distance, 1.0):.2g}"),
                **written(made),
                "singlePrecision": off,
                "otherSides": [written(other) for other in others],
            })
    return {
        "architecture": name,
        "torch": torch.__version__,
        "input": [BATCH, family.size, family.size, 3],
        "head": family.head,
        "classes": CLASSES,
        "labels": LABELS,
        "learningRate": RATE,
        "momentum": MOMENTUM,
        "runningVariance": family.variance,
        "shift": family.shift,
        "quietNorms": network.quiet,
        "parameters": list(network.parameters.values()),
        "statistics": list(network.statistics.values()),
        "start": packed(digests(
            (ours, network.start[key])
            for key, ours in [*network.parameters.items(), *network.statistics.items()])),
        "trained": {policy: list(network.trained(policy).values()) for policy in policies},
        "runs": runs,
    }


def text(made: dict) -> str:
    """JSON with a line for each field and each run."""
    runs = ",\n".join("  " + json.dumps(one) for one in made["runs"])
    lines = [
        f" {json.dumps(key)}: " + (f"[\n{runs}\n ]" if key == "runs" else json.dumps(value))
        for key, value in made.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    torch.set_num_threads(1)
    (FOLDER / "TrainingParity").mkdir(exist_ok=True)
    keeps = "--missing" in sys.argv
    for name in [name for name in sys.argv[1:] if name != "--missing"] or FAMILIES:
        path = FOLDER / "TrainingParity" / f"{name}.json"
        path.write_text(text(fixture(name, json.loads(path.read_text())["runs"] if keeps else [])))


if __name__ == "__main__":
    main()
