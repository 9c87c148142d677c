"""Fine-tunes EfficientNet-Lite0 in PyTorch by the accuracy study's recipe, in the folds of one of
Graft's runs, beside the same head on the frozen backbone.

    python Benchmarks/accuracy.py pretrained/emoji/pictures.csv runs/crossval-1/folds.csv
    Benchmarks/fetch_stamps.sh .build/stamps
    python Benchmarks/accuracy.py .build/stamps runs/crossval-2/folds.csv

The recipe was fixed before anything was measured, and no choice in it was made by looking at a result:

- Head: dropout 0.2, one linear layer. It trains alone for 5 epochs, so that the gradients of random
  weights do not tear up what was pretrained (Kumar et al., arXiv:2202.10054); then everything trains for 10
  epochs: with some hundreds of pictures, a few hundred steps.
- AdamW (0.9, 0.999, 1e-8), batches of 32: the head at 1e-3 throughout, Graft's default, and the backbone
  at 1e-4, a tenth, as is usual for layers that already know something. One cosine over all steps, down
  to 0. Decay 0.01 of weights only, of no bias or norm.
- Norms use their running statistics: folds are too small to measure better ones. γ and β train.
- No augmentation: both sides see the same pixels, and the study is about training. Preprocessing is
  the card's; transparent pictures are laid over white.
- The last epoch counts. Nothing is chosen on the test fold.

The frozen arm trains the head for the same 15 epochs. Means over the folds come with the interval of
Nadeau and Bengio (Machine Learning 52, 2003), the difference of the two arms with their corrected test.
Prints one JSON object a fold, then one for the study.
"""

import argparse
import csv
import io
import json
import math
import sys
from pathlib import Path

import numpy
import side
import torch
from PIL import Image
from scipy import stats
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(side.ROOT / "pretrained/scripts"))

import efficientnet_lite0 as lite  # noqa: E402
from safetensors.torch import load_file  # noqa: E402

HEAD_EPOCHS, WHOLE_EPOCHS, BATCH = 5, 10, 32
HEAD_RATE, BACKBONE_RATE, DECAY, DROPOUT = 1e-3, 1e-4, 0.01, 0.2
LEVEL = 0.95


def labelled(data: Path) -> dict[str, str]:
    """Relative paths to labels, of a folder `root/class/picture` or a table `path,label`."""
    if data.is_dir():
        return {str(path.relative_to(data)): path.parent.name
                for path in sorted(data.glob("*/*")) if path.is_file()}
    with open(data, newline="", encoding="utf-8") as file:
        return {row["path"]: row["label"] for row in csv.DictReader(file)}


