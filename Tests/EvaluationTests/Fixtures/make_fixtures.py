"""Writes metrics.json and distributions.json: what scikit-learn and SciPy answer.

    python make_fixtures.py          # needs scikit-learn and scipy

Made with scikit-learn 1.9.1 and SciPy 1.17.1.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import special, stats
from sklearn import metrics

warnings.filterwarnings("ignore")
folder = pathlib.Path(__file__).parent


def write(name, entries):
    """One entry a line, so that a difference can be read."""
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(entry)}" for key, entry in entries.items())
    (folder / name).write_text("{\n" + lines + "\n}\n")


def answers(probabilities, labels):
    classes = list(range(probabilities.shape[1]))
    predicted = probabilities.argmax(axis=1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predicted, labels=classes, average=None, zero_division=np.nan)
    macro = metrics.precision_recall_fscore_support(
        labels, predicted, average="macro", zero_division=0)

    def optional(values):
        return [None if np.isnan(value) else float(value) for value in values]

    top = {}
    for k in (2, 3, 5):
        if k < len(classes):
            top[str(k)] = metrics.top_k_accuracy_score(labels, probabilities, k=k, labels=classes)
    return {
        "classCount": len(classes),
        "labels": [int(label) for label in labels],
        "probabilities": [float(value) for value in probabilities.ravel()],
        "accuracy": metrics.accuracy_score(labels, predicted),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels, predicted),
        "precision": optional(precision),
        "recall": optional(recall),
        "f1": optional(f1),
        "support": [int(value) for value in support],
        "macroPrecision": macro[0],
        "macroRecall": macro[1],
        "macroF1": macro[2],
        "logLoss": metrics.log_loss(labels, probabilities, labels=classes),
        "top": top,
        "confusion": metrics.confusion_matrix(labels, predicted, labels=classes).tolist(),
    }


def random_case(seed, items, classes, sharpness):
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, classes, items)
    logits = generator.normal(size=(items, classes))
    logits[np.arange(items), labels] += sharpness
    return answers(special.softmax(logits, axis=1), labels)


def one_hot(predicted, classes):
    return np.eye(classes)[np.array(predicted)]


cases = {
    "random, 2 classes": random_case(1, 60, 2, 1.0),
    "random, 3 classes": random_case(2, 75, 3, 0.5),
    "random, 10 classes": random_case(3, 150, 10, 2.0),
    "everything right and certain": answers(one_hot([0, 1, 2, 1], 3), np.array([0, 1, 2, 1])),
    "everything wrong and certain": answers(one_hot([1, 2, 0, 2], 3), np.array([0, 1, 2, 1])),
    "always the same class": answers(one_hot([0] * 6, 3), np.array([0, 0, 1, 1, 2, 2])),
    "a class that never occurs": answers(one_hot([0, 1, 2, 0], 3), np.array([0, 1, 1, 0])),
    "a class neither there nor predicted": answers(
        one_hot([0, 1, 0, 3], 4), np.array([0, 1, 1, 3])),
    "one item": answers(np.array([[0.2, 0.5, 0.3]]), np.array([2])),
}
write("metrics.json", cases)

degrees = [1, 1.5, 2, 3, 4, 9, 10, 24, 49, 99, 499, 10_000]
probabilities = [1e-6, 0.005, 0.025, 0.05, 0.3, 0.5, 0.6, 0.9, 0.95, 0.975, 0.995, 0.9995]
wilson = []
for successes, trials in [(0, 10), (10, 10), (1, 1), (0, 1), (7, 20), (95, 100), (4321, 10_000)]:
    for level in (0.5, 0.9, 0.95, 0.99):
        result = stats.binomtest(successes, trials)
        interval = result.proportion_ci(level, method="wilson")
        wilson.append([successes, trials, level, interval.low, interval.high])
distributions = {
    "studentQuantile": [
        [v, p, stats.t.ppf(p, v)] for v in degrees for p in probabilities],
    "studentCumulative": [
        [v, t, stats.t.cdf(t, v)] for v in degrees for t in (-40.0, -3.0, -0.1, 0.0, 0.7, 2.0, 9.0)],
    "normalQuantile": [[p, stats.norm.ppf(p)] for p in probabilities + [1e-15]],
    "incompleteBeta": [
        [x, a, b, special.betainc(a, b, x)]
        for x in (0.0, 1e-9, 0.1, 0.5, 0.77, 0.999, 1.0)
        for a, b in ((0.5, 0.5), (1, 1), (2.5, 0.5), (0.5, 30), (50, 60), (400, 3))],
    "wilson": wilson,
}
write("distributions.json", distributions)
