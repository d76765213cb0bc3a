from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from forecasting.core.fallback import simple_forecast
from forecasting.core.freq import Freq
from forecasting.core.intermittent import faded_quantiles
from forecasting.core.kin import attribute_codes, kin_levels, lend
from forecasting.core.losses import mae, weighted_quantile_loss
from forecasting.core.options import ModelOptions
from forecasting.core.pipeline import forecast
from forecasting.core.prediction import merged
from forecasting.core.request import ForecastOptions, ForecastRequest
from forecasting.core.series import Panel
from tests.forecasting.core.frames import counts

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)
FACILITIES, PRODUCTS, MONTHS = 12, 15, 30


def region(seed: int = 1) -> tuple[Panel, dict[str, np.ndarray]]:
    """Each facility uses each product by its size and the product's use; months differ much."""
    random = np.random.default_rng(seed)
    size = random.lognormal(0, 1, FACILITIES)
    use = random.lognormal(2.5, 1, PRODUCTS)
    facility, product = (grid.ravel() for grid in np.mgrid[:FACILITIES, :PRODUCTS])
    mean = size[facility] * use[product] * random.lognormal(0, 0.3, len(facility))
    restless = random.gamma(1, 1, (len(mean), MONTHS))
    values = random.poisson(mean[:, None] * restless).astype(float)
    ids = tuple(f"F{f}/P{p}" for f, p in zip(facility, product, strict=True))
    panel = Panel(ids, Freq.MONTHLY, date(2022, 1, 1), values)
    return panel, {"facility": facility, "product": product, "atc3": product // 3}


def hidden(panel: Panel, young: np.ndarray, months: int, known: int) -> Panel:
    """As it was known after `known` months, had the young ones begun `months` before."""
    values = panel.until(known).values
    values[young, : known - months] = np.nan
    return Panel(panel.ids, panel.freq, panel.first, values)


def forecasts(panel: Panel, young: np.ndarray, columns: dict[str, np.ndarray]):
    """The bare mean of the young, and what their kin make of it."""
    others = faded_quantiles(panel.rows(~young), 3, LEVELS)
    bare = merged(young, simple_forecast(panel.rows(young), 3, LEVELS), others)
    return bare, *lend(panel, bare, ~young, young, columns, LEVELS)


@pytest.mark.parametrize("months", [0, 1, 2])
def test_kin_know_a_young_series_better_than_its_own_bare_mean(months):
    panel, columns = region()
    young = np.random.default_rng(2).random(len(panel.ids)) < 0.2
    bare, lent, notes = forecasts(hidden(panel, young, months, 27), young, columns)
    truth = panel.values[young, 27:]
    loss = [weighted_quantile_loss(truth, p.quantiles[young], LEVELS) for p in (bare, lent)]
    assert loss[1] < (0.6 if months == 0 else 0.95) * loss[0]
    assert set(notes) == {name for name, new in zip(panel.ids, young, strict=True) if new}
    inside = (truth >= lent.quantiles[young][:, :, 0]) & (truth <= lent.quantiles[young][:, :, 4])
    assert 0.6 < inside.mean() < 0.97


def test_a_new_facility_takes_the_levels_of_like_products_and_its_own_size_once_it_shows():
    panel, columns = region()
    new = columns["facility"] == 3
    known = hidden(panel, new, 2, 27)
    bare, lent, _ = forecasts(known, new, columns)
    truth = panel.values[new, 27:]
    assert mae(truth, lent.mean[new]) <= 1.1 * mae(truth, bare.mean[new])
    # One product of it has a long history: that tells the size for all the others.
    anchor = panel.ids.index("F3/P4")
    size_known = new.copy()
    size_known[anchor] = False
    levels = kin_levels(np.nanmean(panel.values, axis=1), ~size_known, columns)
    unknown = kin_levels(np.nanmean(panel.values, axis=1), ~new, columns)
    real = panel.values[size_known].mean(axis=1)
    miss = [np.abs(np.log(each.level[size_known] / real)).mean() for each in (levels, unknown)]
    assert miss[0] < miss[1]


def test_a_new_product_takes_the_level_of_its_class():
    panel, columns = region()
    new = columns["product"] == 7
    codes = {**columns, "product": np.where(new, 99, columns["product"])}
    _, lent, notes = forecasts(hidden(panel, new, 0, 27), new, codes)
    assert lent.mean[new].min() > 0
    assert "same ATC subgroup" in str(notes["F0/P7"][0])


def test_own_values_count_more_the_more_there_are():
    panel, columns = region()
    young = np.zeros(len(panel.ids), dtype=bool)
    young[20] = True
    said = []
    for months in (1, 4, 9):
        _, _, notes = forecasts(hidden(panel, young, months, 27), young, columns)
        (sentence,) = map(str, notes[panel.ids[20]])
        assert sentence.startswith(f"{months} months of history: level from 11 series")
        said.append(int(sentence.partition("weighed ")[2].partition("%")[0]))
    assert said == sorted(said)
    assert said[0] < said[-1]


def test_without_close_kin_nothing_is_lent():
    panel, columns = region()
    young = np.zeros(len(panel.ids), dtype=bool)
    young[5] = True
    alone = {**columns, "product": columns["product"].copy(), "atc3": columns["atc3"].copy()}
    alone["product"][5], alone["atc3"][5] = -1, -1
    bare, lent, notes = forecasts(hidden(panel, young, 3, 27), young, alone)
    assert notes == {}
    assert lent.mean[5].tolist() == bare.mean[5].tolist()
    few = np.ones(len(panel.ids), dtype=bool)
    few[:3] = False
    assert forecasts(hidden(panel, few, 3, 27), few, columns)[2] == {}


def test_what_comes_later_is_not_seen():
    panel, columns = region()
    young = np.random.default_rng(2).random(len(panel.ids)) < 0.2
    changed = Panel(panel.ids, panel.freq, panel.first, panel.values.copy())
    changed.values[:, 27:] = 10_000
    first, second = (
        forecasts(hidden(each, young, 2, 27), young, columns)[1] for each in (panel, changed)
    )
    assert first.quantiles.tolist() == second.quantiles.tolist()


def test_empty_attributes_are_unknown_and_series_without_a_row_have_theirs():
    table = pd.DataFrame({"unique_id": ["a", "b", "c"], "specialty": ["CAR", "", "CAR"]})
    found = attribute_codes(table, ("a", "b", "c", "d"))
    assert found["specialty"].tolist() == [found["specialty"][0], -1, found["specialty"][0], -1]
    assert found["specialty"][0] >= 0


def test_a_ward_that_has_not_begun_is_forecast_like_wards_of_its_specialty():
    frame = counts(series=7, periods=120)
    names = sorted(frame.unique_id.unique())
    attributes = pd.DataFrame(
        {"unique_id": [*names, "new", "odd"], "specialty": ["MED"] * 7 + ["MED", ""]}
    )
    asked = ForecastRequest(
        frame,
        Freq.DAILY,
        7,
        ids=("new", "odd"),
        attributes=attributes,
        options=ForecastOptions(windows=1, model=ModelOptions(trees=10, rows=1000)),
    )
    answer = forecast(asked)
    means = answer.frame.set_index("unique_id")["mean"]
    # Wards of 20 to 140 a day, fewer at weekends: their geometric middle, and their week.
    assert 40 < means["new"].mean() < 120
    assert means["new"].max() > 1.5 * means["new"].min()
    (note,) = map(str, answer.notes["new"])
    assert note == "no history: level from 7 series of the same specialty, scaled to its place"
    assert not means["odd"].any()
    (note,) = map(str, answer.notes["odd"])
    assert note == "no history: forecast of zero until records come in"
