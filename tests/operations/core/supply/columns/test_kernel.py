import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.supply.columns.kernel import CLOSED, FREE, UNTOLD, cheapest, live

HOLDING, SAFETY, SHORT, DISCARD, CHANGE = 1.0, 20.0, 100.0, 5.0, 17.0


def best(net, opening, wanted, ship, pack=10, most=1 << 40, **lots):
    """(packs, cost) of one facility's best choice."""
    net = np.array([net], dtype=np.int64)
    weeks = net.shape[1]
    expiry = np.array(lots.get("expiry", ()), dtype=np.int64)
    packs, drops = np.zeros((2, 1, weeks), dtype=np.int64)
    value = np.zeros(1)
    cheapest(
        pack, net, np.zeros_like(net), _wanted(wanted), np.array([opening], dtype=np.int64),
        np.full((1, weeks), most, dtype=np.int64), np.array([int(net.sum()) + 60]),
        np.array([ship], dtype=float), np.zeros(1), np.full(weeks, SHORT), np.zeros(1),
        np.zeros(1, dtype=np.int64),
        HOLDING, SAFETY, np.full((1, len(expiry)), DISCARD), expiry,
        np.array(lots.get("surplus", ()), dtype=float),
        np.zeros((1, len(expiry)), dtype=np.int64), _told(lots.get("told"), weeks), CHANGE, packs,
        drops, value,
    )  # fmt: skip
    return packs[0].tolist(), value[0]


def _told(packs, weeks):
    return np.array([[UNTOLD] * weeks if packs is None else packs], dtype=np.int64)


def cost(net, wanted, packs, ship, pack=10, told=None):
    """What the packs cost, reckoned apart from the kernel's recursion."""
    stock, total = 0, 0.0
    if told is not None:
        total += CHANGE * sum(a not in (UNTOLD, b) for a, b in zip(told, packs, strict=True))
    for use, want, sent, price in zip(net, wanted, packs, ship, strict=True):
        stock += sent * pack
        total += sent * price + SHORT * max(0, use - stock)
        stock = max(0, stock - use)
        total += HOLDING * stock + (SAFETY * max(0, want - stock) if want >= 0 else 0)
    return total


def _wanted(units):
    return np.array([[[want, -1] for want in units]], dtype=np.int64)


def test_a_need_of_a_pack_and_a_half_is_worth_two_packs():
    # One pack leaves 5 units short at 100; the second costs 30 and leaves 5 units for 5 cents.
    assert best([15], [FREE], [-1], [30.0]) == (
        [
            2,
        ],
        60.0 + 5.0,
    )


def test_a_pack_dearer_than_the_lack_it_ends_is_not_sent():
    assert best([1], [FREE], [-1], [101.0]) == ([0], 100.0)
    assert best([2], [FREE], [-1], [101.0]) == ([1], 101.0 + 8.0)


def test_a_closed_week_gets_nothing_and_a_fixed_one_what_was_fixed():
    assert best([10, 10], [CLOSED, FREE], [-1, -1], [1.0, 1.0])[0] == [0, 1]
    assert best([10, 10], [3, FREE], [-1, -1], [1.0, 1.0])[0] == [3, 0]


def test_a_fridge_that_takes_one_pack_gets_one():
    assert best([25], [FREE], [-1], [1.0], most=19)[0] == [1]
    assert best([25], [FREE], [-1], [1.0], most=20)[0] == [2]


def test_what_was_told_is_kept_unless_another_number_saves_more_than_a_change_costs():
    # One pack and two cost the same but for holding: 10 units for a week, less than a change.
    assert best([10, 10], [FREE, FREE], [-1, -1], [1.0, 1.0], told=[2, 0]) == ([2, 0], 12.0)
    assert best([10, 10], [FREE, FREE], [-1, -1], [1.0, 1.0]) == ([1, 1], 2.0)
    assert best([10, 10], [FREE, FREE], [-1, -1], [1.0, 1.0], told=[9, 0])[0] != [9, 0]


def test_what_outlasts_a_short_dated_lot_costs_the_difference_or_is_thrown_away():
    # Three packs now at 1 serve both weeks; past the first week a pack begun costs 40 more.
    kept = best([20, 10], [FREE, CLOSED], [-1, -1], [1.0, 1.0], expiry=[1], surplus=[40.0])
    assert kept == ([3, 0], 3.0 + 10 * HOLDING + 40.0)
    # At 120 more the next week's own pack (30) is cheaper.
    later = best([20, 10], [FREE, FREE], [-1, -1], [1.0, 30.0], expiry=[1], surplus=[120.0])
    assert later == ([2, 1], 2.0 + 30.0)
    # Of a pack of which two units are left it is cheaper to throw these away than to count it
    # among those that last.
    rest = best([18], [FREE], [-1], [1.0], expiry=[1], surplus=[40.0])
    assert rest == ([2], 2.0 + 2 * HOLDING + 2 * DISCARD)


@settings(max_examples=40, deadline=None)
@given(
    net=st.lists(st.integers(0, 18), min_size=3, max_size=3),
    wanted=st.lists(st.integers(-1, 12), min_size=3, max_size=3),
    ship=st.lists(st.floats(0, 400), min_size=3, max_size=3),
    open_weeks=st.lists(st.booleans(), min_size=3, max_size=3),
    told=st.none() | st.lists(st.integers(UNTOLD, 4), min_size=3, max_size=3),
)
def test_no_choice_of_packs_is_cheaper(net, wanted, ship, open_weeks, told):
    opening = [FREE if week else CLOSED for week in open_weeks]

    packs, value = best(net, opening, wanted, ship, told=told)

    # Three weeks of 18 and 12 wanted at the end are 66 units: seven packs.
    every = itertools.product(*(range(8) if week else (0,) for week in open_weeks))
    least = min(cost(net, wanted, choice, ship, told=told) for choice in every)
    assert value == pytest.approx(least)
    assert cost(net, wanted, packs, ship, told=told) == pytest.approx(least)


def test_packs_are_lived_through_with_their_shortage_and_their_room_for_short_dated_lots():
    net = np.array([[10, 10]], dtype=np.int64)
    packs = np.array([[3, 0]], dtype=np.int64)
    cost_, lacking, room = np.zeros(1), np.zeros_like(net), np.zeros((1, 1))

    live(
        10, net, np.zeros_like(net), _wanted([-1, 15]), np.array([1]),
        np.zeros((1, 1), dtype=np.int64), packs, np.zeros_like(packs), HOLDING, SAFETY, DISCARD,
        SHORT, np.array([[3, 1]]), CHANGE, cost_, lacking, room,
    )  # fmt: skip

    assert lacking.sum() == 0
    assert cost_[0] == 20 + 10 + 5 * SAFETY + CHANGE  # one pack was told of for the second week
    assert room[0, 0] == 1  # of three packs two are still there when the lot expires
