"""What an excess does to the next weeks, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.outbreak.scenario import Effects, excess_now, project

pytestmark = pytest.mark.core


def test_the_excess_holds_two_weeks_and_halves_every_two():
    found = project(16.0, Effects(admitted=0.25, nights=4, units=(("ORS", 6.0),)), weeks=6)
    half = 0.5**0.5
    cases = [16, 16, 16 * half, 8, 8 * half, 4]
    assert found.cases == pytest.approx(cases, abs=1e-3)
    assert found.admissions == pytest.approx([each / 4 for each in cases], abs=1e-3)
    assert dict(found.units)["ORS"] == pytest.approx([each * 6 for each in cases], abs=1e-2)


def test_beds_fill_to_admissions_a_day_times_nights():
    # One admission a day that stays 3 nights: 1 / (1 - exp(-1/3)) = 3.53 beds once filled.
    steady = project(7.0, Effects(1.0, 3.0), weeks=2).beds
    assert steady[0] < steady[1] < 1 / (1 - np.exp(-1 / 3))
    assert steady[1] == pytest.approx(3.4, abs=0.1)


def test_nobody_admitted_takes_no_bed():
    found = project(10.0, Effects(0.0, 5.0))
    assert set(found.beds) == {0.0}
    assert set(project(10.0, Effects(0.5, 0.0)).beds) == {0.0}


def test_the_excess_now_is_that_of_the_last_known_weeks_and_never_negative():
    nan = np.nan
    assert excess_now(np.array([90.0, 12, 14, nan]), np.array([10.0, 10, 10, 10])) == 3.0
    assert excess_now(np.array([2.0, 2]), np.array([5.0, 5])) == 0.0
    assert excess_now(np.array([nan]), np.array([1.0])) == 0.0
