"""Writes `gradcam.json`: Grad-CAM (arXiv:1610.02391) of each family of networks, by hooks in PyTorch.

    python make_gradcam.py

Networks, weights and pictures are those of `make_training_parity.py`, in inference mode and double
precision. A hook keeps the output `A` of a module; a logit `y` is differentiated by it; the map is
`max(0, sum_k mean(dy/dA_k) A_k)`. Written down are its largest value and the map divided by it, and one
map resized by `interpolate(mode="bilinear", align_corners=False)`.

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


def pictures(size: int) -> torch.Tensor:
    drawn = values("input", BATCH * size * size * 3, 0.0, 2.0)
    return torch.from_numpy(drawn.reshape(BATCH, size, size, 3)).permute(0, 3, 1, 2)


def maps(case: Case, network: Network, labels: list[int], precision: torch.dtype) -> torch.Tensor:
    """`[batch, height, width]`, not scaled."""
    network.restart(precision)
    module = network.module.eval()
    for part in module.modules():
        if hasattr(part, "inplace"):
            part.inplace = False  # The hook's tensor must stay what it was.
    kept = {}

    def keep(_module, _inputs, output: torch.Tensor) -> None:
        output.retain_grad()
        kept["map"] = output

    handle = module.get_submodule(case.module).register_forward_hook(keep)
    logits = module(pictures(case.size).to(precision))
    handle.remove()
    logits[torch.arange(BATCH), torch.tensor(labels)].sum().backward()
    weights = kept["map"].grad.mean(dim=(2, 3), keepdim=True)
    return functional.relu((weights * kept["map"]).sum(dim=1)).detach()


def numbers(tensor: torch.Tensor) -> list[float]:
    return [float(f"{value:.7g}") for value in tensor.flatten().tolist()]


def fixture(case: Case) -> dict:
    network = Network(case.architecture)
    if case.architecture == "efficientnet_lite0":
        network.module._last = nn.Identity()
        network.module.features = types.MethodType(lite_features, network.module)
    if case.is_hidden:
        add_hidden_layer(network)
    # For each picture another class, the first whose map is no empty one.
    tried = [maps(case, network, [label] * BATCH, torch.float64) for label in range(CLASSES)]
    labels = []
    for row in range(BATCH):
        order = [(2 + 3 * row + step) % CLASSES for step in range(CLASSES)]
        labels.append(next(
            label for label in order
            if label not in labels and (tried[label][row] > 0).double().mean() > 0.3))
    made = torch.stack([tried[label][row] for row, label in enumerate(labels)])
    single = maps(case, network, labels, torch.float32).double()
    largest = made.amax(dim=(1, 2))
    scaled = made / largest[:, None, None]
    off = (single / single.amax(dim=(1, 2), keepdim=True) - scaled).abs().max().item()
    print(case, labels, list(scaled.shape), f"PyTorch's single precision is off by {off:.2g}",
          flush=True)
    return {
        "architecture": case.architecture,
        "size": case.size,
        "stage": case.stage,
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
