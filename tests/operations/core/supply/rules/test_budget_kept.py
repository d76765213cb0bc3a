import pytest

from operations.core.supply.network import Budget, OrderOnTheWay
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import amounts, broken, order, small

CODE = "budget_kept"


@pytest.mark.parametrize(("cents", "found"), [(499, [1]), (500, []), (501, [])])
def test_ten_packs_at_fifty_cents_need_five_hundred(cents, found):
    problem = small(budgets=(Budget("state", 0, 4, cents),))

    assert amounts(CODE, problem, Plan((order(10),))) == found


def test_a_quarter_pays_only_for_orders_of_its_weeks():
    problem = small(budgets=(Budget("state", 0, 2, 0),))

    assert amounts(CODE, problem, Plan((order(5, 1),))) == [250]
    assert amounts(CODE, problem, Plan((order(5, 2),))) == []


def test_another_funding_line_does_not_pay():
    problem = small(budgets=(Budget("donor", 0, 4, 0),))

    assert amounts(CODE, problem, Plan((order(5),))) == []


def test_what_is_still_due_for_an_order_on_the_way_counts():
    way = OrderOnTheWay("po1", "acme", "aspirin", 5, 1, 400, due_cents=100)
    problem = small(budgets=(Budget("state", 0, 4, 550),), on_the_way=(way,))

    [found] = broken(CODE, problem, Plan((order(10),)))

    assert found.sentence == (
        "Funding line state, weeks 0 to 3: orders cost 6.00, the budget is 5.50."
    )
