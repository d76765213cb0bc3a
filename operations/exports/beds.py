"""The bed plan as tables and files."""

from __future__ import annotations

from datetime import timedelta

from operations.exports import plain, xlsx
from operations.exports.heading import facts, title
from operations.exports.tables import BedList, BedRow, Book, Column, Is, Table, Value
from operations.exports.words import Words


def to_csv(plan: BedList) -> bytes:
    return plain.write(table(plan), Words(plan.head.language).language, plan.head.mark)


def to_xlsx(plan: BedList) -> bytes:
    head = plan.head
    return xlsx.write(
        Book(title(head, "beds"), head.made, (table(plan),), facts(head), head.language, head.mark)
    )


def table(plan: BedList) -> Table:
    """One line a patient; who has no room stands there too, marked."""
    words = Words(plan.head.language)
    return Table(
        name=words("beds"),
        columns=(
            Column(words("patient"), width=20, personal=True),
            Column(words("waiting"), width=12),
            Column(words("ward"), width=20),
            Column(words("room")),
            Column(words("first_day"), Is.DAY),
            Column(words("nights"), Is.NUMBER),
            Column(words("until"), Is.DAY),
            Column(words("gender"), width=8, personal=True),
            Column(words("age_band"), width=8, personal=True),
            Column(words("specialty"), width=20),
            Column(words("theatre")),
            Column(words("surgeon")),
            Column(words("held"), width=8),
            Column(words("reason"), width=60),
        ),
        rows=tuple(_row(row, words) for row in plan.rows),
    )


def _row(row: BedRow, words: Words) -> tuple[Value, ...]:
    until = None if row.first_day is None else row.first_day + timedelta(days=row.nights)
    return (
        row.patient,
        words("yes" if row.waiting else "no"),
        row.ward,
        row.room or words("not_placed"),
        row.first_day,
        row.nights,
        until,
        row.gender,
        row.age_band,
        row.specialty,
        row.theatre,
        row.surgeon,
        words("yes" if row.locked else "no"),
        row.reason,
    )
