"""Writes group_folds.json: the folds of scikit-learn's StratifiedGroupKFold, unshuffled.

    python make_fixtures.py          # needs scikit-learn

Made with scikit-learn 1.9.1.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

warnings.filterwarnings("ignore")
cases = []
for seed in range(12):
    generator = np.random.default_rng(seed)
    classes, folds = (2, 3, 4)[seed % 3], (3, 4, 5)[seed % 3]
    group_count = 20 + 5 * (seed % 4)
    groups = np.repeat(np.arange(group_count), generator.integers(1, 9, group_count))
    # Groups lean towards one class, as patients and bursts do.
    leaning = generator.integers(0, classes, group_count)
    random = generator.integers(0, classes, len(groups))
    labels = np.where(generator.random(len(groups)) < 0.6, leaning[groups], random)
    fold_of_group = [0] * group_count
    splitter = StratifiedGroupKFold(n_splits=folds)
    for fold, (_, test) in enumerate(splitter.split(labels, labels, groups)):
        for index in test:
            fold_of_group[groups[index]] = fold
    cases.append({
        "folds": folds, "classCount": classes,
        "labels": labels.tolist(), "groups": groups.tolist(), "foldOfGroup": fold_of_group})
lines = ",\n".join(json.dumps(case) for case in cases)
(pathlib.Path(__file__).parent / "group_folds.json").write_text("[\n" + lines + "\n]\n")
