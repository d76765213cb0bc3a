from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.core.calendar import CalendarSpec
from forecasting.core.options import ModelOptions
from forecasting.core.patients.discharges import Discharges, train_discharges
from forecasting.core.patients.hazard import Beds, beds, hazard, hazard_parts, staying
from forecasting.core.patients.occupancy import kaplan_meier
from forecasting.core.patients.stays import journeys, read_stays
from forecasting.core.series import Panel
from tests.forecasting.core.patients import cast as patients
from tests.forecasting.core.patients.cast import DAY, geometric, known_on, stays

LEVELS = (0.05, 0.1, 0.5, 0.9, 0.95)
NOBODY = CalendarSpec("")


def model(frame: pd.DataFrame, day: int) -> Discharges:
    found = train_discharges(read_stays(frame), DAY + day, NOBODY, ModelOptions())
    assert found is not None
    return found


def test_without_anything_to_tell_patients_apart_it_expects_what_kaplan_meier_does():
    frame = known_on(geometric(days=400, arrivals=12, steady=True), 399)
    panel, found = patients.beds(frame, 400), read_stays(frame)
    ours = hazard(found, model(frame, 399))(panel, 14, LEVELS)
    theirs = kaplan_meier(found)(panel, 14, LEVELS)
    np.testing.assert_allclose(ours.mean, theirs.mean, rtol=0.06)


def test_mean_and_spread_are_those_of_drawing_every_patient_and_every_arrival():
    frame = known_on(geometric(days=400, arrivals=10, leave=0.2), 399)
    panel, known = patients.beds(frame, 400), read_stays(frame)
    found = beds(known, model(frame, 399), panel, DAY + 399, 7)
    generator = np.random.default_rng(1)
    present = (known.discharged > DAY + 399).sum()
    draws = np.zeros((4000, 7))
    for ahead in range(7):
        there = 0.8 ** (ahead + 1)
        draws[:, ahead] = generator.binomial(present, there, 4000)
        for day in range(ahead + 1):
            draws[:, ahead] += generator.poisson(10 * 0.8 ** (ahead - day + 1), 4000)
    np.testing.assert_allclose(found.mean[0], draws.mean(axis=0), rtol=0.08)
    np.testing.assert_allclose(np.sqrt(found.variance[0]), draws.std(axis=0), rtol=0.25)


def test_a_ward_is_the_sum_of_its_patients():
    frame = pd.concat(
        [geometric(ward="a"), geometric(ward="b", seed=2, leave=0.1)], ignore_index=True
    )
    known, panel = read_stays(known_on(frame, 299)), patients.beds(known_on(frame, 299), 300)
    trained, today = model(frame, 299), DAY + 299
    before, _ = journeys(known)
    none = Panel(panel.ids, panel.freq, panel.first, panel.values)
    all_in_bed = beds(known, trained, none, today, 7).mean
    here = np.flatnonzero(known.discharged > today)
    each = staying(known.part(here), before[here], trained, today, 7)
    ward = np.stack([each[known.series[here] == row].sum(axis=0) for row in (0, 1)])
    # On the first day ahead only who comes that day is added, and few of those leave the same day.
    came = all_in_bed[:, 0] - ward[:, 0]
    assert ((came > 3) & (came < 7)).all()


def test_what_happens_after_the_cutoff_is_not_seen():
    frame = geometric(days=300)
    early = known_on(frame, 200)
    panel = patients.beds(early, 201)
    whole = hazard(read_stays(frame), model(frame, 200))(panel, 7, LEVELS)
    known = hazard(read_stays(early), model(early, 200))(panel, 7, LEVELS)
    np.testing.assert_array_equal(whole.quantiles, known.quantiles)


def test_moves_into_a_ward_are_arrivals_of_that_ward():
    """Everybody spends three nights in intensive care and then four on the ward."""
    rows = range(300)
    icu = stays([(a, a + 3) for a in rows], "icu").assign(stay=rows)
    ward = stays([(a + 3, a + 7) for a in rows], "ward").assign(stay=rows)
    frame = known_on(pd.concat([icu, ward], ignore_index=True), 290)
    found = hazard(read_stays(frame), model(frame, 290))(patients.beds(frame, 291), 10, LEVELS)
    np.testing.assert_allclose(found.mean, [[3.0] * 10, [4.0] * 10], atol=0.35)


def test_a_ward_nobody_was_ever_in_stays_empty():
    frame = geometric()
    panel = Panel(("new",), patients.beds(frame, 300).freq, patients.FIRST, np.zeros((1, 300)))
    found = hazard(read_stays(frame), model(frame, 299))(panel, 5, LEVELS)
    assert (found.quantiles == 0).all()


