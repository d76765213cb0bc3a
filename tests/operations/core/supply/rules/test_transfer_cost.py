import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.rules.test_transfer_of_surplus import NEIGHBOURS, handed
from tests.operations.core.supply.small import amounts, deliver


@pytest.mark.parametrize("packs", [1, 3])
def test_each_pack_that_changes_hands_costs_the_same(packs):
    assert amounts("transfer_cost", NEIGHBOURS, Plan(deliveries=(handed(packs),))) == [20 * packs]


def test_the_depots_deliveries_are_no_transfers():
    assert amounts("transfer_cost", NEIGHBOURS, Plan(deliveries=(deliver(1),))) == []
