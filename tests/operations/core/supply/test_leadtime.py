import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.core.supply.leadtime import days_within

DAYS = st.lists(st.integers(0, 400), min_size=1, max_size=12)


@pytest.mark.parametrize(("level", "days"), [(0.2, 7), (0.21, 14), (0.6, 14), (0.61, 21), (1, 35)])
def test_the_least_days_within_which_enough_orders_had_come(level, days):
    assert days_within(level, [7, 14, 14, 21, 35]) == days


def test_what_is_still_waited_for_counts_until_today():
    # At day 10 one of four comes: 3/4 are left. At day 20 one of two, since the one waited for 12
    # days is no longer in view: 3/8 are left, so that 62.5 % had come. At day 30 the last.
    assert days_within(0.5, [10, 20, 30]) == 20
    assert days_within(0.62, [10, 20, 30], [12]) == 20
    assert days_within(0.63, [10, 20, 30], [12]) == 30


def test_an_order_that_was_forgotten_counts_as_long_as_the_longest():
    assert days_within(0.5, [10, 20], [9_000]) == 20
    assert days_within(0.9, [10, 20], [9_000]) == 20


def test_without_a_received_order_nothing_is_known():
    with pytest.raises(ValueError, match="no order was received"):
        days_within(0.5, [], [4])


@given(DAYS, st.lists(st.integers(0, 400), max_size=12), st.floats(0.05, 1))
def test_orders_that_wait_never_make_a_supplier_quicker(received, waiting, level):
    assert days_within(level, received, waiting) >= days_within(level, received)


@given(DAYS, st.floats(0.05, 0.95))
def test_more_certainty_never_takes_fewer_days(received, level):
    assert days_within(level, received) <= days_within(level + 0.05, received)
