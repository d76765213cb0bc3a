from __future__ import annotations

import numpy as np

from forecasting.core.choice import NAIVE, choose
from forecasting.core.prediction import Prediction

LEVELS = (0.1, 0.5, 0.9)
WINDOWS = 3


def around(point: np.ndarray) -> list[Prediction]:
    quantiles = point[:, :, None] + np.array([-3.0, 0.0, 3.0])
    return [Prediction(point, quantiles)] * WINDOWS


def truths(series: int = 4) -> list[np.ndarray]:
    generator = np.random.default_rng(1)
    return [generator.normal(50, 2, (series, 10)) for _ in range(WINDOWS)]


def test_the_member_that_is_much_better_is_taken_alone():
    members = {NAIVE: around(np.full((4, 10), 30.0)), "good": around(np.full((4, 10), 50.0))}
    assert choose(members, truths(), LEVELS, np.full(4, 50.0)).family == ("good",)


def test_members_that_err_to_both_sides_are_averaged():
    members = {
        NAIVE: around(np.full((4, 10), 20.0)),
        "high": around(np.full((4, 10), 56.0)),
        "low": around(np.full((4, 10), 44.0)),
    }
    choice = choose(members, truths(), LEVELS, np.full(4, 50.0))
    assert set(choice.family) == {"high", "low"}


def test_a_family_whose_members_all_lose_uses_seasonal_naive():
    members = {NAIVE: around(np.full((4, 10), 50.0)), "bad": around(np.full((4, 10), 90.0))}
    assert choose(members, truths(), LEVELS, np.full(4, 50.0)).family == (NAIVE,)


def test_of_one_window_alone_no_recipe_replaces_the_mean_of_those_that_beat_the_anchors():
    # "good" is better than the mean of both on every series, but so it would be in a year in which
    # all series rose; a second window that says the same is believed.
    members = {
        NAIVE: around(np.full((40, 10), 20.0)),
        "good": around(np.full((40, 10), 50.0)),
        "fair": around(np.full((40, 10), 60.0)),
    }

    def chosen(count: int) -> set[str]:
        given = {name: found[:count] for name, found in members.items()}
        return set(choose(given, truths(40)[:count], LEVELS, np.full(40, 50.0)).family)

    assert chosen(1) == {"good", "fair"}
    assert chosen(2) == {"good"}


def test_a_series_on_which_the_family_clearly_loses_gets_seasonal_naive_and_no_other_does():
    point = np.full((4, 10), 50.0)
    off = point.copy()
    off[2] = 60.0
    members = {NAIVE: around(np.where(off > 50, 50.0, 20.0)), "good": around(off)}
    choice = choose(members, truths(), LEVELS, np.full(4, 50.0))
    assert choice.family == ("good",)
    assert choice.per_series == {2: (NAIVE,)}
    nth = {name: windows[0] for name, windows in members.items()}
    assert choice.combine(nth).mean[:, 0].tolist() == [50, 50, 50, 50]


def test_a_handful_of_values_is_not_enough_to_leave_the_family():
    few = [truth[:, :5] for truth in truths()]
    off = np.full((4, 5), 50.0)
    off[2] = 60.0
    members = {NAIVE: around(np.where(off > 50, 50.0, 20.0)), "good": around(off)}
    assert choose(members, few, LEVELS, np.full(4, 50.0)).per_series == {}


def test_a_member_that_is_better_only_by_chance_does_not_displace_the_mean():
    # Both lie three beside the truth, on opposite sides in half of the windows: no clear winner.
    generator = np.random.default_rng(3)
    found = [generator.normal(50, 6, (1, 10)) for _ in range(WINDOWS)]
    members = {
        NAIVE: around(np.full((1, 10), 20.0)),
        "high": around(np.full((1, 10), 53.0)),
        "low": around(np.full((1, 10), 47.0)),
    }
    assert set(choose(members, found, LEVELS, np.full(1, 50.0)).family) == {"high", "low"}


def test_a_member_that_loses_to_the_recent_mean_is_not_averaged_in():
    members = {
        NAIVE: around(np.full((4, 10), 20.0)),
        "recent_mean": around(np.full((4, 10), 44.0)),
        "good": around(np.full((4, 10), 50.0)),
        "worse": around(np.full((4, 10), 30.0)),
    }
    assert choose(members, truths(), LEVELS, np.full(4, 50.0)).family == ("good",)
    del members["good"]
    assert choose(members, truths(), LEVELS, np.full(4, 50.0)).family == ("recent_mean",)


def levels_of(*levels: float) -> list[np.ndarray]:
    """One window of two series at each level."""
    return [np.full((2, 10), level) for level in levels]


def in_each(*points: float) -> list[Prediction]:
    """A forecast of its own for each window of two series."""
    return [around(np.full((2, 10), point))[0] for point in points]


def beside_the_mean(*points: float) -> dict[str, list[Prediction]]:
    """A member, an anchor at 54 and a naive forecast that is far off."""
    return {
        NAIVE: in_each(20, 20, 20, 20),
        "recent_mean": in_each(54, 54, 54, 54),
        "theta": in_each(*points),
    }


