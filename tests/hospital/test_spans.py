"""Many keys are asked for in few filters, and in no other rows'."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hospital.spans import MOST, RUN, among, spans

runs = st.lists(st.tuples(st.integers(1, 5_000), st.integers(1, 3 * RUN)), max_size=6)


def named(each: dict[str, Any]) -> set[int]:
    if "pk__in" in each:
        return set(each["pk__in"])
    return set(range(each["pk__gte"], each["pk__lte"] + 1))


@given(runs)
def test_together_the_filters_are_exactly_the_keys(pieces: list[tuple[int, int]]) -> None:
    keys = {key for first, count in pieces for key in range(first, first + count)}
    found = [named(each) for each in spans("pk", keys)]
    assert set().union(*found) == keys
    assert sum(map(len, found)) == len(keys), "no key is asked for twice"


def test_keys_that_follow_each_other_are_one_range_however_many() -> None:
    assert list(spans("pk", range(7, 1_000_007))) == [{"pk__gte": 7, "pk__lte": 1_000_006}]


def test_loose_keys_are_named_no_more_at_once_than_a_query_names() -> None:
    found = list(spans("pk", range(0, 2 * (MOST + 1), 2)))
    assert [len(each["pk__in"]) for each in found] == [MOST, 1]


def test_of_no_keys_nothing_is_asked() -> None:
    assert list(spans("pk", [])) == []
    assert among("pk", []) == {"pk__in": []}
