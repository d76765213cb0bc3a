"""What a forward plan keeps summed is what its rules say afresh."""

from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.supply.capacity import Capacity
from operations.core.supply.forward import Forward
from operations.core.supply.index import Index
from operations.core.supply.need import expected_units, safety_units
from operations.core.supply.shelf import Shelf
from tests.operations.core.supply.region import region

LOTS = st.lists(st.tuples(st.integers(0, 140), st.integers(0, 60)), max_size=5)
USE = st.lists(st.integers(0, 20), min_size=1, max_size=14)


@given(lots=LOTS, weekly=USE, week=st.integers(0, 13))
def test_what_is_usable_from_a_week_on_is_what_is_usable_of_the_use_that_is_left(
    lots, weekly, week
):
    shelf, weeks = Shelf(), len(weekly)
    for number, (day, units) in enumerate(lots):
        shelf.add(f"L{number}", day, units)
    use = [0, *accumulate(weekly)]
    past = use[min(week, weeks)]

    afresh = shelf.usable([max(0, units - past) for units in use[:weeks]])

    assert shelf.usable(use, past, weeks) == afresh


@given(seed=st.integers(0, 3), start=st.integers(0, 11), length=st.integers(0, 20))
@settings(deadline=None)
def test_sums_within_and_beyond_the_horizon_are_those_of_the_weeks(seed, start, length):
    look = Index(region(seed, products=1))
    forward = Forward(look, look.problem.products[0], Capacity(look))

    for demand in forward.demands.values():
        span = demand, start, start + length
        assert forward._expected(*span) == expected_units(*span)
        assert forward._safety(*span) == forward._safety(*span) == safety_units(*span)
