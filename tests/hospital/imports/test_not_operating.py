"""Leave of surgeons and closures of theatres by file."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hospital.models import NotOperating, Surgeon, Theatre
from tests.hospital.imports.conftest import Take

HEAD = "facility,theatre,surgeon,first_day,last_day,minutes\n"


@pytest.fixture
def house(place: SimpleNamespace) -> SimpleNamespace:
    Theatre.objects.create(facility=place.hospital, code="T1")
    Surgeon.objects.create(facility=place.hospital, code="S1")
    return place


def test_both_come_and_a_second_file_puts_them_right(house: SimpleNamespace, take: Take) -> None:
    rows = "H,H/T1,,2026-08-03,2026-08-14,0\nH,,H/S1,2026-08-03,2026-08-05,90\n"
    assert take("not_operating", HEAD + rows).created == 2
    result = take("not_operating", HEAD + rows.replace("2026-08-14", "2026-08-10"))
    assert (result.updated, result.unchanged) == (1, 1)
    ends = NotOperating.objects.order_by("pk").values_list("last_day", flat=True)
    assert [str(day) for day in ends] == ["2026-08-10", "2026-08-05"]


@pytest.mark.parametrize(
    "row",
    [
        "H,H/T1,H/S1,2026-08-03,2026-08-14,0\n",  # a theatre and a surgeon
        "H,,,2026-08-03,2026-08-14,0\n",  # neither
        "H,H/T1,,2026-08-14,2026-08-03,0\n",  # ends before it begins
    ],
)
def test_what_does_not_fit_together_is_refused(
    house: SimpleNamespace, take: Take, row: str
) -> None:
    assert take("not_operating", HEAD + row).error_count == 1
    assert not NotOperating.objects.exists()
