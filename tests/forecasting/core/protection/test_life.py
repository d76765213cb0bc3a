import numpy as np
import pytest

from forecasting.core.protection.features import Use
from forecasting.core.protection.life import (
    CHANCES,
    TOLERATED,
    life_use,
    rungs,
    sizes_by_month,
    worth_keeping,
)


def steady(units, months=24, series=60):
    values = np.full((series, months), float(units))
    return Use(values, np.ones(values.shape, dtype=bool), {})


def test_steady_use_is_used_a_life_long_whatever_the_chance():
    use = steady(5)

    assert life_use(use, sizes_by_month(use), 12) == pytest.approx(np.full((len(CHANCES), 60), 60))


def test_with_a_few_months_nothing_is_said_to_expire():
    use = steady(5, months=5)

    assert np.isinf(life_use(use, sizes_by_month(use), 12)).all()


def test_what_stops_being_used_may_use_nothing_in_a_life():
    values = np.full((60, 30), 5.0)
    values[::2, 12:] = 0  # half of the series stop after a year
    use = Use(values, np.ones(values.shape, dtype=bool), {})

    found = life_use(use, sizes_by_month(use), 12)

    assert (found[0] < 60).all()
    assert (np.diff(found, axis=0) >= 0).all()


def test_a_unit_that_may_expire_must_be_asked_for_more_often():
    # With waste 3 and certainty to expire, (1 - 0.95) * (1 + 3) = one month in five.
    found = rungs(0.95, 3)

    assert found[-1] == pytest.approx(0.95)
    assert found[0] == pytest.approx(1 - 0.05 * (1 + 3 * TOLERATED[0]))
    assert list(found) == sorted(found)
    assert rungs(0.9, 0) == pytest.approx([0.9] * len(TOLERATED))
    assert min(rungs(0.5, 9)) == 0


def test_the_highest_level_whose_last_unit_is_worth_its_price():
    ladder = np.arange(1.0, len(TOLERATED) + 1)[:, None]
    never, always = np.full((len(CHANCES), 1), np.inf), np.zeros((len(CHANCES), 1))
    # Less than 6.5 units are used within a life with a chance of 5 %, never less than 4.
    some = np.where(np.array(CHANCES) < 0.05, 4.0, 6.5)[:, None]

    assert worth_keeping(ladder, never) == len(TOLERATED)
    assert worth_keeping(ladder, always) == 1
    assert worth_keeping(ladder, some) == 6
