from dataclasses import replace

import pytest

from operations.core.supply.columns.engine import Region
from operations.core.supply.columns.shared import Shared
from operations.core.supply.index import index
from tests.operations.core.supply.small import TRUCK, small


def test_a_week_whose_tours_brought_less_has_room_for_about_as_much():
    shared = Shared(index(small(vehicles=(TRUCK,))))
    before = shared.room.copy()

    shared.lessen({1: (20_000, 1_000), 2: (10**9, 10**9)})

    assert shared.usual[shared.volume[1]] == pytest.approx(20)
    assert shared.usual[shared.cold[1]] == pytest.approx(1)
    others = [*shared.volume[:1], *shared.volume[2:], *shared.cold[:1], *shared.cold[2:]]
    assert (shared.room[others] == before[others]).all()


def test_with_less_room_other_packs_are_chosen_and_what_was_proven_stays():
    found = Region.of(index(small(vehicles=(TRUCK,), offers=())))
    proven = found.price(lambda: False).bound

    found.lessen({0: (500, 0)}, lambda: False)

    assert found.prices.bound == proven
    assert found.prices.allotted[0][found.shared.volume[0]] <= 0.52


@pytest.mark.parametrize(
    ("brought_ml", "part"), [(9_900, 0.97), (9_000, 0.9), (8_000, 0.8), (5_000, 0.8)]
)
def test_trucks_count_for_what_full_tours_filled(brought_ml, part):
    # One truck of ten litres on one day a week.
    problem = small(vehicles=(replace(TRUCK, days=(0,)),))
    shared = Shared(index(problem))

    shared.expect({0: (brought_ml, 1 << 60)})

    assert shared.usual[shared.volume] == pytest.approx([10 * part] * 4)
    assert shared.usual[shared.cold] == pytest.approx([2 * 0.97] * 4)
    assert shared.room[shared.volume] == pytest.approx([10] * 4)  # what is proven stays proven


def test_where_all_was_brought_nothing_is_known_of_full_tours():
    shared = Shared(index(small(vehicles=(TRUCK,))))
    shared.expect({})
    assert shared.filled == 0.97
