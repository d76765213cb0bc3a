import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, deliver, order

CODE = "whole_packs"


@pytest.mark.parametrize(("units", "found"), [(19, [1]), (20, []), (21, [1])])
def test_units_are_packs_times_pack_size(units, found):
    assert amounts(CODE, SMALL, Plan((), (deliver(2, units=units),))) == found
    assert amounts(CODE, SMALL, Plan((order(2, units=units),))) == found


def test_the_sentence_gives_both_units():
    [one] = broken(CODE, SMALL, Plan((), (deliver(2, units=25),)))

    assert one.sentence == "Week 0: 2 packs of aspirin are 20 units, not 25."
