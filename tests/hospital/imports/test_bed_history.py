"""A file of stays that says who left ends their bed history too: ward and bed would look occupied
for ever, in the forecast and wherever beds are counted by it."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from hospital.models import Patient, Stay, StayMove
from tests.hospital.imports.conftest import Take

HEAD = "facility,number,patient,ward,gender,age_band,admitted,discharged\n"
MOVES = "stay,ward,starts,ends\n"


def at(day: int, hour: int = 10) -> datetime:
    """On that day of May, by the clock of Casablanca (UTC + 1)."""
    return datetime(2026, 5, day, hour - 1, tzinfo=UTC)


def row(number: str, discharged: str = "", admitted: str = "2026-05-01 10:00") -> str:
    return f"H,{number},P-{number},W1,F,16-64,{admitted},{discharged}\n"


@pytest.fixture
def stays(place: SimpleNamespace, take: Take) -> SimpleNamespace:
    """Stay A moved from W2 to W1 on 3 May, B has been in W1 since it came; both are here."""
    assert take("stays", HEAD + row("A") + row("B"), network="N").error_count == 0
    a, b = (Stay.objects.get(number=number) for number in "AB")
    StayMove.objects.create(stay=a, ward=place.w2, starts=at(1), ends=at(3))
    last = StayMove.objects.create(stay=a, ward=place.w1, starts=at(3))
    StayMove.objects.create(stay=b, ward=place.w1, starts=at(1))
    return SimpleNamespace(a=a, b=b, last=last)


def ends(stay: Stay) -> list[datetime | None]:
    return list(StayMove.objects.filter(stay=stay).values_list("ends", flat=True))


def test_the_last_move_of_who_left_ends_with_the_stay(stays: SimpleNamespace, take: Take) -> None:
    result = take("stays", HEAD + row("A", "2026-05-08 10:00") + row("B"), network="N")
    assert (result.updated, result.unchanged) == (1, 1)
    assert ends(stays.a) == [at(3), at(8)]
    assert ends(stays.b) == [None]


def test_a_discharge_taken_back_or_put_right_is_followed(
    stays: SimpleNamespace, take: Take
) -> None:
    take("stays", HEAD + row("A", "2026-05-08 10:00"), network="N")
    take("stays", HEAD + row("A", "2026-05-07 10:00"), network="N")
    assert ends(stays.a) == [at(3), at(7)]
    take("stays", HEAD + row("A"), network="N")
    assert ends(stays.a) == [at(3), None]


def test_a_discharge_before_the_last_move_ends_it_where_it_began(
    stays: SimpleNamespace, take: Take
) -> None:
    assert take("stays", HEAD + row("A", "2026-05-02 10:00"), network="N").error_count == 0
    assert ends(stays.a) == [at(3), at(3)]


def test_a_history_that_was_left_open_before_is_ended_by_the_same_file_again(
    stays: SimpleNamespace, take: Take
) -> None:
    file = HEAD + row("A", "2026-05-08 10:00")
    take("stays", file, network="N")
    StayMove.objects.filter(pk=stays.last.pk).update(ends=None)
    assert take("stays", file, network="N", again=True).unchanged == 1
    assert ends(stays.a) == [at(3), at(8)]


def test_a_move_that_its_own_file_leaves_open_ends_with_a_stay_that_has_ended(
    stays: SimpleNamespace, take: Take
) -> None:
    take("stays", HEAD + row("A", "2026-05-08 10:00") + row("B"), network="N")
    moves = "H/A,H/W1,2026-05-03 10:00,\nH/B,H/W1,2026-05-01 10:00,\n"
    assert take("moves", MOVES + moves, network="N").error_count == 0
    assert ends(stays.a) == [at(3), at(8)]
    assert ends(stays.b) == [None]


def test_looking_at_a_file_ends_nothing(stays: SimpleNamespace, take: Take) -> None:
    take("stays", HEAD + row("A", "2026-05-08 10:00"), network="N", dry_run=True)
    assert ends(stays.a) == [at(3), None]
    assert Patient.objects.count() == 2
