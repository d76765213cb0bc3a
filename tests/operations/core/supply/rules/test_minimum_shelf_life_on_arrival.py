from dataclasses import replace

import pytest

from operations.core.supply.network import Lot
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import ASPIRIN, amounts, broken, deliver, small

CODE = "minimum_shelf_life_on_arrival"

FRESH = replace(ASPIRIN, life_on_arrival_days=90)


@pytest.mark.parametrize(("expiry_day", "found"), [(103, [1]), (104, []), (105, [])])
def test_life_left_is_counted_from_the_first_day_of_the_week(expiry_day, found):
    # Week 2 starts on day 14; 14 + 90 = 104.
    lots = (Lot("L1", "depot", "aspirin", 100, expiry_day),)

    assert amounts(CODE, small(products=(FRESH,), lots=lots), Plan((), (deliver(1, 2),))) == found


def test_the_sentence_says_what_is_left_and_what_is_asked():
    problem = small(products=(FRESH,), lots=(Lot("L1", "depot", "aspirin", 100, 80),))

    [found] = broken(CODE, problem, Plan(deliveries=(deliver(1, 0),)))

    assert found.sentence == (
        "Week 0: lot L1 of aspirin reaches centre with 80 days of life, 90 are asked for."
    )
