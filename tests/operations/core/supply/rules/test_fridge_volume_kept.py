from dataclasses import replace

import pytest

from operations.core.supply.network import Lot
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import ASPIRIN, SMALL, amounts, broken, deliver, small

CODE = "fridge_volume_kept"

COLD = small(products=(replace(ASPIRIN, cold_chain=True),))


@pytest.mark.parametrize(("packs", "found"), [(3, []), (4, []), (5, [500])])
def test_four_packs_of_half_a_litre_fill_a_two_litre_fridge(packs, found):
    assert amounts(CODE, COLD, Plan(deliveries=(deliver(packs),))) == found


def test_what_was_there_before_counts_and_what_was_used_does_not():
    # Week 2: 40 units came in week 0, 20 were used; 20 + 20 fit, 20 + 30 do not.
    first = deliver(4)

    assert amounts(CODE, COLD, Plan(deliveries=(first, deliver(2, 2)))) == []
    assert amounts(CODE, COLD, Plan(deliveries=(first, deliver(3, 2)))) == [500]


def test_old_stock_that_nobody_adds_to_is_not_the_plans_fault():
    problem = replace(COLD, lots=(Lot("old", "centre", "aspirin", 500, 400),))

    assert amounts(CODE, problem, Plan()) == []


def test_products_outside_the_cold_chain_stay_outside():
    assert amounts(CODE, SMALL, Plan(deliveries=(deliver(9),))) == []


def test_the_sentence_gives_both_volumes():
    [found] = broken(CODE, COLD, Plan(deliveries=(deliver(5),)))

    assert found.sentence == (
        "Week 0: after the delivery centre holds 2.5 l of cold-chain products, its fridge takes "
        "2.0 l."
    )
