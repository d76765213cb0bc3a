"""Each rule a second time, as the solver needs it; deliberately sharing no formula with `rules`.

A term states what its rule of the same name states about finished rosters. `TERMS` maps codes to
terms; the terms live in modules by subject.
"""

from __future__ import annotations

from collections.abc import Callable

from operations.core.staffing.cpsat.ledger import Page
from operations.core.staffing.cpsat.terms import (
    balance,
    cells,
    cover,
    rolling,
    runs,
    totals,
    wishes,
)
from operations.core.staffing.cpsat.variables import Variables

Term = Callable[[Variables, Page], None]

TERMS: dict[str, Term] = {
    term.__name__: term
    for term in (
        cells.one_shift_per_day,
        cells.shift_allowed,
        cells.absence_respected,
        cells.lock_kept,
        cells.fixed_shift_kept,
        cells.rest_between_shifts,
        cells.shift_succession,
        totals.maximum_minutes,
        totals.minimum_minutes,
        totals.overtime_minutes,
        totals.own_people_first,
        runs.consecutive_days_maximum,
        runs.consecutive_days_minimum,
        runs.consecutive_days_off_minimum,
        runs.consecutive_days_off_maximum,
        runs.consecutive_shifts_maximum,
        runs.consecutive_shifts_minimum,
        runs.consecutive_nights_maximum,
        runs.rest_after_nights,
        totals.nights_maximum,
        totals.weekends_maximum,
        runs.weekends_complete,
        totals.assignments_maximum,
        totals.assignments_minimum,
        totals.shift_type_maximum,
        rolling.week_minutes_maximum,
        rolling.rolling_minutes_maximum,
        rolling.rolling_nights_maximum,
        rolling.rolling_weekends_maximum,
        cover.cover_minimum,
        cover.cover_target,
        cover.cover_excess,
        cover.supervision,
        cover.junior_maximum,
        wishes.wishes_for,
        wishes.wishes_against,
        balance.nights_balance,
        balance.weekends_balance,
        balance.holidays_balance,
        balance.wishes_balance,
        wishes.roster_stability,
    )
}
