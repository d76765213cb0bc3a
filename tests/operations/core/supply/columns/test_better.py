from dataclasses import replace

import numpy as np
import pytest

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.better import Better, Taken, cents_of
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.shared import Shared
from operations.core.supply.forward import Forward, Record
from operations.core.supply.index import index
from operations.core.supply.network import Budget, PreviousOrder
from tests.operations.core.supply.small import ASPIRIN, small

PURSE = Budget("state", 0, 4, 100)


class Shop:
    """Two products that share 100 cents: `asks[k]` are (cents spent, what the product costs then),
    dearest first; each takes the first that its part allows at the part's price."""

    def __init__(self, first, second):
        self.left = Capacity(index(small(budgets=(PURSE,))))
        self.asks = {0: first, 1: second}
        self.chosen = []

    def choose(self, k, part):
        self.chosen.append(k)
        own, most, worth = part.own[0], part.most[0], part.worth[0]
        options = [
            (cents + worth * max(0.0, spent - own), spent, cents)
            for spent, cents in self.asks[k]
            if spent <= most
        ]
        if not options:
            return None
        _, spent, cents = min(options)
        return self.taken(spent, cents)

    def taken(self, spent, cents):
        mark = self.left.mark()
        self.left.spend(ASPIRIN, 0, spent)
        return Taken(Record(), self.left.since(mark), None, np.array([float(spent)]), float(cents))

    def better(self, *plans, worth=1.0, least=(0.0, 0.0)):
        plans = [self.taken(spent, cents) for spent, cents in plans]
        room = np.array([100.0])
        found = Better(plans, self.left, room, np.array([worth]), least, [1, 1])
        found.run(self.choose, lambda: False)
        return [(p.use[0], p.cents) for p in found.plans]


def test_what_others_left_goes_to_whom_it_saves_most():
    shop = Shop([(0, 900), (60, 100)], [(40, 50)])

    assert shop.better((0, 900), (40, 50)) == [(60, 100), (40, 50)]
    assert shop.left.money == [0]


def test_who_would_save_more_gets_it_from_who_takes_it():
    # The second took all; without it the first costs 900 and the second 80 more.
    shop = Shop([(0, 900), (60, 100)], [(0, 130), (40, 90), (100, 50)])

    assert shop.better((0, 900), (100, 50)) == [(60, 100), (40, 90)]
    assert shop.left.money == [0]


@pytest.mark.parametrize("second", [[(100, 50), (40, 900)], [(100, 50)]])
def test_where_both_together_are_no_cheaper_all_stays_as_it_was(second):
    shop = Shop([(0, 900), (60, 100)], second)

    assert shop.better((0, 900), (100, 50)) == [(0, 900), (100, 50)]
    assert shop.left.money == [0]


def test_nobody_is_chosen_anew_who_costs_about_the_least_that_is_possible():
    shop = Shop([(0, 900)], [(40, 50)])

    shop.better((0, 900), (40, 50), least=(900.0, 90.0))
    assert shop.chosen == []


def test_a_product_costs_what_itself_departs_from_the_last_plan_not_what_others_ordered_there():
    twin = replace(ASPIRIN, id="twin")
    before = tuple(PreviousOrder("acme", product, 0, 9) for product in ("aspirin", "twin"))
    problem = small(products=(ASPIRIN, twin), previous=before)
    look = index(problem)
    programme = Programme(look, ASPIRIN, Shared(look))
    record = Forward(look, ASPIRIN, Capacity(look)).run()

    alone = index(replace(problem, previous=before[:1]))

    assert not [o for o in record.orders if o.packs]
    assert record.amounts["plan_stability"] == 9
    assert cents_of(look, programme, record) == cents_of(alone, programme, record)
