"""What is written of a chunk of rows is found by their keys."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from hospital.imports.kinds import KINDS
from hospital.imports.upsert import among, existing
from hospital.models import Facility, Ward


def test_parts_of_two_keys_are_no_key(place: SimpleNamespace) -> None:
    other = Facility.objects.create(network=place.network, code="B", name="B", kind="centre")
    Ward.objects.create(facility=other, code="W1", name="B's own")
    wanted = [(place.hospital.pk, "W1"), (other.pk, "W2")]
    assert list(existing(KINDS["wards"], wanted)) == wanted[:1]


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ([4, 3, 5], {"pk__gte": 3, "pk__lte": 5}),
        ([3, 5], {"pk__in": [3, 5]}),
        ([3, 4, 4], {"pk__gte": 3, "pk__lte": 4}),
        ([], {"pk__in": []}),
    ],
)
def test_keys_that_follow_each_other_are_asked_for_by_their_ends(
    keys: list[int], wanted: dict[str, Any]
) -> None:
    assert among("pk", keys) == wanted
