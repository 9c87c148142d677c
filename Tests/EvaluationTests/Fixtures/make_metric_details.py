"""Writes metric_details.json: what scikit-learn answers to random and to degenerate predictions.

    python make_metric_details.py    # needs scikit-learn and scipy

Made with scikit-learn 1.9.1 and SciPy 1.17.1. `null` stands where the metric is undefined: where
scikit-learn says NaN, and in the two places where it says 0 (a Matthews correlation with a constant,
the average precision of a class without items).
"""

import json
import math
import pathlib
import warnings

import numpy as np
from scipy import special
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
folder = pathlib.Path(__file__).parent


def optional(value):
    return None if math.isnan(value) else float(value)


def averages(labels, predicted, kind):
    return [float(value) for value in metrics.precision_recall_fscore_support(
        labels, predicted, average=kind, zero_division=0)[:3]]


def reliability(probabilities, labels, bins):
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    correct = predicted == labels
    accuracy, mean = calibration_curve(correct, confidence, n_bins=bins, pos_label=True)
    edges = np.linspace(0, 1, bins + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=bins)
    full = counts[counts > 0]
    return {
        "counts": counts.tolist(),
        "meanConfidence": mean.tolist(),
        "accuracy": accuracy.tolist(),
        "expectedError": float((np.abs(accuracy - mean) * full).sum() / full.sum()),
        "maximumError": float(np.abs(accuracy - mean).max()),
    }


def answers(probabilities, labels):
    labels = np.asarray(labels)
    classes = list(range(probabilities.shape[1]))
    predicted = probabilities.argmax(axis=1)
    matthews = float("nan")
    if len(set(labels)) > 1 and len(set(predicted)) > 1:
        matthews = metrics.matthews_corrcoef(labels, predicted)
    areas, precisions = [], []
    for label in classes:
        truth, scores = labels == label, probabilities[:, label]
        areas.append(optional(metrics.roc_auc_score(truth, scores)))
        precisions.append(
            float(metrics.average_precision_score(truth, scores)) if truth.any() else None)
    macro = weighted = None
    if len(set(labels)) == len(classes) and len(classes) > 2:
        macro, weighted = (
            float(metrics.roc_auc_score(
                labels, probabilities, multi_class="ovr", average=kind, labels=classes))
            for kind in ("macro", "weighted"))
    return {
        "classCount": len(classes),
        "labels": labels.tolist(),
        "probabilities": probabilities.ravel().tolist(),
        "micro": averages(labels, predicted, "micro"),
        "weighted": averages(labels, predicted, "weighted"),
        "matthews": optional(matthews),
        "kappa": optional(metrics.cohen_kappa_score(labels, predicted)),
        "areas": areas,
        "macroArea": macro,
        "weightedArea": weighted,
        "averagePrecisions": precisions,
        "brier": float(metrics.brier_score_loss(
            labels, probabilities, labels=classes, scale_by_half=False)),
        "reliability": reliability(probabilities, labels, 15),
    }


def random_case(seed, items, shares, sharpness):
    generator = np.random.default_rng(seed)
    classes = len(shares)
    labels = generator.choice(classes, size=items, p=shares)
    logits = generator.normal(size=(items, classes))
    logits[np.arange(items), labels] += sharpness
    return answers(special.softmax(logits, axis=1), labels)


def tied_case(seed, items, classes):
    """Probabilities in eighths, which are exact: many are equal, some lie on a bin's edge."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, classes, items)
    eighths = generator.multinomial(5, np.full(classes, 1 / classes), size=items)
    eighths[np.arange(items), labels] += 3
    return answers(eighths / 8, labels)


def one_hot(predicted, classes):
    return np.eye(classes)[np.array(predicted)]


third = np.full((9, 3), 1 / 3)
cases = {
    "random, 2 classes": random_case(1, 60, [0.5, 0.5], 1.0),
    "random, 3 classes": random_case(2, 75, [0.3, 0.3, 0.4], 0.5),
    "random, 10 classes": random_case(3, 150, [0.1] * 10, 2.0),
    "random, rare classes": random_case(4, 120, [0.9, 0.06, 0.04], 1.0),
    "random, worse than chance": random_case(5, 60, [0.5, 0.25, 0.25], -1.5),
    "ties, 2 classes": tied_case(6, 40, 2),
    "ties, 4 classes": tied_case(7, 80, 4),
    "constant scores": answers(third, [0, 1, 2, 0, 1, 2, 0, 0, 1]),
    "constant scores, 2 classes": answers(np.full((4, 2), 0.5), [0, 1, 1, 1]),
    "everything right and certain": answers(one_hot([0, 1, 2, 1], 3), [0, 1, 2, 1]),
    "everything wrong and certain": answers(one_hot([1, 2, 0, 2], 3), [0, 1, 2, 1]),
    "always the same class": answers(one_hot([0] * 6, 3), [0, 0, 1, 1, 2, 2]),
    "one class present, all right": answers(
        np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4]]), [0, 0, 0]),
    "one class present, some wrong": answers(
        np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]), [0, 0, 0]),
    "a class never predicted": answers(
        np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.5, 0.2, 0.3], [0.1, 0.6, 0.3]]),
        [0, 1, 2, 1]),
    "a class that never occurs": answers(one_hot([0, 1, 2, 0], 3), [0, 1, 1, 0]),
    "a class neither there nor predicted": answers(one_hot([0, 1, 0, 3], 4), [0, 1, 1, 3]),
    "one item, right": answers(np.array([[0.2, 0.5, 0.3]]), [1]),
    "one item, wrong": answers(np.array([[0.2, 0.5, 0.3]]), [2]),
}
lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(entry)}" for key, entry in cases.items())
(folder / "metric_details.json").write_text("{\n" + lines + "\n}\n")
