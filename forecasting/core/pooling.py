"""Which of several candidates suits a series, where its kin have a say.

A short or noisy history hardly tells two smoothing constants apart, and the best of many is then
the luckiest. What suits the family is known far better: the share of each candidate in it is the
prior of every series, learned from all the others (empirical Bayes; the mixture's weights by the
EM steps of Laird 1978, "Nonparametric maximum likelihood estimation of a mixing distribution").
A series that stands alone is left with its own likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Floats, Ints

PRIOR = 4
"""Series' worth of what is believed before any is seen."""
STEPS = 10
SAMPLE = 400
"""Series from which a large family's prior is learned."""


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """What is believed of each candidate before a series is seen; each row sums to one.

    usual[c]: of a series nobody learned from. rows: those learned from, and in others[r, c] what
    the rest of them say of each: nobody speaks twice for himself.
    """

    usual: Floats
    rows: Ints
    others: Floats

    def of(self, rows: Ints) -> Floats:
        """One row of beliefs for each of these series; rows ascend, here and there."""
        found = np.tile(self.usual, (len(rows), 1))
        told = np.isin(rows, self.rows)
        found[told] = self.others[np.searchsorted(self.rows, rows[told])]
        return found


def sample(series: int) -> Ints:
    """Positions of the series to learn a prior from: all, or `SAMPLE` evenly spaced ones."""
    if series <= SAMPLE:
        return np.arange(series)
    return np.linspace(0, series - 1, SAMPLE).astype(np.int64)


def learn_prior(likelihood: Floats, rows: Ints, base: Floats) -> Prior:
    """likelihood[r, c]: logarithm for series rows[r] and candidate c. base[c]: what is believed of
    candidates at first, in any unit."""
    base = base / base.sum()
    share = posterior(likelihood, base[None, :])
    others = np.tile(base, (len(rows), 1))
    for _ in range(STEPS):
        others = (PRIOR * base + share.sum(axis=0) - share) / (PRIOR + len(rows) - 1)
        share = posterior(likelihood, others)
    usual = (PRIOR * base + share.sum(axis=0)) / (PRIOR + len(rows))
    return Prior(usual, rows, others)


def posterior(likelihood: Floats, prior: Floats) -> Floats:
    """Weights of the candidates for each row, from logarithms of likelihoods; they sum to one."""
    weight = prior * np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def shrunk(found: Floats, variance: Floats) -> Floats:
    """Each row's estimate drawn towards none by its variance, beside how far those of all rows lie
    from none; of a single row the share of its square that is no variance (James & Stein 1961)."""
    weight = 1 / np.maximum(variance, 1e-12)
    apart = max(float(((found**2 - variance) * weight).sum() / weight.sum()), 0.0)
    return np.asarray(found * apart / np.maximum(apart + variance, 1e-12))
