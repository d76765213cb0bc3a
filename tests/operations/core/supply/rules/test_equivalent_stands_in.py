import pytest

from operations.core.supply.network import Lot
from operations.core.supply.plan import Plan
from tests.operations.core.supply.equivalent import LACKING, stands_in, strong
from tests.operations.core.supply.small import amounts, broken, short, small

CODE = "equivalent_stands_in"


def plan(line, packs=1):
    return Plan(deliveries=(strong(packs),), stand_ins=(line,))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (stands_in(0, 9, 5), []),  # nine lack one less: half a strong one is lost
        (stands_in(0, 10, 5), []),
        (stands_in(0, 11, 6), [1]),  # ten lack
        (stands_in(0, 10, 4), [2]),  # four serve eight
        (stands_in(0, 10, 6), [1]),  # one too many
    ],
)
def test_as_many_stand_in_as_serve_what_lacks(line, found):
    assert amounts(CODE, LACKING, plan(line)) == found


@pytest.mark.parametrize(("left", "found"), [(6, []), (5, []), (4, [2])])
def test_no_more_stand_in_than_are_left_on_the_shelf(left, found):
    problem = small(
        **{name: getattr(LACKING, name) for name in ("products", "offers", "equivalents")},
        lots=(Lot("S1", "centre", "strong", left, 400),),
    )
    assert amounts(CODE, problem, Plan(stand_ins=(stands_in(0),))) == found


def test_what_expired_stands_in_for_nothing():
    problem = small(
        **{name: getattr(LACKING, name) for name in ("products", "offers", "equivalents")},
        lots=(Lot("S1", "centre", "strong", 50, 7),),
    )
    assert amounts(CODE, problem, Plan(stand_ins=(stands_in(0), stands_in(1)))) == [10]


def test_only_equivalents_stand_in():
    alone = small(products=LACKING.products, offers=(), lots=LACKING.lots)

    [found] = broken(CODE, alone, plan(stands_in(0)))

    assert found.variant == "not_equivalent"
    assert "it is no equivalent" in found.sentence


def test_the_sentence_says_what_could_stand_in():
    [found] = broken(CODE, LACKING, plan(stands_in(0, 11, 6)))

    assert found.sentence == (
        "Week 0: 6 units of strong are to stand in for 11 of aspirin at centre; by what lacks and "
        "what is left there, 5 can, for 10."
    )


def test_what_is_served_lacks_no_more_and_is_on_the_shelf_no_more():
    served = Plan(
        deliveries=(strong(1),),
        stand_ins=(stands_in(0), stands_in(1)),
        shortages=short(0, 0, 10, 10),
    )

    assert broken("stock_conserved", LACKING, served) == []
    assert amounts("demand_met", LACKING, served) == [10 * 40 * 5] * 2
