import numpy as np
import pytest

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Part
from operations.core.supply.columns.engine import Region
from operations.core.supply.columns.follow import Follow
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.shared import Shared
from operations.core.supply.index import index
from operations.core.supply.network import Demand, Facility, FacilityKind, Lot
from tests.operations.core.supply.small import ASPIRIN, CENTRE, DEPOT, small

TOWN = Facility("town", FacilityKind.CENTRE, 34.0, -5.1, (0, 2))


def planned(**changes):
    """What the depot sends, as (place, week, lot): packs, and what expires, as (place, lot)."""
    found = Region.of(index(small(offers=(), **changes)))
    found.price(lambda: False)
    record = found.choose(Capacity(found.look), lambda: False).records[0]
    sent = {(d.facility, d.week, d.lot): d.packs for d in record.deliveries}
    return sent, {(w.facility, w.lot): w.units for w in record.wastes}


def lots(short, lasting, week=2):
    return (
        Lot("short", "depot", "aspirin", short, 7 * week),
        Lot("long", "depot", "aspirin", lasting, 400),
    )


def test_a_pack_of_which_most_is_used_in_time_is_sent_and_the_rest_thrown_away():
    # Nine a week: until week 2 eighteen of twenty units are used, and two expire at the centre
    # instead of twenty at the depot.
    need = Demand("centre", "aspirin", (9, 9, 9, 9), (9, 9, 9, 9))

    sent, wasted = planned(demands=(need,), lots=lots(20, 20))

    assert sent == {("centre", 0, "short"): 2, ("centre", 2, "long"): 2}
    assert wasted == {("centre", "short"): 2}


def test_short_dated_packs_go_where_they_are_used_whole():
    # The centre uses four of ten units by week 2, the town ten.
    places = (DEPOT, CENTRE, TOWN)
    needs = (
        Demand("centre", "aspirin", (2, 2, 2, 2), (2, 2, 2, 2)),
        Demand("town", "aspirin", (5, 5, 5, 5), (5, 5, 5, 5)),
    )

    sent, wasted = planned(facilities=places, demands=needs, lots=lots(10, 30))

    assert sent["town", 0, "short"] == 1
    assert ("centre", 0, "short") not in sent
    assert wasted == {}


@pytest.mark.parametrize("use", [3, 9, 11, 14])
def test_what_is_chosen_costs_what_following_it_costs(use):
    need = Demand("centre", "aspirin", (use,) * 4, (use + 2,) * 4)
    look = index(small(demands=(need,), offers=(), lots=lots(30, 60)))
    programme = Programme(look, ASPIRIN, Shared(look))
    programme.solve(np.zeros(0))

    chosen = programme.whole(Part.only(np.zeros(0)), 60)
    follow = Follow(look, ASPIRIN, Capacity(look), chosen)
    record = follow.run()

    sent = {}
    for line in record.deliveries:
        sent[line.facility, line.week] = sent.get((line.facility, line.week), 0) + line.packs
    assert sent == chosen.packs


def test_a_programme_solved_in_whole_packs_is_afterwards_what_it_was():
    look = index(small(lots=lots(20, 20)))
    programme = Programme(look, ASPIRIN, Shared(look))
    before = programme.solve(np.zeros(0)).bound
    size = programme.model.get_num_linear_constraints()

    programme.whole(Part.only(np.zeros(0)), 60)

    assert programme.model.get_num_linear_constraints() == size
    assert programme.solve(np.zeros(0)).bound == pytest.approx(before, rel=1e-3)