def test_an_anchor_that_is_beaten_by_a_hair_stays_in_the_mean():
    # The member is better by 2 and worse by 1.95 in turn (sum of three pinball losses).
    found = levels_of(50, 50, 50, 50)
    members = beside_the_mean(52, 55.3, 52, 55.3)
    assert set(choose(members, found, LEVELS, np.full(2, 50.0)).family) == {"theta", "recent_mean"}
    members["theta"] = in_each(52, 53.9, 52, 53.9)  # never behind: no hair
    assert choose(members, found, LEVELS, np.full(2, 50.0)).family == ("theta",)


def test_an_anchor_that_is_ahead_by_a_hair_is_used_alone():
    found = levels_of(50, 50, 50, 50)
    members = beside_the_mean(52, 55.4, 52, 55.4)
    assert choose(members, found, LEVELS, np.full(2, 50.0)).family == ("recent_mean",)


def test_too_few_series_and_windows_do_not_tell_what_a_hair_is():
    found = levels_of(50, 50)
    members = {
        NAIVE: in_each(20, 20),
        "recent_mean": in_each(54, 54),
        "theta": in_each(52, 55.3),
    }
    assert choose(members, found, LEVELS, np.full(2, 50.0)).family == ("theta",)


def test_a_level_that_forgets_is_averaged_with_others_only_where_no_member_sees_the_year():
    found = [np.full((2, 10), level) for level in (47.0, 56.0, 49.0)]
    members = {
        NAIVE: around(np.full((2, 10), 20.0)),
        "discounted": around(np.full((2, 10), 50.0)),
        "theta": around(np.full((2, 10), 52.0)),
    }
    chosen = choose(members, found, LEVELS, np.full(2, 50.0)).family
    assert set(chosen) == {"discounted", "theta"}
    members["calendar"] = around(np.full((2, 10), 52.5))
    assert choose(members, found, LEVELS, np.full(2, 50.0)).family == ("discounted",)


def test_a_level_that_forgets_is_not_averaged_in_where_the_best_member_clearly_beats_it():
    generator = np.random.default_rng(2)
    found = [generator.normal(50, 1, (40, 10)) for _ in range(WINDOWS)]
    members = {
        NAIVE: around(np.full((40, 10), 20.0)),
        "recent_mean": around(np.full((40, 10), 40.0)),
        "discounted": around(np.full((40, 10), 54.0)),
        "theta": around(np.full((40, 10), 50.2)),
        "ets": around(np.full((40, 10), 49.8)),
    }
    chosen = choose(members, found, LEVELS, np.full(40, 50.0)).family
    assert set(chosen) == {"theta", "ets"}


def test_of_two_that_beat_the_anchors_the_one_that_knows_the_patients_is_taken():
    members = {
        NAIVE: around(np.full((4, 10), 30.0)),
        "theta": around(np.full((4, 10), 49.9)),
        "hazard": around(np.full((4, 10), 50.0)),
    }
    assert choose(members, truths(), LEVELS, np.full(4, 50.0)).family == ("hazard",)


def test_of_members_that_know_the_patients_a_clearly_beaten_one_is_left_out():
    members = {
        NAIVE: around(np.full((4, 10), 30.0)),
        "kaplan_meier": around(np.full((4, 10), 50.0)),
        "hazard": around(np.full((4, 10), 55.0)),
        "theta": around(np.full((4, 10), 49.9)),
    }
    assert choose(members, truths(), LEVELS, np.full(4, 50.0)).family == ("kaplan_meier",)


def test_members_that_know_the_patients_and_that_windows_cannot_tell_apart_are_averaged():
    # The level of each window decides who is nearer: the best of all three was lucky.
    found = [np.full((2, 10), level) for level in (47.0, 56.0, 49.0)]
    members = {
        NAIVE: around(np.full((2, 10), 20.0)),
        "kaplan_meier": around(np.full((2, 10), 53.0)),
        "hazard": around(np.full((2, 10), 52.0)),
        "theta": around(np.full((2, 10), 49.0)),
    }
    chosen = choose(members, found, LEVELS, np.full(2, 50.0)).family
    assert set(chosen) == {"kaplan_meier", "hazard"}


def test_a_series_that_is_clearly_better_than_the_patients_is_still_taken():
    members = {
        NAIVE: around(np.full((4, 10), 30.0)),
        "theta": around(np.full((4, 10), 50.0)),
        "hazard": around(np.full((4, 10), 60.0)),
    }
    assert choose(members, truths(), LEVELS, np.full(4, 50.0)).family == ("theta",)


def test_where_demand_comes_now_and_then_steady_members_are_only_what_must_be_beaten():
    members = {
        NAIVE: around(np.full((4, 10), 20.0)),
        "theta": around(np.full((4, 10), 50.6)),
        "faded": around(np.full((4, 10), 49.6)),
        "intermittent": around(np.full((4, 10), 50.4)),
    }
    choice = choose(members, truths(), LEVELS, np.full(4, 50.0))
    assert set(choice.family) == {"faded", "intermittent"}
    members["other"] = members.pop("faded")  # nobody here sees zeros: all are averaged
    choice = choose(members, truths(), LEVELS, np.full(4, 50.0))
    assert "theta" in choice.family
