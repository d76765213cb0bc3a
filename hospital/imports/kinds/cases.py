"""Syndromes, what a case of them takes, and how many were counted."""

from hospital.imports.kind import Column, Kind
from hospital.models import CaseCount, Syndrome, SyndromeProduct

CASES = (
    Kind(
        "syndromes",
        Syndrome,
        ("code",),
        (
            Column("code", "ADD"),
            Column("name", "Acute diarrhoea"),
            Column("notifiable", "no"),
            Column("admitted_share", "0.15"),
            Column("nights", "3"),
            Column("specialty", "CARD"),
            Column("active", "yes"),
        ),
    ),
    Kind(
        "syndrome_products",
        SyndromeProduct,
        ("syndrome", "product"),
        (
            Column("syndrome", "ADD"),
            Column("product", "AMOX500"),
            Column("units_per_case", "1.5"),
        ),
    ),
    Kind(
        "cases",
        CaseCount,
        ("facility", "syndrome", "period", "first_day"),
        (
            Column("facility", "CHU"),
            Column("syndrome", "ADD"),
            Column("first_day", "2026-05-04"),
            Column("period", "week"),
            Column("cases", "17"),
        ),
    ),
)