def folds_of(table: Path) -> dict[tuple[int, int], list[str]]:
    """What each (repeat, fold) is tested on."""
    folds = {}
    with open(table, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            folds.setdefault((int(row["repeat"]), int(row["fold"])), []).append(row["path"])
    return dict(sorted(folds.items()))


def prepared(path: Path) -> torch.Tensor:
    """`[3, 224, 224]`, by the card."""
    picture = Image.open(path)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    opaque = io.BytesIO()
    picture.convert("RGB").save(opaque, "PNG", compress_level=0)
    return lite.preprocess(opaque)


class Classifier(nn.Module):
    def __init__(self, classes: int):
        super().__init__()
        weights = load_file(side.ROOT / "pretrained/efficientnet_lite0.safetensors")
        self.backbone = lite.network_with(weights)
        self.head = nn.Linear(self.backbone._fc.in_features, classes)
        self.backbone._fc = nn.Identity()
        self.to(memory_format=torch.channels_last)

    def logits(self, features: torch.Tensor, drops: bool) -> torch.Tensor:
        return self.head(functional.dropout(features, DROPOUT, drops))

    def features(self, x: torch.Tensor) -> torch.Tensor:
        return self.backbone(x.to(memory_format=torch.channels_last))


def groups(module: nn.Module, rate: float) -> list[dict]:
    """Weights, which decay, and the others."""
    parameters = list(module.parameters())
    return [
        {"params": [p for p in parameters if p.dim() > 1], "lr": rate, "weight_decay": DECAY},
        {"params": [p for p in parameters if p.dim() == 1], "lr": rate, "weight_decay": 0.0},
    ]


def epoch(model, inputs, labels, training, optimizer, schedule, features) -> None:
    for indexes in training[torch.randperm(len(training))].split(BATCH):
        optimizer.zero_grad(set_to_none=True)
        logits = model.logits(features(inputs[indexes]), drops=True)
        functional.cross_entropy(logits, labels[indexes]).backward()
        optimizer.step()
        schedule.step()


@torch.inference_mode()
def accuracy(model, inputs, labels, test, features) -> float:
    found = torch.cat([
        model.logits(features(inputs[indexes]), drops=False).argmax(1)
        for indexes in test.split(BATCH)
    ])
    return (found == labels[test]).double().mean().item()


def arm(pictures, rows, labels, classes: int, training, test, seed: int, whole: bool) -> float:
    """The accuracy on a fold's test part; `rows` are the frozen backbone's features."""
    torch.manual_seed(seed)
    model = Classifier(classes)
    # The backbone's own mode stays inference: its norms use running statistics.
    parameters = groups(model.head, HEAD_RATE)
    if whole:
        parameters += groups(model.backbone, BACKBONE_RATE)
    optimizer = torch.optim.AdamW(parameters)
    steps = math.ceil(len(training) / BATCH) * (HEAD_EPOCHS + WHOLE_EPOCHS)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    kept = nn.Identity()
    for number in range(HEAD_EPOCHS + WHOLE_EPOCHS):
        if whole and number >= HEAD_EPOCHS:
            epoch(model, pictures, labels, training, optimizer, schedule, model.features)
        else:
            epoch(model, rows, labels, training, optimizer, schedule, kept)
    if whole:
        return accuracy(model, pictures, labels, test, model.features)
    return accuracy(model, rows, labels, test, kept)


def resampled(scores: list[float], folds: int) -> dict:
    """Mean, corrected interval, and the corrected test of a mean of 0."""
    count, mean = len(scores), float(numpy.mean(scores))
    variance = float(numpy.var(scores, ddof=1))
    error = math.sqrt((1 / count + 1 / (folds - 1)) * variance)
    if error == 0:
        return {"mean": mean, "interval": None, "pValue": None}
    reach = float(stats.t.ppf((1 + LEVEL) / 2, count - 1)) * error
    return {
        "mean": mean,
        "interval": [mean - reach, mean + reach],
        "pValue": float(2 * stats.t.sf(abs(mean) / error, count - 1)),
    }


def folds_done(log: Path | None) -> dict[tuple[int, int], dict[str, float]]:
    """What an interrupted run printed: each fold draws from a seed of its own, so the others go on from it."""
    lines = log.read_text(encoding="utf-8").splitlines() if log else []
    read = [json.loads(line) for line in lines]
    return {(line["repeat"], line["fold"]): line["accuracy"] for line in read if "fold" in line}


def study(options) -> None:
    torch.set_num_threads(side.THREADS)
    root = options.data if options.data.is_dir() else options.data.parent
    label_of = labelled(options.data)
    folds = folds_of(options.folds)
    if options.try_out:
        folds = {key: paths[::max(1, len(paths) // options.try_out)]
                 for key, paths in folds.items()}
    paths = sorted({path for tested in folds.values() for path in tested})
    missing = [path for path in paths if path not in label_of]
    if missing:
        raise SystemExit(f"{options.folds} names {missing[0]}, which {options.data} does not have")
    classes = sorted(set(label_of.values()))
    place = {path: index for index, path in enumerate(paths)}
    labels = torch.tensor([classes.index(label_of[path]) for path in paths])
    pictures = torch.stack([prepared(root / path) for path in paths])
    extractor = Classifier(len(classes))
    with torch.inference_mode():
        rows = torch.cat([extractor.features(batch) for batch in pictures.split(BATCH)])
    rows = rows.clone()  # No inference tensor: the head trains on it.

    done = folds_done(options.done)
    scores = {"whole": [], "frozen": []}
    for seed, ((repeat, fold), tested) in enumerate(folds.items()):
        if (repeat, fold) in done:
            for name, score in done[repeat, fold].items():
                scores[name].append(score)
            continue
        test = torch.tensor([place[path] for path in tested])
        rest = [place[path] for (other, number), members in folds.items() for path in members
                if other == repeat and number != fold]
        made = {
            name: arm(pictures, rows, labels, len(classes), torch.tensor(sorted(rest)), test, seed,
                      whole=name == "whole")
            for name in scores
        }
        for name, score in made.items():
            scores[name].append(score)
        print(json.dumps({"repeat": repeat, "fold": fold, "accuracy": made}), flush=True)
    count = len({fold for _, fold in folds})
    difference = [a - b for a, b in zip(scores["whole"], scores["frozen"])]
    result = {
        "data": options.data.name, "pictures": len(paths), "classes": classes, "level": LEVEL,
        "whole": resampled(scores["whole"], count), "frozen": resampled(scores["frozen"], count),
        "wholeMinusFrozen": resampled(difference, count),
    }
    for name in scores:
        del result[name]["pValue"]  # That an accuracy is not 0 is no news.
    print(json.dumps(result))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a folder root/class/picture, or a table")
    parser.add_argument("folds", type=Path, help="folds.csv of a run of graft crossval")
    parser.add_argument("--try-out", type=int, metavar="N",
                        help="about N pictures a fold, to see that the script runs")
    parser.add_argument("--done", type=Path, metavar="LOG",
                        help="what an interrupted run printed: its folds are not trained again")
    study(parser.parse_args())


if __name__ == "__main__":
    main()
