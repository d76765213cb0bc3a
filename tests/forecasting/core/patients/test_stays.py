from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting.core.errors import BadSeries
from forecasting.core.patients.stays import FAR, census, journeys, read_stays
from tests.forecasting.core.patients.cast import DAY, stays


def test_the_census_counts_who_is_there_at_midnight():
    found = census(read_stays(stays([(0, 2), (1, 1), (1, None)])), DAY, 4)
    assert found.tolist() == [[1, 2, 1, 1]]


def test_a_discharge_before_the_admission_is_refused_with_its_row():
    with pytest.raises(BadSeries, match="series 'icu', row 1"):
        read_stays(stays([(0, 2), (5, 3)]))


def test_no_stays_at_all_are_read_as_none():
    assert len(read_stays(stays([]))) == 0


def test_columns_beside_the_dates_are_attributes_and_an_unknown_text_is_unknown():
    frame = stays([(0, 2), (1, 3), (1, 4)]).assign(age=[70, 30, np.nan], way=["E", None, "O"])
    found = read_stays(frame)
    assert found.texts == {"way"}
    np.testing.assert_array_equal(found.attributes["way"], [0, np.nan, 1])
    np.testing.assert_array_equal(found.attributes["age"], [70, 30, np.nan])


def test_on_a_day_later_arrivals_and_later_departures_are_not_known():
    known = read_stays(stays([(0, 2), (1, 9), (5, 6)])).as_known(DAY + 3)
    assert (known.discharged == [DAY + 2, FAR]).all()


def test_who_is_moved_has_not_gone_home_and_brings_nights_along():
    moved = pd.concat(
        [stays([(0, 4)], "icu"), stays([(4, 4), (4, 9)], "ward"), stays([(1, 3)], "ward")],
        ignore_index=True,
    ).assign(stay=[7, 7, 7, 8])
    before, final = journeys(read_stays(moved))
    assert before.tolist() == [0, 4, 4, 0]
    assert final.tolist() == [False, False, True, True]
