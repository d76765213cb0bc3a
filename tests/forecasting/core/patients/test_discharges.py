from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from forecasting.core.calendar import CalendarSpec
from forecasting.core.options import ModelOptions
from forecasting.core.patients.discharges import Discharges, leaving, train_discharges
from forecasting.core.patients.occupancy import survival
from forecasting.core.patients.stays import Stays, journeys, read_stays
from tests.forecasting.core.patients.cast import DAY, FIRST, geometric, known_on, stays

NOBODY = CalendarSpec("")


def trained(frame: pd.DataFrame, day: int) -> tuple[Stays, Discharges]:
    found = read_stays(frame)
    model = train_discharges(found, DAY + day, NOBODY, ModelOptions())
    assert model is not None
    return found.as_known(DAY + day), model


def chances(people: Stays, model: Discharges, rows: list[int], nights: int) -> np.ndarray:
    chosen = np.array(rows)
    before, _ = journeys(people)
    grid = np.broadcast_to(np.arange(nights), (len(rows), nights))
    return leaving(model, people.part(chosen), before[chosen], grid)


def test_without_anything_to_tell_patients_apart_it_is_the_kaplan_meier_curve():
    frame = known_on(geometric(days=400, arrivals=12), 399)
    people, model = trained(frame, 399)
    stay = np.cumprod(1 - chances(people, model, list(range(200)), 12), axis=1).mean(axis=0)
    ended = people.discharged <= DAY + 399
    nights = people.discharged[ended] - people.admitted[ended]
    curve = survival(nights, DAY + 399 - people.admitted[~ended])
    np.testing.assert_allclose(stay, curve[:12], atol=0.02)


def test_patients_still_there_do_not_shorten_what_is_learned():
    """Most long stays still run: to count only those that ended would halve the nights."""
    frame = geometric(days=120, arrivals=20, leave=0.02)
    people, model = trained(frame, 119)
    ended = people.discharged <= DAY + 119
    assert (people.discharged - people.admitted)[ended].mean() < 35
    found = chances(people, model, list(range(0, 400, 4)), 60)
    assert found.mean() == pytest.approx(0.02, abs=0.004)


def test_who_leaves_on_fridays_is_expected_to_leave_on_a_friday():
    came = np.repeat(np.arange(350), 4)
    left = came + (4 - came) % 7
    people, model = trained(stays(list(zip(came.tolist(), left.tolist(), strict=True))), 340)
    monday = int(np.flatnonzero(people.admitted == DAY + 315)[0])
    found = chances(people, model, [monday], 6)[0]
    assert found[4] > 0.9
    assert found[:4].max() < 0.1


def test_an_attribute_that_matters_moves_the_chance_and_an_unknown_one_is_no_error():
    short = geometric(days=300, leave=0.5).assign(way="day")
    long = geometric(days=300, leave=0.1, seed=2).assign(way="night")
    odd = stays([(290, None)]).assign(way=None)
    people, model = trained(pd.concat([short, long, odd], ignore_index=True), 299)
    rows = [0, len(short), len(people) - 1]
    brief, lengthy, unknown = chances(people, model, rows, 5).mean(axis=1)
    assert brief > 0.4
    assert lengthy < 0.15
    assert 0 < unknown < 0.6


def test_leaving_the_ward_is_not_leaving_the_hospital():
    """Three nights in intensive care, then four on the ward, then home."""
    icu = stays([(a, a + 3) for a in range(200)], "icu").assign(stay=range(200))
    ward = stays([(a + 3, a + 7) for a in range(200)], "ward").assign(stay=range(200))
    people, model = trained(pd.concat([icu, ward], ignore_index=True), 190)
    before, _ = journeys(people)
    first = people.part(np.array([100]))
    nights = np.arange(8)[None, :]
    assert leaving(model, first, before[100:101], nights)[0, 3] > 0.9
    home = leaving(model, first, before[100:101], nights, home=True)[0]
    assert home[7] > 0.9
    assert home[:7].max() < 0.1


def test_what_happened_later_changes_nothing():
    frame = geometric(days=300)
    people, model = trained(frame, 200)
    _, again = trained(known_on(frame, 200), 200)
    rows = list(range(50))
    np.testing.assert_array_equal(
        chances(people, model, rows, 10), chances(people, again, rows, 10)
    )


def test_few_discharges_are_no_model():
    frame = stays([(a, a + 2) for a in range(100)])
    assert train_discharges(read_stays(frame), DAY + 99, NOBODY, ModelOptions()) is None


def test_a_ward_without_a_history_is_judged_by_its_patients():
    """Two wards that differ only by their patients' age; the third is new."""
    old = geometric(days=300, leave=0.1, ward="old").assign(age=80)
    young = geometric(days=300, leave=0.5, ward="young", seed=2).assign(age=20)
    new = stays([(298, None)] * 5, "new").assign(age=80)
    people, model = trained(pd.concat([old, young, new], ignore_index=True), 299)
    found = chances(people, model, [len(people) - 1], 4)
    assert found.mean() == pytest.approx(0.1, abs=0.06)


def test_on_a_day_off_fewer_leave():
    """Nobody leaves on a day off: all who would have stay one night more."""
    off = [DAY + 10 + 14 * n for n in range(25)]
    came = np.repeat(np.arange(350), 4)
    left = came + 2
    left = np.where(np.isin(left + DAY, off), left + 1, left)
    frame = stays(list(zip(came.tolist(), left.tolist(), strict=True)))
    days = tuple(FIRST + timedelta(days=day - DAY) for day in off)
    found = read_stays(frame)
    model = train_discharges(found, DAY + 340, CalendarSpec("", added=days), ModelOptions())
    assert model is not None
    before = np.zeros(1, dtype=np.int64)
    night = np.array([[2]])
    quiet = int(np.flatnonzero(np.isin(found.admitted + 2, off))[-1])
    usual = int(np.flatnonzero(found.admitted == DAY + 331)[0])
    chance = [
        leaving(model, found.part(np.array([row])), before, night)[0, 0] for row in (quiet, usual)
    ]
    assert chance[0] < 0.3 < 0.8 < chance[1]
