"""Writes label_errors.json: what cleanlab says of probabilities with some labels changed.

    python make_label_errors.py      # needs cleanlab

Made with cleanlab 2.9.0.
"""

import json
import pathlib

import numpy as np
from cleanlab import count, filter

generator = np.random.default_rng(7)
classes, items = 4, 240
truth = generator.choice(classes, size=items, p=[0.4, 0.3, 0.2, 0.1])
labels = truth.copy()
flipped = generator.choice(items, size=24, replace=False)
labels[flipped] = (truth[flipped] + generator.integers(1, classes, size=len(flipped))) % classes
logits = generator.normal(size=(items, classes)) + 2.5 * np.eye(classes)[truth]
probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
probabilities = np.round(probabilities, 6)
probabilities[:, -1] = 1 - probabilities[:, :-1].sum(axis=1)

issues = filter.find_label_issues(
    labels, probabilities, filter_by="prune_by_noise_rate", min_examples_per_class=0)
answer = {
    "classCount": classes,
    "labels": labels.tolist(),
    "probabilities": probabilities.ravel().tolist(),
    "flipped": sorted(flipped.tolist()),
    "thresholds": count.get_confident_thresholds(labels, probabilities).tolist(),
    "counts": count.compute_confident_joint(labels, probabilities, calibrate=False).tolist(),
    "joint": count.estimate_joint(labels, probabilities).tolist(),
    "issues": np.flatnonzero(issues).tolist(),
}
target = pathlib.Path(__file__).parent / "label_errors.json"
lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in answer.items())
target.write_text("{\n" + lines + "\n}\n")
print(len(answer["issues"]), len(set(answer["issues"]) & set(answer["flipped"])))
