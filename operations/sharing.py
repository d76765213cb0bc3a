"""How a ward's people shared what weighs, over the twelve months up to the end of a roster."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hospital.models import ShiftRequest, Ward
from operations.core.staffing.sharing import Given, Shared, shared
from operations.models import Plan
from operations.sources.records.staffing_people import staff_of
from operations.sources.records.staffing_year import YEAR_DAYS, years


def plan_sharing(plan: Plan) -> tuple[Shared, ...]:
    """Ranges by contract, of the rosters that were published; a draft's own shifts are not in.

    Empty for plans that are no rosters.
    """
    if plan.family != "staffing" or plan.ward is None:
        return ()
    return shared(ward_given(plan.ward, plan.start + timedelta(days=plan.days)))


def ward_given(ward: Ward, until: date) -> list[Given]:
    """Each person of the ward with what the twelve months before `until` gave; not for showing."""
    rows = staff_of(ward)
    found = years(ward, rows, until)
    disliked = _unpopular([row.number for row in rows], until)
    return [
        Given(
            row.number,
            row.contract.code,
            year.nights,
            year.weekends,
            year.holidays,
            sum(times for shift, times in year.by_shift.items() if shift in disliked),
            year.wishes - year.refused,
        )
        for row in rows
        if (year := found[row.number]).days
    ]


def _unpopular(numbers: list[str], until: date) -> set[str]:
    """Shifts that more of these people's wishes of the twelve months were against than for."""
    wishes = ShiftRequest.objects.filter(
        staff__number__in=numbers,
        shift__isnull=False,
        date__gte=until - timedelta(days=YEAR_DAYS),
        date__lt=until,
    )
    balance: Counter[str] = Counter()
    for code, wanted in wishes.values_list("shift__code", "wanted"):
        balance[code] += -1 if wanted else 1
    return {code for code, against in balance.items() if against > 0}
