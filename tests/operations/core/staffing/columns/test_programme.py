"""A linear programme that grows is, after each step, what it would be if stated at once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.errors import SolverFailure
from operations.core.staffing.columns.programme import Programme


def diet() -> tuple[Programme, int, int]:
    """Bread feeds one of each, at 3; each alone may be bought at 2."""
    programme = Programme()
    rows = [programme.row(1.0), programme.row(2.0)]
    for row in rows:
        programme.variable(2.0, [(row, 1.0)])
    return programme, *rows


def test_what_comes_later_is_used_where_it_is_cheaper():
    programme, first, second = diet()
    assert programme.solve().value == pytest.approx(6.0)
    bread = programme.variable(3.0, [(second, 1.0), (first, 1.0)])
    # One bread and one of the second: 3 + 2.
    optimum = programme.solve()
    assert optimum.value == pytest.approx(5.0)
    assert optimum.primal[bread] == pytest.approx(1.0)
    assert optimum.dual.tolist() == pytest.approx([1.0, 2.0])


def test_limits_of_a_variable_may_change_and_change_back():
    programme, first, second = diet()
    bread = programme.variable(3.0, [(first, 1.0), (second, 1.0)])
    programme.solve()
    programme.at_most(bread, 0.0)
    assert programme.solve().value == pytest.approx(6.0)
    programme.at_most(bread, 0.5)
    assert programme.solve().value == pytest.approx(5.5)
    programme.at_least(bread, 0.5)
    programme.at_most(bread, 5.0)
    assert programme.solve().value == pytest.approx(5.0)


def test_a_programme_without_a_solution_says_so_and_can_be_mended():
    programme, first, _ = diet()
    programme.solve()
    forced = programme.variable(1.0, [(first, 1.0)])
    programme.at_least(forced, 3.0)
    with pytest.raises(SolverFailure):
        programme.solve()
    programme.at_least(forced, 1.0)
    assert programme.solve().value == pytest.approx(5.0)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.data())
def test_growing_and_stating_at_once_agree(data):
    """Rows of a need, bought one by one at 100; what comes later covers several."""
    needs = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    column = st.tuples(
        st.integers(1, 90),
        st.dictionaries(st.integers(0, len(needs) - 1), st.integers(1, 3), min_size=1),
        st.sampled_from((1.0, 2.0, float("inf"))),
    )
    columns = data.draw(st.lists(column, max_size=8))
    grown = _stated(needs, [])
    for price, entries, most in columns:
        grown.variable(price, [(row, float(n)) for row, n in entries.items()], most)
        if data.draw(st.booleans()):
            grown.solve()
    assert grown.solve().value == pytest.approx(_stated(needs, columns).solve().value)


def _stated(needs: list[int], columns: list[tuple[int, dict[int, int], float]]) -> Programme:
    programme = Programme()
    for need in needs:
        row = programme.row(float(need))
        programme.variable(100.0, [(row, 1.0)])
        programme.variable(0.0, [(row, -1.0)])
    for price, entries, most in columns:
        programme.variable(price, [(row, float(n)) for row, n in entries.items()], most)
    return programme
