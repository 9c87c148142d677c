"""Writes splitters.json: what scikit-learn's splitters make of random and of awkward labels and groups.

    python make_splitters.py          # needs scikit-learn

Of each split it keeps how many items of each class every fold tests; of LeaveOneGroupOut the tested items themselves.
Made with scikit-learn 1.9.1.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.model_selection import (
    LeaveOneGroupOut, StratifiedGroupKFold, StratifiedKFold, StratifiedShuffleSplit)

warnings.filterwarnings("ignore")
# Of a splitter that shuffles: the grouped one depends on the order of the groups.
STATES = range(10)


def class_counts(labels, tests):
    return [np.bincount(labels[test], minlength=labels.max() + 1).tolist() for test in tests]


def parted_groups(groups, splits):
    return sum(len(set(groups[train]) & set(groups[test])) for train, test in splits)


def shuffled(generator, counts):
    return generator.permutation(np.repeat(np.arange(len(counts)), counts))


def label_vectors():
    """Labels, and a number of folds that no class is too small for."""
    for seed in range(24):
        generator = np.random.default_rng(seed)
        folds = int(generator.integers(2, 11))
        shares = generator.dirichlet(np.full(generator.integers(2, 8), 0.8))
        yield shuffled(generator, folds + (generator.integers(10, 200) * shares).astype(int)), folds
    generator = np.random.default_rng(100)
    awkward = [
        ([5, 5], 5), ([2, 2, 2], 2), ([3] * 20, 3), ([97, 3], 3), ([1000, 10], 10), ([11, 11, 11], 10),
        ([4, 5, 6, 7], 4), ([9] * 9, 2)]
    for counts, folds in awkward:
        yield shuffled(generator, counts), folds
    # Sorted, and one class after the other in turn.
    yield np.repeat([0, 1, 2], [13, 8, 6]), 5
    yield np.arange(35) % 4, 3


def group_vectors():
    """Labels and groups, and a number of folds for which every class has groups enough."""
    for seed in range(16):
        generator = np.random.default_rng(1000 + seed)
        classes, folds = int(generator.integers(2, 6)), int(generator.integers(2, 6))
        fewest = 0
        while fewest <= folds:
            group_count = int(generator.integers(2, 10)) + classes * folds
            groups = np.repeat(np.arange(group_count), generator.integers(1, 12, group_count))
            # Groups lean towards one class, as patients and bursts do.
            leaning = generator.integers(0, classes, group_count)
            random = generator.integers(0, classes, len(groups))
            labels = np.where(generator.random(len(groups)) < 0.8, leaning[groups], random)
            fewest = min(len(set(groups[labels == label])) for label in range(classes))
        order = generator.permutation(len(groups))
        yield labels[order], groups[order], folds
    # Groups of one class each; of one size; all but one alone; as many as there are folds, with every class in each.
    yield np.repeat([0, 1, 2], 40), np.arange(120) // 4, 5
    yield np.arange(96) % 4, np.arange(96) // 8, 3
    yield np.arange(80) % 2, np.maximum(np.arange(80) - 29, 0), 4
    yield np.arange(60) % 3, np.arange(60) // 12, 5


def holdouts(labels):
    for fraction in (0.1, 0.2, 1 / 3, 0.5):
        # Where a class would be missing on a side: Graft brings each to both.
        if min(fraction, 1 - fraction) * np.bincount(labels).min() < 1:
            continue
        splitter = StratifiedShuffleSplit(1, test_size=fraction, random_state=0)
        tests = [test for _, test in splitter.split(labels, labels)]
        yield {"fraction": fraction, "classCounts": class_counts(labels, tests)[0]}


def label_cases():
    for labels, folds in label_vectors():
        splits = StratifiedKFold(folds, shuffle=True, random_state=0).split(labels, labels)
        yield {
            "labels": labels.tolist(), "folds": folds,
            "classCounts": class_counts(labels, [test for _, test in splits]),
            "holdouts": list(holdouts(labels))}


def group_cases():
    for labels, groups, folds in group_vectors():
        draws, parted = [], 0
        for state in STATES:
            splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=state)
            splits = list(splitter.split(labels, labels, groups))
            parted += parted_groups(groups, splits)
            draws.append(class_counts(labels, [test for _, test in splits]))
        left_out = list(LeaveOneGroupOut().split(labels, labels, groups))
        yield {
            "labels": labels.tolist(), "groups": groups.tolist(), "folds": folds, "draws": draws,
            "leftOut": [test.tolist() for _, test in left_out],
            "partedGroups": parted + parted_groups(groups, left_out)}


families = {"labelCases": label_cases(), "groupCases": group_cases()}
text = ",\n".join(
    f'"{name}": [\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
    for name, cases in families.items())
(pathlib.Path(__file__).parent / "splitters.json").write_text("{\n" + text + "\n}\n")
