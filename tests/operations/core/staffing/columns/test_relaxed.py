"""With totals set free and priced, nobody's lawful row costs less than what is proven."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from operations.core.staffing.columns.arrays import NO
from operations.core.staffing.columns.relaxed import Relaxed
from operations.core.staffing.columns.rows import Rows
from tests.operations.core.staffing.columns.test_rows import every_row, known_wards, reduced


@settings(max_examples=25, derandomize=True)
@given(known_wards(), st.data())
def test_no_row_costs_less_whatever_lines_and_totals_cost(problem, data):
    rows = Rows(problem)
    mine = data.draw(st.sampled_from(rows.people))
    assume((1 + len(mine.model.shifts)) ** mine.days <= 1100)
    relaxation = Relaxed(mine)
    lines, totals = len(rows.cover.target), len(relaxation.units)
    price = st.integers(-200, 9000)
    duals = np.array(data.draw(st.lists(price, min_size=lines, max_size=lines)), dtype=np.int64)
    toll = st.integers(-3000, 3000)
    tolls = np.array(data.draw(st.lists(toll, min_size=totals, max_size=totals)), dtype=np.int64)
    answer = relaxation.cheapest(duals, tolls)
    best = min(reduced(mine, row, duals) for row in every_row(mine))
    assert answer.value <= best
    if answer.value >= NO:
        assert best >= NO
