import pytest

from operations.core import snapshot
from operations.core.supply.network import FacilityKind
from operations.sources.demo_supply import Purse, made_region


def test_the_same_arguments_make_the_same_region():
    first, second = made_region(6, 11), made_region(6, 11)

    assert snapshot.dumps(first) == snapshot.dumps(second)
    assert snapshot.dumps(first) != snapshot.dumps(made_region(6, 11, seed=2))


def test_a_region_has_a_depot_hospitals_each_week_and_centres_each_fourth():
    problem = made_region(6, 11)

    kinds = [f.kind for f in problem.facilities]
    assert (kinds.count(FacilityKind.HOSPITAL), kinds.count(FacilityKind.CENTRE)) == (1, 10)
    every = {f.kind: f.delivery_weeks for f in problem.facilities}
    assert every[FacilityKind.HOSPITAL] == tuple(range(12))
    assert len(every[FacilityKind.CENTRE]) == 3


def test_a_tight_purse_has_less_money_and_smaller_trucks_for_the_same_need():
    slack, tight = made_region(6, 11, Purse.SLACK), made_region(6, 11, Purse.TIGHT)

    assert slack.demands == tight.demands
    assert all(t.cents < s.cents for t, s in zip(tight.budgets, slack.budgets, strict=True))
    assert tight.vehicles[0].volume_ml < slack.vehicles[0].volume_ml


def test_a_short_region_has_stock_for_seven_tenths_of_its_need_and_nobody_who_sells():
    problem = made_region(12, 11, Purse.SHORT)

    need = sum(sum(d.expected_units) for d in problem.demands)
    assert problem.offers == ()
    assert sum(lot.units for lot in problem.lots) / need == pytest.approx(0.7, abs=0.05)


def test_no_region_is_made_of_one_facility():
    with pytest.raises(ValueError, match="two facilities"):
        made_region(3, 1)
