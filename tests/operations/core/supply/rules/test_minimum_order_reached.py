import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, order

CODE = "minimum_order_reached"


@pytest.mark.parametrize(("packs", "found"), [(4, [1]), (5, []), (6, [])])
def test_an_order_line_reaches_the_minimum(packs, found):
    assert amounts(CODE, SMALL, Plan((order(packs),))) == found


def test_an_order_on_the_way_is_not_asked():
    assert amounts(CODE, SMALL, Plan((order(1, on_the_way="po1"),))) == []


def test_the_sentence_names_supplier_and_minimum():
    [found] = broken(CODE, SMALL, Plan((order(4),)))

    assert found.sentence == "Week 0: 4 packs of aspirin from acme, who sells at least 5."
