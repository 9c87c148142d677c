"""Writes what scikit-learn answers where Graft has classifiers of its own on frozen features.

Run in any environment that has scikit-learn:

    python make_classical.py

Features are short decimals, rounded to single precision before anything is computed, so that Swift begins with
the same numbers. It writes classical.json beside itself. Made with scikit-learn 1.9.1.
"""

import json
import pathlib

import numpy as np
from scipy.special import logsumexp
from sklearn.decomposition import PCA
from sklearn.feature_selection import VarianceThreshold, mutual_info_classif
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

BINS = 10


def problem(seed, items, features, classes, spread):
    """Features like those of a network: none below zero, many of them zero, each class around its centre."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, items)
    labels[:classes] = np.arange(classes)
    centres = random.normal(size=(classes, features))
    x = np.maximum(centres[labels] + spread * random.normal(size=(items, features)), 0)
    x[:, 0] = 2.5
    x[:, 1] *= 0.01
    weights = random.choice([0.5, 1, 2], items)
    training = np.sort(random.permutation(items)[: items * 2 // 3])
    training = np.union1d(training, np.arange(classes))
    return np.round(x, 2).astype(np.float32).astype(np.float64), labels, weights, training


def neighbours(x, labels, training, test, count, temperature):
    model = KNeighborsClassifier(
        n_neighbors=count, metric="cosine", algorithm="brute",
        weights=lambda distance: np.exp((1 - distance) / temperature))
    model.fit(x[training], labels[training])
    distances, places = model.kneighbors(x[test])
    return {
        "count": count, "temperature": temperature,
        "probabilities": model.predict_proba(x[test]).ravel().tolist(),
        "nearest": training[places].ravel().tolist(),
        "similarities": (1 - distances).ravel().tolist()}


def regression(x, labels, weights, training, test, c, weighted):
    own = weights[training] if weighted else np.ones(len(training))
    model = LogisticRegression(C=c, tol=1e-10, max_iter=100_000)
    model.fit(x[training], labels[training], sample_weight=own)
    logits = model.decision_function(x[training])
    if logits.ndim == 1:
        logits = np.stack([np.zeros_like(logits), logits], axis=1)
    losses = logsumexp(logits, axis=1) - logits[np.arange(len(training)), labels[training]]
    return {
        "inversePenalty": c, "weighted": weighted,
        "objective": float(c * (own * losses).sum() + (model.coef_**2).sum() / 2),
        "probabilities": model.predict_proba(x[test]).ravel().tolist()}


def sparse(x, labels, training, c):
    """The columns that an L1 penalty leaves; None where they are not beyond doubt."""
    own = x[training] - x[training].mean(axis=0)  # The intercept takes it up; saga is then faster.
    model = LogisticRegression(
        C=c, l1_ratio=1, solver="saga", tol=1e-9, max_iter=1_000_000, random_state=0)
    model.fit(own, labels[training])
    magnitudes = np.abs(model.coef_).max(axis=0)
    residuals = model.predict_proba(own) - np.eye(len(model.classes_))[labels[training]]
    slack = 1 - c * np.abs(residuals.T @ own).max(axis=0)
    chosen = magnitudes > 0
    if magnitudes[chosen].min(initial=1) < 1e-3 or slack[~chosen].min(initial=1) < 3e-3:
        return None
    return {"inversePenalty": c, "columns": np.flatnonzero(chosen).tolist()}


def components(x, training, test, count):
    model = PCA(count, svd_solver="full").fit(x[training])
    return {
        "components": model.components_.ravel().tolist(), "variances": model.explained_variance_.tolist(),
        "explained": model.explained_variance_ratio_.tolist(), "coordinates": model.transform(x[test]).ravel().tolist()}


def binned(column):
    ordered = np.sort(column)
    edges = np.unique([ordered[j * len(column) // BINS] for j in range(1, BINS)])
    return np.searchsorted(edges, column, side="right")


def case(name, seed, items, features, classes, spread):
    x, labels, weights, training = problem(seed, items, features, classes, spread)
    test = np.setdiff1d(np.arange(items), training)
    columns = np.stack([binned(column) for column in x[training].T], axis=1)
    threshold = float(np.median(x[training].var(axis=0)) * 1.000001)
    return {
        "name": name, "classes": classes, "featureCount": features,
        "features": [round(value, 2) for value in x.ravel().tolist()], "labels": labels.tolist(),
        "weights": weights.tolist(), "training": training.tolist(), "test": test.tolist(),
        "neighbours": [
            neighbours(x, labels, training, test, count, temperature)
            for count, temperature in [(20, 0.07), (5, 0.5), (1, 0.07)]],
        "regressions": [
            regression(x, labels, weights, training, test, c, weighted)
            for c, weighted in [(1, False), (1, True), (100, True), (0.01, False)]],
        "sparse": [
            found for c in [0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1]
            if (found := sparse(x, labels, training, c))],
        "components": components(x, training, test, 3),
        "information": mutual_info_classif(
            columns, labels[training], discrete_features=True).tolist(),
        "varianceThreshold": threshold,
        "columnsAboveThreshold": VarianceThreshold(threshold)
        .fit(x[training]).get_support(indices=True).tolist(),
        "columnsThatVary": VarianceThreshold().fit(x[training]).get_support(indices=True).tolist()}


cases = [
    case("four classes", 1, 90, 12, 4, 1.5),
    case("two classes", 2, 80, 9, 2, 1.5),
    case("more features than items", 3, 48, 70, 3, 2.0)]
path = pathlib.Path(__file__).with_name("classical.json")
path.write_text(json.dumps({"cases": cases}) + "\n")
