from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecasting.core.coherent import AS_SUMS, Family, agree, looks, variances, work_family
from forecasting.core.freq import Freq
from forecasting.core.options import ModelOptions
from forecasting.core.prediction import Prediction
from forecasting.core.request import ForecastOptions, ForecastRequest
from tests.forecasting.core.frames import counts

HORIZON = 7
QUICK = ForecastOptions(windows=3, members=("seasonal_naive", "recent_mean"))


@pytest.fixture(scope="module")
def family() -> Family:
    """Twelve small wards whose own forecasts are noisy, in two facilities."""
    frame = counts(series=12, periods=200, mean=2)
    names = sorted(frame.unique_id.unique())
    places = pd.DataFrame(
        {"unique_id": names, "facility": ["A", "B"] * 6, "network": "NET", "region": "R"}
    )
    options = replace(QUICK, model=ModelOptions(trees=10, rows=1000))
    asked = ForecastRequest(frame, Freq.DAILY, HORIZON, options=options, places=places)
    return work_family(asked, lambda stage, done, of: None)


def with_totals(family: Family, factor: float) -> Family:
    """The same family with totals that are forecast wrong by a factor, also in the windows."""
    assert family.totals is not None
    assert family.totals.modelled is not None

    def wrong(given: Prediction) -> Prediction:
        return Prediction(factor * given.mean, factor * given.quantiles)

    result = family.totals.modelled
    tested = replace(result.tested, chosen=tuple(map(wrong, result.tested.chosen)))
    totals = replace(
        family.totals,
        prediction=wrong(family.totals.prediction),
        modelled=replace(result, tested=tested),
    )
    return replace(family, totals=totals)


def test_only_distinct_totals_are_forecast(family):
    # The region is all of the network: one forecast serves both.
    assert family.tree.names == ("facility:A", "facility:B", "network:NET", "region:R")
    assert family.totals.panel.ids == ("facility:A", "facility:B", "network:NET")
    assert [family.tree.names[node] for node in family.nodes] == list(family.totals.panel.ids)
    sums = family.tree.sums(family.parts.panel.values)[family.nodes]
    assert family.totals.panel.values == pytest.approx(sums)


def test_totals_that_were_wrong_on_the_windows_move_nothing(family):
    found = agree(with_totals(family, 4.0))
    assert found.parts == pytest.approx(family.parts.prediction.mean, rel=0.1)
    best = agree(family)
    assert best.way in {AS_SUMS, "levels", "errors"}
    assert len(best.windows) == 3


def test_totals_that_know_better_move_their_parts(family):
    # The parts are forecast a third too low, now and in the windows; the totals are right.
    low = family.parts
    result = low.modelled
    shy = tuple(Prediction(0.67 * p.mean, 0.67 * p.quantiles) for p in result.tested.chosen)
    parts = replace(
        low,
        prediction=Prediction(0.67 * low.prediction.mean, 0.67 * low.prediction.quantiles),
        modelled=replace(result, tested=replace(result.tested, chosen=shy)),
    )
    found = agree(replace(family, parts=parts))
    assert found.way != AS_SUMS
    gain = found.parts.sum() / parts.prediction.mean.sum()
    assert 1.2 < gain < 1.6


def test_what_a_window_is_weighed_by_does_not_know_that_window(family):
    cutoffs = (179, 186, 193)
    seen = looks(family.parts, cutoffs)
    truths = list(seen.truths)
    truths[1] = truths[1] + 1000
    changed = replace(seen, truths=tuple(truths))
    assert variances(changed, without=1).tolist() == variances(seen, without=1).tolist()
    assert (variances(changed, without=0) > variances(seen, without=0)).all()
    alone = replace(seen, means=seen.means[:1], truths=seen.truths[:1])
    assert np.isnan(variances(alone, without=0)).all()
