import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.supply.capacity import Charge
from operations.core.supply.columns.better import Taken
from operations.core.supply.columns.pool import Pool
from operations.core.supply.forward import Record

SECONDS = 5.0


def plan(cents, *use):
    nothing = Charge((), (), (), {})
    return Taken(Record(), nothing, None, np.array(use, dtype=float), float(cents))


def pool_of(*products):
    pool = Pool(len(products))
    for k, plans in enumerate(products):
        for each in plans:
            pool.add(k, each)
    return pool


def best(pool, *room):
    plans, worth = pool.best(np.array(room, dtype=float), SECONDS, by_work=False)
    return None if plans is None else [each.cents for each in plans], worth


def test_of_plans_that_do_not_fit_together_the_cheapest_set_that_does_is_taken():
    # Both would take 60 of 100. Without it the first costs 30 more, the second 50 more.
    pool = pool_of(
        [plan(10, 60), plan(40, 20)],
        [plan(20, 60), plan(70, 0)],
    )

    cents, worth = best(pool, 100)

    assert cents == [40, 20]
    assert worth[0] == pytest.approx(0.75)  # a unit more saves 30 cents for 40 units


def test_where_all_fits_the_cheapest_of_each_is_taken_and_more_room_is_worth_nothing():
    cents, worth = best(pool_of([plan(10, 60), plan(40, 20)], [plan(20, 40)]), 100)

    assert cents == [10, 20]
    assert worth.tolist() == [0.0]


def test_where_no_set_fits_there_is_none():
    assert best(pool_of([plan(10, 60)], [plan(20, 60)]), 100)[0] is None


def test_a_plan_that_costs_and_takes_as_much_as_one_that_is_known_is_not_kept():
    pool = pool_of([plan(10, 60), plan(10.2, 60.1), plan(10, 30)])

    assert [list(each.use) for each in pool.taken[0]] == [[60], [30]]
    assert pool.size == 2


plans = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(st.lists(plans, min_size=1, max_size=4), st.integers(0, 120), st.integers(0, 120))
def test_the_set_is_the_best_of_all_by_brute_force(products, first, second):
    pool = pool_of(*[[plan(*each) for each in each_plans] for each_plans in products])
    sums = [sum(map(np.array, chosen), np.zeros(3)) for chosen in itertools.product(*products)]
    fitting = [cents for cents, *use in sums if use[0] <= first and use[1] <= second]

    cents, _ = best(pool, first, second)

    assert (None if cents is None else sum(cents)) == (
        pytest.approx(min(fitting), rel=1e-4, abs=1.5) if fitting else None
    )
