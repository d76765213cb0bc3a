from dataclasses import replace

import numpy as np
import pytest

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Chosen
from operations.core.supply.columns.better import cents_of
from operations.core.supply.columns.engine import Region
from operations.core.supply.columns.follow import Follow, as_chosen
from operations.core.supply.columns.mix import Mix
from operations.core.supply.columns.pool import Pool
from operations.core.supply.columns.prices import Prices
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.turns import Turns
from operations.core.supply.draft import draft
from operations.core.supply.forward import Forward
from operations.core.supply.index import index
from operations.core.supply.network import Budget, Lot, Offer
from operations.core.supply.tour_room import TourRoom
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import ASPIRIN, NEED, small

TWIN = replace(ASPIRIN, id="twin")


def ordered(record):
    return [(o.supplier, o.week, o.packs) for o in record.orders if not o.on_the_way]


def delivered(record):
    return sorted((d.facility, d.week, d.lot, d.packs) for d in record.deliveries)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_minimum_order_that_its_part_has_no_money_for_is_taken_from_what_others_may_lose(workers):
    # Money for one minimum; half of it is allotted to each product, of which one is worth more.
    dear = replace(TWIN, unit_price_cents=50)
    problem = small(
        products=(ASPIRIN, dear),
        demands=(NEED, replace(NEED, product="twin")),
        offers=tuple(Offer("acme", product, 50, 1, 5) for product in ("aspirin", "twin")),
        lots=(),
        budgets=(Budget("state", 0, 4, 5 * 50),),
    )
    found = Region.of(index(problem))
    found.team.workers = workers
    half = np.array([125.0])
    found.prices = Prices(np.array([1.0]), [250.0, 250.0], 0.0, 500.0, [half, half], 1)

    drafted = found.choose(Capacity(found.look), lambda: False, lambda: True)

    assert sum(packs for r in drafted.records for _, _, packs in ordered(r)) == 5


@pytest.mark.parametrize(
    ("spare", "later", "price"),
    [(0.0, 50.0, 1.0), (-27.5, 50.0, 2.0), (55.0, 50.0, 0.5), (-55.0, 50.0, 3.0), (0.0, 0.0, 1.0)],
)
def test_money_grows_dearer_where_more_is_spent_than_allotted_and_cheaper_where_less(
    spare, later, price
):
    # Of 100 half is allotted to later products; 5 more or less are not minded.
    turns = turns_with(Mix(np.array([100.0]), 1, 250.0))

    assert turns.worth(np.array([spare]), np.array([later])) == pytest.approx([price])
    assert turns.dear.all()


def test_where_orders_are_priced_in_part_money_is_divided_and_keeps_its_price():
    turns = turns_with(None)

    assert turns.worth(np.array([-55.0]), np.array([50.0])) == pytest.approx([1.0])
    assert not turns.dear.any()


def turns_with(mix):
    found = Region.of(index(small(budgets=(Budget("state", 0, 4, 100),))))
    prices = Prices(np.array([1.0]), [250.0], 0.0, 500.0, [np.array([100.0])], 1, mix)
    left = Capacity(found.look)
    return Turns(found.look, found.shared, found.programmes, prices, left, {}, found.team, Pool(1))


def test_choices_that_cost_more_than_the_rules_of_thumb_give_way_to_these(monkeypatch):
    problem = region(1, products=3, trucks=0)
    found = Region.of(index(problem))
    found.price(lambda: True)
    nothing = lambda *args: Chosen()  # noqa: E731
    monkeypatch.setattr(Programme, "whole", nothing)

    drafted = found.choose(Capacity(found.look), lambda: False)

    thumb = draft(found.look)
    assert list(map(ordered, drafted.records)) == list(map(ordered, thumb.records))
    assert any(map(ordered, thumb.records))


@pytest.mark.parametrize("seed", range(3))
def test_what_rules_of_thumb_do_can_be_followed(seed):
    look = index(region(seed, products=4, trucks=0))
    for product in look.problem.products:
        thumb = Forward(look, product, Capacity(look)).run()
        chosen = as_chosen(look, product, thumb)

        record = Follow(look, product, Capacity(look), chosen).run()

        assert ordered(record) == ordered(thumb)
        assert delivered(record) == delivered(thumb)


def test_with_less_room_who_would_lose_most_comes_first_the_next_time():
    # Both want a pack in week 0, the tour brings one. A litre of the dear one is worth more, but
    # its centre has stock until week 2, and then there is room again.
    dear = replace(TWIN, unit_price_cents=50)
    lots = (
        Lot("L1", "depot", "aspirin", 100, 400),
        Lot("L2", "depot", "twin", 100, 400),
        Lot("own", "centre", "twin", 20, 400),
    )
    needs = (NEED, replace(NEED, product="twin"))
    problem = small(products=(ASPIRIN, dear), demands=needs, lots=lots, offers=())
    found = Region.of(index(problem))
    found.chosen = {
        "aspirin": Chosen(packs={("centre", 0): 1}),
        "twin": Chosen(packs={("centre", 0): 1}),
    }

    for programme in found.programmes:  # each alone
        chosen = found.chosen[programme.product.id]
        record = Follow(found.look, programme.product, Capacity(found.look), chosen).run()
        found.cents[programme.product.id] = cents_of(found.look, programme, record)

    def room():
        left = Capacity(found.look)
        left.tours = TourRoom({("centre", 0): 500, ("centre", 2): 5_000}, {})
        return left

    drafted, _ = found.follow(room, lambda: False)

    weeks = {line.product: line.week for r in drafted.records for line in r.deliveries}
    assert weeks == {"aspirin": 0, "twin": 2}
    hurried, _ = found.follow(room, lambda: True)
    assert {line.product for r in hurried.records for line in r.deliveries if not line.week} == {
        "twin"
    }
