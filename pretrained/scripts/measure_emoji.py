"""Says how well a linear head on frozen EfficientNet-Lite0 features does on the demo folder.

    python measure_emoji.py [--folder ../emoji] [--weights ../efficientnet_lite0.safetensors]

Needs PyTorch, Pillow and scikit-learn. Stratified 5-fold cross-validation with seed 0, once with
the variants of an emoji kept in one fold and once without; the head is scikit-learn's logistic
regression on standardized features.
"""

import argparse
import csv
from pathlib import Path

import torch
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import safetensors_file
from efficientnet_lite0 import EfficientNetLite0, features_of, network_with

FOLDS = 5
SEED = 0
# scikit-learn's C: the inverse strength of the L2 penalty.
INVERSE_PENALTY = 0.01


def report(name: str, network: EfficientNetLite0, folder: Path, rows: list[dict[str, str]]) -> None:
    features = features_of(network, [folder / row["path"] for row in rows]).numpy()
    labels = [row["label"] for row in rows]
    emoji = [row["group"] for row in rows]
    head = make_pipeline(StandardScaler(), LogisticRegression(C=INVERSE_PENALTY, max_iter=2000))
    splits = {
        "grouped": (StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED), emoji),
        "ungrouped": (StratifiedKFold(FOLDS, shuffle=True, random_state=SEED), None),
    }
    for split, (folds, groups) in splits.items():
        scores = cross_val_score(head, features, labels, groups=groups, cv=folds)
        each = " ".join(f"{score:.4f}" for score in scores)
        print(f"{name}, {split}: accuracy {scores.mean():.4f} (folds {each})", flush=True)


def main() -> None:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=here.parent / "emoji")
    parser.add_argument(
        "--weights", type=Path, default=here.parent / "efficientnet_lite0.safetensors"
    )
    arguments = parser.parse_args()

    with open(arguments.folder / "pictures.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pretrained = network_with(safetensors_file.read(arguments.weights))
    report("pretrained", pretrained, arguments.folder, rows)
    torch.manual_seed(SEED)
    report("random weights", EfficientNetLite0().eval(), arguments.folder, rows)


if __name__ == "__main__":
    main()
