"""Writes `gradcam.json`: Grad-CAM (arXiv:1610.02391) of each family of networks, by hooks in PyTorch.

    python make_gradcam.py

Networks, weights and pictures are those of `make_training_parity.py`, in inference mode and double
precision. A hook keeps the output `A` of a module; a logit `y` is differentiated by it; the map is
`max(0, sum_k mean(dy/dA_k) A_k)`. Written down are its largest value and the map divided by it, and one
map resized by `interpolate(mode="bilinear", align_corners=False)`.

Where a ReLU or a pooling maximum hangs in the balance, a last bit of the network before decides on the
gradient behind. So pictures are drawn anew until no map changes when its `A` is off by a few 1e-6.

One network has a head with a hidden layer, a batch norm and dropout, drawn like the rest.

Needs PyTorch and torchvision 0.28.
"""

import json
import types
from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from make_training_parity import CLASSES, FOLDER, Network, values

BATCH, HIDDEN = 2, 16
NOISE, TRIALS, STABLE = 2e-6, 6, 5e-5
"""What `A` is off by, how often, and what the scaled map may then be off by."""
RESIZED = (11, 17)


@dataclass
class Case:
    architecture: str
    size: int
    module: str
    """Whose output is the map."""
    stage: str | None = None
    """What Graft calls the stage that ends with it; `None` for the map that it takes by itself."""
    is_hidden: bool = False


CASES = [
    Case("resnet18", 112, "layer4"),
    Case("resnet18", 112, "layer2", "layer2"),
    Case("resnet18", 112, "layer4", is_hidden=True),
    Case("vgg11", 96, "features.19"),
    Case("vgg11_bn", 96, "features"),
    Case("mobilenet_v2", 112, "features.18"),
    Case("efficientnet_lite0", 112, "_last"),
    Case("efficientnet_lite0", 112, "_blocks.7", "features.4"),
    Case("squeezenet1_1", 112, "features"),
    Case("inception_v3", 160, "Mixed_7c"),
    Case("inception_v3", 160, "Mixed_6b", "Mixed_6b"),
]


def lite_features(network: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """The network's own, with a module where its last map is."""
    x = functional.relu6(network._bn0(network._conv_stem(x)))
    x = network._last(functional.relu6(network._bn1(network._conv_head(network._blocks(x)))))
    return x.mean(dim=(2, 3))


def add_hidden_layer(network: Network) -> None:
    inputs = network.module.fc.in_features
    with torch.device("meta"):
        network.module.fc = nn.Sequential(OrderedDict(
            dropout1=nn.Dropout(0.5), hidden1=nn.Linear(inputs, HIDDEN, bias=False),
            norm1=nn.BatchNorm1d(HIDDEN), relu1=nn.ReLU(), dropout=nn.Dropout(0.5),
            output=nn.Linear(HIDDEN, CLASSES)))
    for key in ("fc.weight", "fc.bias"):
        del network.start[key]
    network.norms["head.norm1"] = network.module.fc.norm1
    for key, tensor in network.module.fc.state_dict().items():
        if not key.endswith("num_batches_tracked"):
            network.start["fc." + key] = network.drawn("head." + key, tuple(tensor.shape))


def pictures(size: int, name: str) -> torch.Tensor:
    drawn = values(name, BATCH * size * size * 3, 0.0, 2.0)
    return torch.from_numpy(drawn.reshape(BATCH, size, size, 3)).permute(0, 3, 1, 2)


def maps(
    case: Case, network: Network, name: str, labels: list[int], precision: torch.dtype,
    noise: float = 0,
) -> torch.Tensor:
    """`[batch, height, width]`, not scaled."""
    network.restart(precision)
    module = network.module.eval()
    for part in module.modules():
        if hasattr(part, "inplace"):
            part.inplace = False  # The hook's tensor must stay what it was.
    kept = {}

    def keep(_module, _inputs, output: torch.Tensor) -> torch.Tensor:
        if noise > 0:
            output = output * (1 + noise * torch.randn_like(output))
        output.retain_grad()
        kept["map"] = output
        return output

    handle = module.get_submodule(case.module).register_forward_hook(keep)
    logits = module(pictures(case.size, name).to(precision))
    handle.remove()
    logits[torch.arange(BATCH), torch.tensor(labels)].sum().backward()
    weights = kept["map"].grad.mean(dim=(2, 3), keepdim=True)
    return functional.relu((weights * kept["map"]).sum(dim=1)).detach()


def numbers(tensor: torch.Tensor) -> list[float]:
    return [float(f"{value:.7g}") for value in tensor.flatten().tolist()]


def scale(made: torch.Tensor) -> torch.Tensor:
    return made / made.amax(dim=(1, 2), keepdim=True)


def stable(case: Case, network: Network, name: str):
    """Name, labels, maps and scaled maps of the pictures; nothing where a map hangs in the balance."""
    tried = [
        maps(case, network, name, [label] * BATCH, torch.float64) for label in range(CLASSES)]
    # For each picture another class, the first whose map is no empty one.
    labels = []
    for row in range(BATCH):
        order = [(2 + 3 * row + step) % CLASSES for step in range(CLASSES)]
        labels.append(next(
            label for label in order
            if label not in labels and (tried[label][row] > 0).double().mean() > 0.3))
    made = torch.stack([tried[label][row] for row, label in enumerate(labels)])
    torch.manual_seed(0)
    worst = max(
        (scale(maps(case, network, name, labels, torch.float64, NOISE)) - scale(made))
        .abs().max().item() for _ in range(TRIALS))
    print(case, name, f"moves by {worst:.2g}", flush=True)
    return (name, labels, made, scale(made)) if worst < STABLE else None


def fixture(case: Case) -> dict:
    network = Network(case.architecture)
    if case.architecture == "efficientnet_lite0":
        network.module._last = nn.Identity()
        network.module.features = types.MethodType(lite_features, network.module)
    if case.is_hidden:
        add_hidden_layer(network)
    names = (f"input {draw}" if draw else "input" for draw in range(100))
    name, labels, made, scaled = next(filter(None, (
        stable(case, network, name) for name in names)))
    largest = made.amax(dim=(1, 2))
    off = (scale(maps(case, network, name, labels, torch.float32).double()) - scaled).abs().max()
    print(case, name, labels, list(scaled.shape),
          f"PyTorch's single precision is off by {off.item():.2g}", flush=True)
    return {
        "architecture": case.architecture,
        "size": case.size,
        "stage": case.stage,
        "pictures": name,
        "hidden": [HIDDEN] if case.is_hidden else [],
        "shape": list(scaled.shape),
        "labels": labels,
        "largest": numbers(largest),
        "maps": numbers(scaled),
    }


def main() -> None:
    torch.set_num_threads(1)
    made = [fixture(case) for case in CASES]
    first = made[0]
    resized = functional.interpolate(
        torch.tensor(first["maps"], dtype=torch.float64).reshape(1, *first["shape"])[:, :1],
        size=RESIZED, mode="bilinear", align_corners=False)
    lines = ",\n".join("  " + json.dumps(case) for case in made)
    (FOLDER / "gradcam.json").write_text(
        f'{{\n "torch": "{torch.__version__}",\n "cases": [\n{lines}\n ],\n'
        f' "resized": {json.dumps({"shape": RESIZED, "values": numbers(resized)})}\n}}\n')


if __name__ == "__main__":
    main()
