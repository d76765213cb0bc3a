"""Emergency orders: where what would lack is dearer, and no usual order is in time."""

from dataclasses import replace

import pytest

from operations.core.errors import BadProblem
from operations.core.outcome import Options
from operations.core.supply.index import index
from operations.core.supply.levels import network_level
from operations.core.supply.need import offer_of, reference_offer
from operations.core.supply.network import Offer, OrderLock
from operations.core.supply.plan import Bound
from operations.core.supply.report import judge
from operations.core.supply.solve import solve
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import small

pytestmark = pytest.mark.usefixtures("unhurried")
SLOW = Offer("acme", "aspirin", 50, 3)


def urgent(price_cents):
    return Offer("urgent", "aspirin", price_cents, 1, emergency=True)


def planned(problem):
    # Without trucks a search ends by itself: no clock has a say in what is compared.
    outcome = solve(problem, Options(seconds=1e6))
    report = judge(problem, outcome.plan)
    assert (report.cost, report.hard) == (outcome.cost, 0)
    return outcome.plan


@pytest.mark.parametrize(("price_cents", "packs"), [(100, 2), (1_999, 2), (2_601, 0)])
def test_it_is_placed_where_what_would_lack_is_dearer(price_cents, packs):
    # Nothing is there. The usual order comes in week 3, after the last delivery of week 2: 20 units
    # lack in weeks 2 and 3. An emergency brings two packs for week 2. A pack is ten units of 5
    # cents, and an essential unit that lacks counts 40 times its price: 2,000 cents a pack. What
    # a pack of the network's level is worth (4 times 50) and holding are below 600 more.
    problem = small(lots=(), offers=(SLOW, urgent(price_cents)))

    lines = [o for o in planned(problem).orders if o.supplier == "urgent"]

    assert sum(line.packs for line in lines) == packs
    for line in lines:
        assert line.reason.bound_by is Bound.EMERGENCY
        assert line.reason.premium_percent == 2 * price_cents - 100
        assert line.reason.regular_week in (3, None)  # from week 1 on no usual order can be placed


def test_levels_do_not_count_on_it():
    both, usual = small(offers=(SLOW, urgent(10))), small(offers=(SLOW,))

    assert network_level(index(both), "aspirin", 0) == network_level(index(usual), "aspirin", 0)
    assert reference_offer([urgent(10)]) is None


@pytest.mark.parametrize("seed", range(4))
def test_with_an_emergency_offer_for_everything_plans_stay_lawful_and_never_cost_more(seed):
    usual = region(seed, products=4, centres=3, trucks=0, weeks=8)
    quick = tuple(
        replace(o, supplier=f"{o.supplier}-urgent", lead_weeks=1, emergency=True, tiers=(),
                price_cents=2 * o.price_cents, minimum_order_packs=1, pack_multiple=1)
        for o in usual.offers
    )  # fmt: skip
    problem = replace(usual, offers=(*usual.offers, *quick))

    plan = planned(problem)

    assert judge(problem, plan).cost <= judge(usual, planned(usual)).cost * 1.001 + 5
    assert {v.rule for v in judge(problem, plan).violations}.isdisjoint({"emergency_order_needed"})


@pytest.mark.parametrize("seed", range(2))
def test_a_supplier_who_also_flies_is_as_good_as_a_desk_of_its_own(seed):
    usual = region(seed, products=3, centres=3, trucks=0)
    flown = [
        replace(o, mode="air", lead_weeks=1, emergency=True, tiers=(), minimum_order_packs=1,
                price_cents=2 * o.price_cents, pack_multiple=1)
        for o in usual.offers
    ]  # fmt: skip
    desks = [replace(o, supplier=f"{o.supplier}-desk", mode="") for o in flown]
    one, two = (replace(usual, offers=(*usual.offers, *more)) for more in (flown, desks))

    plan = planned(one)

    assert judge(one, plan).cost == judge(two, planned(two)).cost
    assert any(line.mode == "air" for line in plan.orders)
    # Both ways of one supplier, product and week are two lines, each at its own price.
    assert {line.week + one_lead(one, line) for line in plan.orders if not line.on_the_way} == {
        line.arrival_week for line in plan.orders if not line.on_the_way
    }


def one_lead(problem, line):
    [offer] = [o for o in problem.offers if (o.source, o.product) == (line.source, line.product)]
    return offer.lead_weeks


def test_locks_of_two_ways_of_one_supplier_are_kept_apart():
    air = replace(SLOW, mode="air", lead_weeks=1, price_cents=90, emergency=True)
    locks = (OrderLock("acme", "aspirin", 0, 2), OrderLock("acme", "aspirin", 0, 3, "air"))

    found = planned(small(lots=(), offers=(SLOW, air), order_locks=locks)).orders

    assert sorted((o.mode, o.packs) for o in found if o.week == 0) == [("", 2), ("air", 3)]
    assert len({line.lot for line in found}) == len(found)


def test_one_offer_is_one_supplier_product_and_mode():
    air = replace(SLOW, mode="air")
    small(offers=(SLOW, air))
    with pytest.raises(BadProblem, match="offer acme/aspirin/air: appears twice"):
        small(offers=(SLOW, air, air))
    with pytest.raises(BadProblem, match="order lock acme/aspirin/air: has no offer"):
        small(offers=(SLOW,), order_locks=(OrderLock("acme", "aspirin", 0, 2, "air"),))


def test_what_is_bought_again_goes_by_its_way_or_by_the_suppliers_usual_one():
    air = replace(SLOW, mode="air", price_cents=10, emergency=True)
    sea, road = replace(SLOW, mode="sea"), replace(SLOW, mode="road", price_cents=60)
    offers = [air, road, sea, replace(SLOW, supplier="beta", price_cents=1)]

    def way(mode, among=offers):
        found = offer_of(among, "acme", "aspirin", mode)
        return found and found.mode

    assert [way(mode) for mode in ("air", "road", "", "rail")] == ["air", "road", "sea", "sea"]
    assert way("sea", [air]) == "air"  # better in an emergency than not at all
    assert way("sea", offers[3:]) is None
