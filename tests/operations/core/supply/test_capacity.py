import math
from dataclasses import replace

from operations.core.supply.capacity import Capacity
from operations.core.supply.index import index
from operations.core.supply.network import Budget
from tests.operations.core.supply.small import ASPIRIN, TRUCK, small

COLD = replace(ASPIRIN, cold_chain=True)
PURSE = Budget("state", 0, 4, 1_000)


def taken_from(left):
    left.spend(COLD, 0, 300)
    left.load(COLD, "centre", 1, 2)
    left.chill(COLD, "centre", [20, 10, 0, 0])


def rest(left):
    fridges = [left.fridge_packs(COLD, "centre", week) for week in range(4)]
    return left.money, left.volume_ml, left.cold_ml, fridges


def test_what_a_plan_takes_can_be_given_back_and_taken_again():
    left = Capacity(index(small(products=(COLD,), vehicles=(TRUCK,), budgets=(PURSE,))))
    fresh, mark = rest(left), left.mark()
    taken_from(left)
    full, taken = rest(left), left.since(mark)
    assert full != fresh

    left.charge(taken, -1)
    assert rest(left) == fresh
    left.charge(taken)
    assert rest(left) == full


def test_what_has_no_limit_has_none_afterwards():
    left = Capacity(index(small(products=(COLD,))))
    mark = left.mark()
    taken_from(left)

    left.charge(left.since(mark), -1)

    assert left.volume_ml == [math.inf] * 4
