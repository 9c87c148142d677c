"""Writes calibration.json: what SciPy's optimizers and scikit-learn's curves give.

    python make_calibration.py       # needs scikit-learn and scipy

Made with scikit-learn 1.9.1 and SciPy 1.17.1.
"""

import json
import pathlib

import numpy as np
from scipy import optimize, special
from sklearn import metrics

folder = pathlib.Path(__file__).parent
penalty = 1e-3


def sample(seed, items, classes, sharpness, heat):
    """Probabilities that are `heat` times too sure of themselves, and skewed between the classes."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(size=(items, classes)) * sharpness
    labels = np.array([
        generator.choice(classes, p=row) for row in special.softmax(logits, axis=1)])
    return special.softmax(logits * heat + 0.3 * np.arange(classes), axis=1), labels


def temperature(probabilities, labels):
    logits = np.log(probabilities)

    def loss(inverse):
        return -special.log_softmax(logits * inverse, axis=1)[np.arange(len(labels)), labels].mean()

    def slope(inverse):
        weights = special.softmax(logits * inverse, axis=1)
        return ((weights * logits).sum(axis=1) - logits[np.arange(len(labels)), labels]).mean()

    inverse = optimize.brentq(slope, 0.01, 100, xtol=1e-15, rtol=1e-14)
    check = optimize.minimize_scalar(loss, bounds=(0.01, 100), method="bounded").x
    assert abs(inverse - check) < 1e-3 * inverse
    return {"temperature": 1 / inverse, "before": loss(1), "after": loss(inverse)}


def vector(probabilities, labels):
    logits = np.log(probabilities)
    items, classes = logits.shape
    truth = np.eye(classes)[labels]
    identity = np.concatenate([np.ones(classes), np.zeros(classes)])

    def scaled(point):
        return logits * point[:classes] + point[classes:]

    def loss(point):
        fit = -(special.log_softmax(scaled(point), axis=1) * truth).sum() / items
        return fit + penalty / 2 * ((point - identity) ** 2).sum()

    def gradient(point):
        residual = (special.softmax(scaled(point), axis=1) - truth) / items
        fit = np.concatenate([(residual * logits).sum(axis=0), residual.sum(axis=0)])
        return fit + penalty * (point - identity)

    def hessian(point):
        weights = special.softmax(scaled(point), axis=1)
        inputs = np.concatenate([logits, np.ones_like(logits)], axis=1)
        total = penalty * np.eye(2 * classes)
        for row, values in zip(weights, inputs):
            spread = np.diag(row) - np.outer(row, row)
            total += np.tile(spread, (2, 2)) * np.outer(values, values) / items
        return total

    assert optimize.check_grad(loss, gradient, identity) < 1e-6
    near = optimize.minimize(loss, identity, jac=gradient, hess=hessian, method="trust-exact")
    result = optimize.root(gradient, near.x, jac=hessian, tol=1e-14)
    assert np.abs(gradient(result.x)).max() < 1e-12 and loss(result.x) <= near.fun + 1e-14
    return {
        "weights": result.x[:classes].tolist(), "biases": result.x[classes:].tolist(),
        "objective": loss(result.x),
    }


def thresholds(probabilities, labels, label):
    truth, scores = labels == label, probabilities[:, label]
    precision, recall, values = metrics.precision_recall_curve(truth, scores)
    reaching = []
    for target in (0.5, 0.7, 0.9, 1.0):
        best = max(
            ((r, t) for p, r, t in zip(precision[:-1], recall[:-1], values)
             if p >= target and r > 0), default=None)
        reaching.append([target, None, None] if best is None else [target, best[1], best[0]])
    costs = []
    for false_positive, false_negative in ((1, 1), (1, 10), (10, 1)):
        def cost(threshold):
            (_, wrong), (missed, _) = metrics.confusion_matrix(
                truth, scores >= threshold, labels=[False, True])
            return false_positive * wrong + false_negative * missed

        choices = [2.0] + sorted(set(scores), reverse=True)
        best = min(choices, key=cost)
        costs.append([false_positive, false_negative, None if best > 1 else best, cost(best)])
    return {"label": label, "reaching": reaching, "costs": costs}


def case(seed, items, classes, sharpness, heat, digits=None):
    probabilities, labels = sample(seed, items, classes, sharpness, heat)
    if digits is not None:
        # Rounded so that many are equal; in binary fractions, which sum to 1 exactly.
        units = np.floor(probabilities * digits)
        units[:, 0] += digits - units.sum(axis=1)
        probabilities = units / digits
    entry = {
        "classCount": classes, "labels": labels.tolist(),
        "probabilities": probabilities.ravel().tolist(),
        "thresholds": [thresholds(probabilities, labels, label) for label in range(classes)],
    }
    if digits is None:
        entry["temperature"] = temperature(probabilities, labels)
        entry["vector"] = vector(probabilities, labels)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    kept = [confidence >= value for value in sorted(set(confidence), reverse=True)]
    entry["riskCoverage"] = [
        [confidence[mask].min(), mask.mean(), right[mask].mean()] for mask in kept]
    costs = np.random.default_rng(seed).uniform(1, 5, (classes, classes)) * (1 - np.eye(classes))
    expected = probabilities @ costs
    decided = np.where(expected.min(axis=1) > 0.8, -1, expected.argmin(axis=1))
    paid = np.where(decided < 0, 0.8, costs[labels, np.maximum(decided, 0)])
    entry["costs"] = costs.tolist()
    entry["decisions"] = decided.tolist()
    entry["meanCost"] = paid.mean()
    return entry


cases = {
    "too sure, 3 classes": case(1, 120, 3, 1.5, 3.0),
    "not sure enough, 2 classes": case(2, 80, 2, 3.0, 0.4),
    "nearly right, 6 classes": case(3, 200, 6, 2.0, 1.1),
    "ties, 3 classes": case(4, 60, 3, 1.5, 1.5, digits=8),
}
lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(entry, default=lambda value: value.item())}"
    for key, entry in cases.items())
(folder / "calibration.json").write_text("{\n" + lines + "\n}\n")
