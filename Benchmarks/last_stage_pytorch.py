"""The PyTorch side of `last_stage_job.py`: the frozen part runs without gradients, frozen and optimized
by TorchScript, in every epoch; `layer4` and the head train, eager in channels last.

In favour of this side, pictures are decoded once, by worker processes, and stay in memory.
"""

import argparse
import json
from pathlib import Path

import side
import torch
from last_stage_job import BATCH, EPOCHS, HELD_OUT, RATE
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader
from whole_job_pytorch import Pictures


def parts(weights: str, classes: int, example: torch.Tensor):
    """The frozen part, and what trains."""
    network = side.network("resnet50")
    network.load_state_dict(torch.load(weights, weights_only=True))
    network.fc = nn.Linear(network.fc.in_features, classes)
    network = network.to(memory_format=torch.channels_last).eval()
    children = list(network.children())
    frozen = nn.Sequential(*children[:-3]).eval()
    with torch.inference_mode():
        frozen = torch.jit.optimize_for_inference(
            torch.jit.freeze(torch.jit.trace(frozen, example, check_trace=False)))
    return frozen, nn.Sequential(children[-3], children[-2], nn.Flatten(), children[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("weights")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()
    torch.set_num_threads(side.THREADS)
    torch.manual_seed(0)
    items = Pictures(options.folder, "resnet50")
    decoded = DataLoader(items, batch_size=BATCH, num_workers=side.THREADS)
    x, y = (torch.cat(column) for column in zip(*decoded))
    x = x.to(memory_format=torch.channels_last)
    frozen, trained = parts(options.weights, len(items.classes), x[:BATCH])
    order = torch.randperm(len(y))
    held_out = int(len(y) * HELD_OUT)
    test, training = order[:held_out], order[held_out:]
    optimizer = torch.optim.SGD(trained.parameters(), lr=RATE, momentum=0.9, weight_decay=0.01)
    for _ in range(options.epochs):
        for indexes in training[torch.randperm(len(training))].split(BATCH):
            with torch.no_grad():
                features = frozen(x[indexes])
            optimizer.zero_grad()
            functional.cross_entropy(trained(features), y[indexes]).backward()
            optimizer.step()
        with torch.inference_mode():
            found = torch.cat([trained(frozen(x[part])).argmax(1) for part in test.split(BATCH)])
        accuracy = (found == y[test]).float().mean().item()
    print(json.dumps({"accuracy": accuracy}))


if __name__ == "__main__":
    main()
