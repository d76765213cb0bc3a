from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import TRUCK, amounts, broken, route, small

CODE = "transport_cost"

TRUCKS = small(vehicles=(TRUCK,))


def test_a_day_and_its_kilometres_are_paid_and_a_begun_cent_too():
    # 10.00 for the day, 1.00 a kilometre.
    assert amounts(CODE, TRUCKS, Plan(routes=(route(distance_m=30_000),))) == [4_000]
    assert amounts(CODE, TRUCKS, Plan(routes=(route(distance_m=30_001),))) == [4_001]
    assert amounts(CODE, TRUCKS, Plan()) == []


def test_the_sentence_tells_way_and_price():
    [found] = broken(CODE, TRUCKS, Plan(routes=(route(distance_m=30_000),)))

    assert found.sentence == "Week 0, day 0: truck drives 30 km to 1 facility for 40.00."
