from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, order

CODE = "order_cost"


def test_every_line_costs_its_handling_however_large():
    assert amounts(CODE, SMALL, Plan()) == []
    assert amounts(CODE, SMALL, Plan((order(5),))) == [300]
    assert amounts(CODE, SMALL, Plan((order(500), order(5, 1)))) == [300, 300]


def test_the_sentence_names_product_and_supplier():
    [found] = broken(CODE, SMALL, Plan((order(5),)))

    assert found.sentence == "Week 0: placing and receiving aspirin from acme costs 3.00."
