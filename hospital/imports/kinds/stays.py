"""Stays and their moves, theatres, surgeons and the waiting list. Patients come with them."""

from collections.abc import Mapping
from typing import Any

from hospital.imports.kind import Column, Kind, Many
from hospital.models import NotOperating, Referral, Stay, StayMove, Surgeon, Theatre
from hospital.services.stays import discharges_followed
from hospital.spans import spans

Written = Mapping[int, Mapping[str, Any]]


def _stays_followed(written: Written) -> None:
    """Whoever left is in no bed of the history either."""
    before = {
        key: was["discharged"] for key, was in written.items() if was.get("discharged") is not None
    }
    discharges_followed(stays=list(written), before=before)


def _moves_followed(written: Written) -> None:
    """A move that is open in the file ends with its stay, where that has ended."""
    for part in spans("pk", list(written)):
        moves = StayMove.objects.filter(**part, ends=None, stay__discharged__isnull=False)
        discharges_followed(stays=set(moves.values_list("stay", flat=True)), before={})


STAYS = (
    Kind(
        "stays",
        Stay,
        ("facility", "number"),
        (
            Column("facility", "CHU"),
            Column("number", "2026-000123"),
            Column("patient", "P-8f3a"),
            Column("ward", "CHU/CARD"),
            Column("bed", "CHU/CARD/101/A"),
            Column("specialty", "CARD"),
            Column("gender", "F"),
            Column("age_band", "65-79"),
            Column("urgency", "emergency"),
            Column("admitted", "2026-05-03 14:20"),
            Column("discharged", "2026-05-08 11:00"),
            Column("expected_discharge", "2026-05-08"),
            Column("isolation", "no"),
            Column("equipment", "OXYGEN", many=Many()),
            Column("beside", ""),
        ),
        in_order=(("admitted", "discharged"),),
        longest_years=40,
        follows=_stays_followed,
    ),
    Kind(
        "moves",
        StayMove,
        ("stay", "starts"),
        (
            Column("stay", "CHU/2026-000123"),
            Column("ward", "CHU/CARD"),
            Column("bed", "CHU/CARD/101/A"),
            Column("starts", "2026-05-03 14:20"),
            Column("ends", "2026-05-08 11:00"),
        ),
        in_order=(("starts", "ends"),),
        follows=_moves_followed,
    ),
    Kind(
        "theatres",
        Theatre,
        ("facility", "code"),
        (
            Column("facility", "CHU"),
            Column("code", "OR1"),
            Column("minutes_monday_to_friday", "480"),
            Column("minutes_weekend", "0"),
        ),
    ),
    Kind(
        "surgeons",
        Surgeon,
        ("facility", "code"),
        (
            Column("facility", "CHU"),
            Column("code", "S-07"),
            Column("specialty", "CARD"),
            Column("minutes_per_day", "360"),
            Column("weekdays", "1111100"),
        ),
    ),
    Kind(
        "not_operating",
        NotOperating,
        ("facility", "theatre", "surgeon", "first_day"),
        (
            Column("facility", "CHU"),
            Column("theatre", ""),
            Column("surgeon", "CHU/S-07"),
            Column("first_day", "2026-08-03"),
            Column("last_day", "2026-08-14"),
            Column("minutes", "0"),
        ),
        in_order=(("first_day", "last_day"),),
    ),
    Kind(
        "referrals",
        Referral,
        ("facility", "number"),
        (
            Column("facility", "CHU"),
            Column("number", "R-2026-0042"),
            Column("patient", "P-91bc"),
            Column("specialty", "CARD"),
            Column("surgeon", "CHU/S-07"),
            Column("gender", "M"),
            Column("age_band", "16-64"),
            Column("registered", "2026-04-02"),
            Column("release_day", "2026-05-01"),
            Column("due_day", "2026-06-30"),
            Column("mandatory", "no"),
            Column("surgery_minutes", "150"),
            Column("expected_nights", "3"),
            Column("isolation", "no"),
            Column("equipment", "", many=Many()),
            Column("state", "waiting"),
        ),
        in_order=(("release_day", "due_day"),),
    ),
)
