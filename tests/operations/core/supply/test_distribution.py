import pytest

from operations.core.supply.distribution import Claim, release, share


def claims():
    return [Claim("a", 0, 100, 150), Claim("b", 0, 50, 75), Claim("c", 50, 50, 75)]


def test_where_there_is_enough_everyone_gets_up_to_the_level():
    assert share(claims(), 100, 10) == {"a": 15, "b": 8, "c": 3}


def test_where_there_is_not_the_worst_covered_is_served_first():
    # 9 packs: a and b end at 60 % of their expected use, c already has 100 %.
    assert share(claims(), 9, 10) == {"a": 6, "b": 3, "c": 0}


@pytest.mark.parametrize("supply", range(0, 27))
def test_nothing_is_given_twice_and_the_least_cover_never_falls(supply):
    given = share(claims(), supply, 10)
    more = share(claims(), supply + 1, 10)

    def least(packs):
        return min(packs["a"] / 10, packs["b"] / 5)

    assert sum(given.values()) == min(supply, 26)
    assert least(more) >= least(given)


def test_an_officers_figure_comes_first():
    fixed = Claim("b", 0, 0, 0, fixed_packs=7)

    assert share([claims()[0], fixed], 9, 10) == {"a": 2, "b": 7}


def test_a_cap_holds():
    assert share([Claim("a", 0, 100, 150, cap_packs=3)], 100, 10) == {"a": 3}


@pytest.mark.parametrize(
    ("supply", "now", "later", "released"),
    [(10, 4, 4, 6), (8, 4, 4, 4), (6, 4, 4, 3), (5, 0, 9, 0)],
)
def test_those_who_come_later_keep_their_share(supply, now, later, released):
    assert release(supply, now, later) == released
