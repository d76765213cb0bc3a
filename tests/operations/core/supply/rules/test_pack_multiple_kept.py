import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, order

CODE = "pack_multiple_kept"


@pytest.mark.parametrize(("packs", "found"), [(9, [4]), (10, []), (11, [1])])
def test_orders_are_whole_cartons(packs, found):
    assert amounts(CODE, SMALL, Plan((order(packs),))) == found


def test_the_sentence_names_the_carton():
    [found] = broken(CODE, SMALL, Plan((order(7),)))

    assert (
        found.sentence == "Week 0: 7 packs of aspirin from acme, who sells in cartons of 5 packs."
    )