def test_a_patient_who_has_been_there_for_years_is_no_error():
    frame = pd.concat([geometric(), stays([(-2000, None)])], ignore_index=True)
    found = hazard(read_stays(frame), model(frame, 299))(patients.beds(frame, 300), 14, LEVELS)
    assert np.isfinite(found.quantiles).all()


def test_a_hospital_where_everybody_is_still_there_empties_no_bed():
    ended = geometric(days=100, ward="old")
    present = stays([(250, None)] * 40, "new")
    frame = known_on(pd.concat([ended, present], ignore_index=True), 299)
    found = hazard(read_stays(frame), model(frame, 299))(patients.beds(frame, 300), 7, LEVELS)
    assert ((found.mean[0] > 38) & (found.mean[0] < 43)).all()


def test_four_in_five_days_lie_in_the_band_before_any_calibration():
    """A ward whose weekends are quiet and whose level wanders, forecast again every two weeks."""
    generator = np.random.default_rng(4)
    wander = np.exp(np.cumsum(generator.normal(0, 0.02, 800)))
    week = np.where(np.arange(800) % 7 >= 5, 0.6, 1.16)
    came = np.repeat(np.arange(800), generator.poisson(12 * wander * week))
    left = came + np.round(generator.gamma(2, 2, len(came))).astype(int)
    frame = stays(list(zip(came.tolist(), left.tolist(), strict=True)))
    found, whole = read_stays(frame), patients.beds(frame, 800)
    trained = model(frame, 500)
    held = []
    for cutoff in range(501, 786, 14):
        told = hazard(found, trained)(whole.until(cutoff), 14, LEVELS).quantiles[0]
        truth = whole.values[0, cutoff : cutoff + 14]
        held.append((truth >= told[:, 1]) & (truth <= told[:, 3]))
    assert 0.7 < np.mean(held) < 0.9


def test_far_ahead_the_band_is_wider():
    frame = known_on(geometric(days=400), 399)
    found = hazard(read_stays(frame), model(frame, 399))(patients.beds(frame, 400), 14, LEVELS)
    width = found.quantiles[0, :, 3] - found.quantiles[0, :, 1]
    assert width[-1] > width[0]


def test_its_parts_add_up_and_a_full_ward_is_told_apart_from_a_busy_one():
    """Ten a day for a year and thirty on the last: the ward is fuller than usual, and only that."""
    frame = geometric(days=400, arrivals=10, leave=0.2, steady=True)
    rush = stays([(399, 410)] * 20)
    frame = known_on(pd.concat([frame, rush], ignore_index=True), 399)
    panel, found, trained = patients.beds(frame, 400), read_stays(frame), model(frame, 399)
    steps = np.arange(1, 8)
    parts = hazard_parts(found, trained)(panel, steps)
    mean = hazard(found, trained)(panel, 7, LEVELS).mean
    np.testing.assert_allclose(sum(parts.values()), mean)
    more = panel.values[0, -1] - parts["level"][0, 0]
    assert more > 12
    assert more > parts["in_bed"][0, 0] > parts["in_bed"][0, 6] > 0


def test_an_empty_ward_has_nobody_in_bed_to_explain():
    frame = geometric(days=300)
    panel = Panel(("new",), patients.beds(frame, 300).freq, patients.FIRST, np.zeros((1, 300)))
    parts = hazard_parts(read_stays(frame), model(frame, 299))(panel, np.arange(1, 8))
    assert all((values == 0).all() for values in parts.values())


def test_chances_to_stay_fall_with_the_days_and_lie_between_none_and_certain():
    known = read_stays(known_on(geometric(), 299))
    before, _ = journeys(known)
    here = np.flatnonzero(known.discharged > DAY + 299)
    found = staying(known.part(here), before[here], model(geometric(), 299), DAY + 299, 28)
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found, axis=1) <= 0).all()


@given(
    st.lists(st.floats(0.01, 300), min_size=1, max_size=5),
    st.floats(0.01, 3),
    st.floats(-3, 8),
)
def test_quantiles_rise_with_their_level(means: list[float], spread: float, skew: float) -> None:
    mean = np.array([means])
    variance = spread * mean
    found = Beds(mean, variance, skew * variance**1.5).quantiles((0.05, 0.1, 0.5, 0.9, 0.95))
    assert (np.diff(found, axis=2) >= 0).all()


def test_a_skewed_count_has_the_longer_tail_above():
    one = np.array([[1.0]])
    found = Beds(one, one, one).quantiles((0.1, 0.5, 0.9))[0, 0]
    assert found[2] - found[1] > found[1] - found[0]
    assert found[2] == pytest.approx(2.3, abs=0.3)
