"""The PyTorch side of `last_stage_job.py`: the frozen part runs without gradients, frozen and optimized
by TorchScript, in every epoch; `layer4` and the head train, eager in channels last.

In favour of this side, pictures are decoded once, by worker processes, and stay in memory; with
`--decode-each-epoch` they are decoded again in every epoch, as training scripts do.
"""

import argparse
import json
from pathlib import Path

import side
import torch
from last_stage_job import BATCH, EPOCHS, HELD_OUT, RATE
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, Subset, TensorDataset
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


def decoded_once(items) -> TensorDataset:
    decoded = DataLoader(items, batch_size=BATCH, num_workers=side.THREADS)
    return TensorDataset(*(torch.cat(column) for column in zip(*decoded)))


def batches(data, indexes: list[int], shuffled: bool):
    """Decoded by worker processes where `data` still has to be."""
    workers = 0 if isinstance(data, TensorDataset) else side.THREADS
    loader = DataLoader(
        Subset(data, indexes), batch_size=BATCH, shuffle=shuffled, num_workers=workers)
    for x, y in loader:
        yield x.to(memory_format=torch.channels_last), y


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("weights")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--decode-each-epoch", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(side.THREADS)
    torch.manual_seed(0)
    items = Pictures(options.folder, "resnet50")
    order = torch.randperm(len(items))
    held_out = int(len(items) * HELD_OUT)
    test, training = order[:held_out].tolist(), order[held_out:].tolist()
    data = items if options.decode_each_epoch else decoded_once(items)
    example = torch.stack([items[0][0]] * BATCH).to(memory_format=torch.channels_last)
    frozen, trained = parts(options.weights, len(items.classes), example)
    optimizer = torch.optim.SGD(trained.parameters(), lr=RATE, momentum=0.9, weight_decay=0.01)
    for _ in range(options.epochs):
        for x, y in batches(data, training, shuffled=True):
            with torch.no_grad():
                features = frozen(x)
            optimizer.zero_grad()
            functional.cross_entropy(trained(features), y).backward()
            optimizer.step()
        right = 0
        with torch.inference_mode():
            for x, y in batches(data, test, shuffled=False):
                right += (trained(frozen(x)).argmax(1) == y).sum().item()
        accuracy = right / len(test)
    print(json.dumps({"accuracy": accuracy}))


if __name__ == "__main__":
    main()
