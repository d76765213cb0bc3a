from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.freq import Freq
from forecasting.core.patients.occupancy import kaplan_meier, survival
from forecasting.core.patients.stays import census, read_stays
from forecasting.core.series import Panel
from tests.forecasting.core.patients.cast import DAY, FIRST, beds, known_on, stays


def test_survival_by_hand():
    # Ended after 1, 2, 2 nights; one patient has stayed 1 night so far and may stay on.
    # Night 1: 4 at risk, 1 leaves: 3/4. Night 2: 2 at risk, 2 leave: 0.
    curve = survival(np.array([1, 2, 2]), np.array([1]))
    assert curve[:3].tolist() == [1.0, 0.75, 0.0]


def test_without_censoring_survival_is_the_share_that_stays_longer():
    nights = np.random.default_rng(1).geometric(0.2, 500)
    curve = survival(nights, np.array([], dtype=np.int64))
    assert curve[4] == pytest.approx((nights > 4).mean())


def test_patients_present_leave_on_the_day_their_stay_usually_ends():
    # Every stay lasts exactly 3 nights, one admission a day: the census is 3 for ever.
    rows = [(a, a + 3) for a in range(100)]
    frame = stays([(a, d if d <= 99 else None) for a, d in rows])
    panel = Panel(("icu",), Freq.DAILY, FIRST, census(read_stays(frame), DAY, 100))
    found = kaplan_meier(read_stays(frame))(panel, 7, (0.1, 0.5, 0.9))
    np.testing.assert_allclose(found.mean, np.full((1, 7), 3.0))


def test_the_band_is_as_wide_as_the_level_of_arrivals_is_uncertain():
    # Fifteen a day for ever, or ten and twenty in turns of four weeks: the same number in all.
    def width(coming: np.ndarray) -> float:
        came = np.repeat(np.arange(len(coming)), coming)
        rows = [(day, day + 2 + n % 5) for n, day in enumerate(came.tolist())]
        frame = known_on(stays(rows), len(coming) - 1)
        found = kaplan_meier(read_stays(frame))(beds(frame, len(coming)), 7, (0.1, 0.5, 0.9))
        return float(found.quantiles[0, -1, 2] - found.quantiles[0, -1, 0])

    turns = np.repeat(np.where(np.arange(15) % 2, 10, 20), 28)
    assert width(turns) > 1.5 * width(np.full(15 * 28, 15))


def test_what_happens_after_the_cutoff_is_not_seen():
    rows = [(a, a + 1 + a % 5) for a in range(100)]
    early = [(a, d if d <= 79 else None) for a, d in rows if a <= 79]
    values = census(read_stays(stays(early)), DAY, 80)
    panel = Panel(("icu",), Freq.DAILY, FIRST, values)
    whole = kaplan_meier(read_stays(stays(rows)))(panel, 7, (0.1, 0.5, 0.9))
    known = kaplan_meier(read_stays(stays(early)))(panel, 7, (0.1, 0.5, 0.9))
    np.testing.assert_array_equal(whole.quantiles, known.quantiles)


def test_a_ward_without_stays_is_empty():
    frame = stays([(a, a + 2) for a in range(60)])
    panel = Panel(("new ward",), Freq.DAILY, FIRST, np.zeros((1, 60)))
    assert (kaplan_meier(read_stays(frame))(panel, 5, (0.5,)).mean == 0).all()
