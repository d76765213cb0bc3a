from collections import Counter
from dataclasses import replace

import pytest

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Chosen
from operations.core.supply.columns.engine import Region
from operations.core.supply.columns.follow import Follow
from operations.core.supply.columns.rows import Spare
from operations.core.supply.columns.supply import Chance
from operations.core.supply.index import index
from operations.core.supply.levels import Level
from operations.core.supply.network import Budget, Lot, Offer, Tier
from operations.core.supply.plan import Bound
from operations.core.supply.procurement import Situation
from operations.core.supply.tour_room import TourRoom
from tests.operations.core.supply.small import ASPIRIN, CENTRE, DEPOT, NEED, small

# The level of week 0 is 70 units (lead 1 + review 4 + interval 2 weeks of 10): seven packs.
PLAIN = Offer("acme", "aspirin", 50, 1)


def line_of(offer, **changes):
    problem = small(lots=(), offers=(offer,), **changes)
    region = Region.of(index(problem))
    region.price(lambda: False)
    drafted = region.choose(Capacity(region.look), lambda: False)
    [line] = [o for record in drafted.records for o in record.orders if o.product == "aspirin"]
    return line


@pytest.mark.parametrize(
    ("offer", "changes", "packs", "bound"),
    [
        (PLAIN, {}, 7, Bound.NEED),
        (replace(PLAIN, minimum_order_packs=9), {}, 9, Bound.MINIMUM_ORDER),
        (replace(PLAIN, tiers=(Tier(8, 20),)), {}, 8, Bound.PRICE_TIER),
        (PLAIN, {"budgets": (Budget("state", 0, 4, 250),)}, 5, Bound.BUDGET),
    ],
)
def test_a_line_says_what_decided_its_size(offer, changes, packs, bound):
    line = line_of(offer, **changes)

    assert (line.packs, line.reason.bound_by) == (packs, bound)
    assert line.reason.level_units - line.reason.usable_units - line.reason.on_order_units == 70


def test_two_products_of_one_purse_both_say_that_money_was_short():
    twin = replace(ASPIRIN, id="twin")
    line = line_of(
        PLAIN,
        products=(ASPIRIN, twin),
        demands=(NEED, replace(NEED, product="twin")),
        budgets=(Budget("state", 0, 4, 250),),
    )

    assert line.reason.bound_by is Bound.BUDGET


def lines_of(*orders):
    """The lines of week 0 where these were chosen, as (offer, packs)."""
    problem = small(lots=(), offers=tuple(offer for offer, _ in orders))
    look = index(problem)
    chances = [(Chance(offer, 0, 1, 99, 1, 50, None), packs) for offer, packs in orders]
    follow = Follow(look, ASPIRIN, Capacity(look), Chosen(orders=chances))
    level = Level(70, 70, 0, 7)
    return follow._lines(Situation(0, level, 0, 0, 0, [], {}), [])


def test_two_lines_of_one_week_are_reckoned_one_after_the_other():
    first, second = lines_of((PLAIN, 4), (replace(PLAIN, supplier="other"), 3))
    assert (first.reason.on_order_units, second.reason.on_order_units) == (0, 40)
    assert (first.reason.rounding_units, second.reason.rounding_units) == (-30, 0)
    # Three packs fewer than the level asks are no rounding: the other supplier brings them.
    assert [line.reason.bound_by for line in (first, second)] == [Bound.OTHER_ORDER, Bound.NEED]
    assert (first.reason.other_supplier, second.reason.other_supplier) == ("other", "")


def test_packs_beyond_the_level_that_save_an_order_say_so():
    [line] = lines_of((PLAIN, 12))
    assert (line.reason.rounding_units, line.reason.bound_by) == (50, Bound.LEAST_COST)


@pytest.mark.parametrize("brought_ml", [1_000, 500])
def test_what_lacked_in_the_meantime_is_not_brought_after_it(brought_ml):
    # Ten units a week, deliveries in weeks 0 and 2, a pack is ten units and half a litre:
    # where one pack is cut, its ten units lack in week 1, and nobody uses them in week 2.
    sent = packs_by_week({0: 2, 2: 3}, {0: brought_ml, 2: 10_000}, stock=0)

    assert sent == {0: min(2, brought_ml // 500), 2: 3}


@pytest.mark.parametrize(("room_ml", "later"), [(1_000, 2), (1_499, 2), (1_500, 3), (5_000, 3)])
def test_what_a_tour_could_not_bring_comes_with_the_next_that_has_room(room_ml, later):
    # With 20 units there nothing lacks until week 2: the pack cut in week 0 is still of use.
    sent = packs_by_week({0: 2, 2: 2}, {0: 500, 2: room_ml}, stock=20)

    assert sent == {0: 1, 2: later}


@pytest.mark.parametrize(("taken_units", "packs"), [(0, 4), (30, 1), (40, 0)])
def test_what_another_place_hands_on_has_to_fit_the_fridge_beside_other_products(
    taken_units, packs
):
    # The fridge takes two litres, four packs; others have filled a part since they were chosen.
    cold, north = replace(ASPIRIN, cold_chain=True), replace(CENTRE, id="north")
    problem = small(
        facilities=(DEPOT, CENTRE, north),
        products=(cold,),
        lots=(Lot("N", "north", "aspirin", 40, 24),),
        transfer_pack_cents=1,
    )
    left = Capacity(index(problem))
    left.chill(cold, "centre", [taken_units] * 4)
    chosen = Chosen(
        packs={("centre", 0): 4},
        given={(3, 0): 4},
        surplus=[Spare("north", "N", 3, 4)],
        dated={("centre", 0): {3: 4}},
    )

    record = Follow(index(problem), cold, left, chosen).run()

    assert sum(d.packs for d in record.deliveries if d.origin == "north") == packs


def packs_by_week(chosen, tours, stock):
    """Packs that come by week of those chosen, with tours to the centre of so many millilitres."""
    lots = (Lot("L1", "depot", "aspirin", 100, 400), Lot("own", "centre", "aspirin", stock, 400))
    look = index(small(lots=lots, offers=()))
    left = Capacity(look)
    left.tours = TourRoom({("centre", week): ml for week, ml in tours.items()}, {})
    packs = {("centre", week): count for week, count in chosen.items()}
    record = Follow(look, ASPIRIN, left, Chosen(packs=packs)).run()
    sent = Counter()
    for line in record.deliveries:
        sent[line.week] += line.packs
    return sent


@pytest.mark.parametrize(("packs", "bound"), [(6, Bound.OTHER_ORDER), (7, Bound.NEED)])
def test_only_a_line_that_leaves_something_says_who_brings_the_rest(packs, bound):
    first, _second = lines_of((PLAIN, packs), (replace(PLAIN, supplier="other"), 3))
    assert first.reason.bound_by is bound
