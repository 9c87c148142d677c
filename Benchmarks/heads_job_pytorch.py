"""Three heads compared over repeated folds, as an expert would write it with PyTorch and scikit-learn: the
frozen network runs once, heads train on the kept features, neighbours are scikit-learn's, and so are the
folds; differences are judged by the corrected test.

    python Benchmarks/heads_job_pytorch.py FOLDER efficientnet_lite0 --repeats 4
"""

import argparse
import itertools
import json
import time
from pathlib import Path

import numpy
import side
import torch
from scipy import stats
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from torch import nn

from whole_job_pytorch import FOLDS, Pictures, features, fold_accuracy, linear


def hidden(inputs: int, classes: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(inputs, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, classes))


def neighbours(x, y, training, test) -> float:
    model = KNeighborsClassifier(min(20, len(training)), weights="distance", metric="cosine")
    return model.fit(x[training], y[training]).score(x[test], y[test])


def corrected_p(first, second) -> float:
    """Nadeau and Bengio's test."""
    difference = numpy.array(first) - numpy.array(second)
    if difference.std() == 0:
        return 1.0
    count = len(difference)
    error = numpy.sqrt((1 / count + 1 / (FOLDS - 1)) * difference.var(ddof=1))
    return 2 * stats.t.sf(abs(difference.mean() / error), count - 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("network")
    parser.add_argument("weights", nargs="?")
    parser.add_argument("--repeats", type=int, default=4)
    options = parser.parse_args()
    torch.set_num_threads(side.THREADS)
    start = time.perf_counter()
    pictures = Pictures(options.folder, options.network)
    x, y = features(pictures, options.network, options.weights)
    extracted = time.perf_counter()
    scores = {"linear": [], "256@0.5": [], "nearest": []}
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=options.repeats, random_state=0)
    rows, labels = x.numpy(), y.numpy()
    for seed, (training, test) in enumerate(folds.split(rows, labels)):
        for name, head in (("linear", linear), ("256@0.5", hidden)):
            scores[name].append(
                fold_accuracy(
                    x, y, len(pictures.classes), torch.from_numpy(training), test, seed, head))
        scores["nearest"].append(neighbours(rows, labels, training, test))
    tests = {
        f"{one} against {other}": corrected_p(scores[one], scores[other])
        for one, other in itertools.combinations(scores, 2)
    }
    print(json.dumps({
        "accuracy": {name: float(numpy.mean(values)) for name, values in scores.items()},
        "p": tests, "seconds": time.perf_counter() - start, "features": extracted - start}))


if __name__ == "__main__":
    main()
