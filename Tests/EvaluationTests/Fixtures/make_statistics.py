"""Writes statistics.json: what SciPy, statsmodels and mlxtend say of the same numbers.

    python make_statistics.py        # needs scipy, statsmodels and mlxtend

Made with SciPy 1.17.1, statsmodels 0.15.0 and mlxtend 0.25.0.
"""

import json
import pathlib

import numpy as np
from mlxtend.evaluate import combined_ftest_5x2cv
from scipy import stats
from statsmodels.stats import contingency_tables, multitest

folder = pathlib.Path(__file__).parent


def paired(seed, count, ratio, shift):
    """The corrected t-test; with a ratio of 0 it is SciPy's own paired test."""
    generator = np.random.default_rng(seed)
    first = generator.uniform(0.7, 0.9, count)
    second = first + generator.normal(shift, 0.03, count)
    difference = first - second
    error = np.sqrt((1 / count + ratio) * difference.var(ddof=1))
    statistic = difference.mean() / error
    p_value = 2 * stats.t.sf(abs(statistic), count - 1)
    low, high = stats.t.interval(0.95, count - 1, difference.mean(), error)
    if ratio == 0:
        test = stats.ttest_rel(first, second)
        assert np.isclose(test.statistic, statistic, rtol=1e-12)
        statistic, p_value = test.statistic, test.pvalue
        low, high = test.confidence_interval(0.95)
    return {
        "first": first.tolist(), "second": second.tolist(), "ratio": ratio,
        "mean": difference.mean(), "statistic": statistic, "pValue": p_value, "low": low,
        "high": high,
    }


def bootstrap(data, level):
    """SciPy's resamples and the intervals that it makes of them."""
    data = np.asarray(data, float)
    arguments = dict(statistic=np.mean, n_resamples=400, confidence_level=level, vectorized=True)
    generator = np.random.default_rng(5)
    accelerated = stats.bootstrap((data,), method="BCa", rng=generator, **arguments)
    arguments["n_resamples"] = 0
    percentile = stats.bootstrap(
        (data,), method="percentile", bootstrap_result=accelerated, **arguments)
    return {
        "data": data.tolist(), "estimate": data.mean(), "level": level,
        "estimates": accelerated.bootstrap_distribution.tolist(),
        "percentile": list(percentile.confidence_interval),
        "accelerated": list(accelerated.confidence_interval),
    }


class Fixed:
    """An estimator whose scores are given, in the order in which mlxtend asks for them."""

    def __init__(self, scores):
        self.scores = list(scores)

    def fit(self, x, y):
        pass

    def score(self, x, y):
        return self.scores.pop(0)


def combined(seed, shift):
    generator = np.random.default_rng(seed)
    first = generator.uniform(0.6, 0.9, 10)
    second = first - generator.normal(shift, 0.03, 10)
    x, y = np.zeros((20, 1)), np.zeros(20)
    statistic, p_value = combined_ftest_5x2cv(
        Fixed(first), Fixed(second), x, y, scoring=lambda model, x, y: model.score(x, y),
        random_seed=1)
    return {
        "differences": (first - second).reshape(5, 2).tolist(),
        "statistic": float(statistic), "pValue": float(p_value),
    }


mcnemar = []
for only_first, only_second in [
        (0, 1), (1, 0), (0, 6), (3, 3), (4, 5), (5, 16), (16, 5), (40, 61), (300, 360), (0, 40)]:
    exact = contingency_tables.mcnemar([[7, only_first], [only_second, 3]], exact=True).pvalue
    least, count = min(only_first, only_second), only_first + only_second
    mid = 2 * stats.binom.cdf(least, count, 0.5) - stats.binom.pmf(least, count, 0.5)
    mcnemar.append([only_first, only_second, exact, mid])

generator = np.random.default_rng(3)
holm = []
for values in [
        [0.01, 0.04, 0.03, 0.005], [0.5], [0.02, 0.02, 0.9, 1.0, 0.0], generator.uniform(size=12),
        generator.uniform(size=12) ** 4]:
    adjusted = multitest.multipletests(values, method="holm")[1]
    holm.append([list(values), adjusted.tolist()])

entries = {
    "paired": [
        paired(1, 5, 0.25, 0.0), paired(2, 50, 0.25, 0.01), paired(3, 100, 1 / 9, 0.05),
        paired(4, 10, 0, 0.02), paired(5, 2, 0, 0.02)],
    "bootstrap": [
        bootstrap(generator.normal(size=30), 0.95),
        bootstrap(generator.exponential(size=25), 0.9),
        bootstrap(generator.exponential(size=8), 0.99),
        bootstrap([1] * 17 + [0] * 3, 0.95)],
    "combined": [combined(1, 0.0), combined(2, 0.05), combined(3, 0.02)],
    "mcNemar": mcnemar,
    "holm": holm,
    "fDistribution": [
        [f, a, b, stats.f.sf(f, a, b)]
        for f in (0.0, 0.2, 1.0, 4.735, 30.0) for a, b in ((10, 5), (1, 9), (3, 2.5))],
}
lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(entry)}" for key, entry in entries.items())
(folder / "statistics.json").write_text("{\n" + lines + "\n}\n")
