"""The whole job as a PyTorch expert would write it: decode and preprocess in worker processes, run the
frozen network once, keep the features, train every fold's head on them.

    python Benchmarks/whole_job_pytorch.py FOLDER resnet18 WEIGHTS.pth
"""

import argparse
import resource
import time
from pathlib import Path

import numpy
import side
import torch
from PIL import Image
from sklearn.model_selection import StratifiedKFold
from torch import nn
from torch.utils.data import DataLoader, Dataset

EPOCHS, FOLDS, BATCH, RATE, DECAY, DROPOUT = 20, 5, 32, 1e-3, 0.01, 0.2


class Pictures(Dataset):
    def __init__(self, folder: Path, name: str):
        self.classes = sorted(path.name for path in folder.iterdir() if path.is_dir())
        self.items = [
            (path, label)
            for label, name_of_class in enumerate(self.classes)
            for path in sorted((folder / name_of_class).iterdir())
            if path.suffix in (".jpg", ".png")
        ]
        lite = name == "efficientnet_lite0"
        self.mean = numpy.array([0.5] * 3 if lite else [0.485, 0.456, 0.406], numpy.float32)
        self.deviation = numpy.array([0.5] * 3 if lite else [0.229, 0.224, 0.225], numpy.float32)
        self.filter = Image.Resampling.BICUBIC if lite else Image.Resampling.BILINEAR

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int):
        path, label = self.items[index]
        picture = Image.open(path).convert("RGB")
        scale = 256 / min(picture.size)
        picture = picture.resize(
            (round(picture.width * scale), round(picture.height * scale)), self.filter)
        left, top = (picture.width - 224) // 2, (picture.height - 224) // 2
        values = numpy.asarray(picture.crop((left, top, left + 224, top + 224)), numpy.float32)
        values = (values / 255 - self.mean) / self.deviation
        return torch.from_numpy(values).permute(2, 0, 1), label


def features(pictures: Pictures, name: str, weights: str | None):
    model = side.network(name)
    if name == "efficientnet_lite0":
        from efficientnet_lite0 import network_with
        from safetensors.torch import load_file

        model = network_with(load_file(side.ROOT / "pretrained/efficientnet_lite0.safetensors"))
        model._fc = nn.Identity()
    else:
        model.load_state_dict(torch.load(weights, weights_only=True))
        model.fc = nn.Identity()
    model = model.eval().to(memory_format=torch.channels_last)
    example = torch.randn(BATCH, 3, 224, 224).to(memory_format=torch.channels_last)
    with torch.inference_mode():
        model = torch.jit.optimize_for_inference(
            torch.jit.freeze(torch.jit.trace(model, example, check_trace=False)))
        rows = [
            model(x.to(memory_format=torch.channels_last)).clone()
            for x, _ in DataLoader(pictures, batch_size=BATCH, num_workers=side.THREADS)
        ]
    return torch.cat(rows), torch.tensor([label for _, label in pictures.items])


def linear(inputs: int, classes: int) -> nn.Module:
    return nn.Sequential(nn.Dropout(DROPOUT), nn.Linear(inputs, classes))


def fold_accuracy(x, y, classes: int, training, test, seed: int, head=linear) -> float:
    torch.manual_seed(seed)
    head = head(x.shape[1], classes)
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    steps = -(-len(training) // BATCH) * EPOCHS
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    loss = nn.CrossEntropyLoss()
    head.train()
    for _ in range(EPOCHS):
        order = training[torch.randperm(len(training))]
        for start in range(0, len(order), BATCH):
            batch = order[start:start + BATCH]
            optimizer.zero_grad()
            loss(head(x[batch]), y[batch]).backward()
            optimizer.step()
            schedule.step()
    head.eval()
    with torch.inference_mode():
        return (head(x[test]).argmax(1) == y[test]).float().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("network")
    parser.add_argument("weights", nargs="?")
    options = parser.parse_args()
    torch.set_num_threads(side.THREADS)
    start = time.perf_counter()
    pictures = Pictures(options.folder, options.network)
    x, y = features(pictures, options.network, options.weights)
    extracted = time.perf_counter()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(x, y)
    accuracies = [
        fold_accuracy(x, y, len(pictures.classes), torch.from_numpy(training), test, seed)
        for seed, (training, test) in enumerate(folds)
    ]
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"accuracy {numpy.mean(accuracies):.4f} seconds {end - start:.2f} "
          f"(features {extracted - start:.2f}) peak {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
