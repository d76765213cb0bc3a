"""Which files a plan can become: one table of families, formats and their writers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hospital.errors import ApplicationError
from operations import export_rows, selectors
from operations.exports import beds, calendar, distribution, pdf, procurement, roster, whole
from operations.models import Plan

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
}
FORMATS = ("xlsx", "csv", "pdf", "ics", "json")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants of the file: language, and for a calendar whose it is."""

    language: str = "en"
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class PlanFile:
    name: str
    media: str
    content: bytes


Writer = Callable[[Plan, Asked], bytes]


def _json(plan: Plan, asked: Asked) -> bytes:
    problem, answer, report = selectors.plan_core(plan)
    return whole.to_json(export_rows.head(plan, asked.language), problem, answer, report)


def _calendar(plan: Plan, asked: Asked) -> bytes:
    found = export_rows.roster(plan, asked.language)
    if asked.staff and asked.staff not in {worker.number for worker in found.workers}:
        raise ApplicationError(f"Nobody with the staff number {asked.staff} is in {plan}.")
    return calendar.to_ics(found, asked.staff)


WRITERS: dict[str, dict[str, dict[str, Writer]]] = {
    "staffing": {
        "roster": {
            "xlsx": lambda plan, asked: roster.to_xlsx(export_rows.roster(plan, asked.language)),
            "csv": lambda plan, asked: roster.to_csv(export_rows.roster(plan, asked.language)),
            "ics": _calendar,
            "json": _json,
        }
    },
    "beds": {
        "beds": {
            "xlsx": lambda plan, asked: beds.to_xlsx(export_rows.beds(plan, asked.language)),
            "csv": lambda plan, asked: beds.to_csv(export_rows.beds(plan, asked.language)),
            "json": _json,
        }
    },
    "supply": {
        "procurement": {
            "xlsx": lambda plan, asked: procurement.to_xlsx(
                export_rows.procurement(plan, asked.language)
            ),
            "csv": lambda plan, asked: procurement.to_csv(
                export_rows.procurement(plan, asked.language)
            ),
            "pdf": lambda plan, asked: pdf.to_pdf(export_rows.procurement(plan, asked.language)),
            "json": _json,
        },
        "distribution": {
            "xlsx": lambda plan, asked: distribution.to_xlsx(
                export_rows.distribution(plan, asked.language)
            ),
            "csv": lambda plan, asked: distribution.to_csv(
                export_rows.distribution(plan, asked.language)
            ),
            "json": _json,
        },
    },
}
"""family -> part -> format -> writer; a family's first part is meant when none is named."""

PARTS = tuple(part for parts in WRITERS.values() for part in parts)


def plan_file(
    plan: Plan, fmt: str, *, language: str = "en", part: str | None = None, staff: str | None = None
) -> PlanFile:
    """The plan as a file, its lines as they stand now. Raises ApplicationError, naming what there
    is instead, for a part or format that the family does not have."""
    parts = WRITERS[plan.family]
    part = part or next(iter(parts))
    if part not in parts:
        raise ApplicationError(
            f"A {plan.family} plan has no part {part!r}; it has: {', '.join(parts)}."
        )
    if fmt not in parts[part]:
        raise ApplicationError(
            f"The {part} of a {plan.family} plan is not written as {fmt!r}; "
            f"it can be: {', '.join(parts[part])}."
        )
    content = parts[part][fmt](plan, Asked(language, staff))
    whose = f"-{staff}" if staff else ""
    name = f"{part}-{plan.scope.replace('/', '-')}-v{plan.version}{whose}.{fmt}"
    return PlanFile(name, MEDIA[fmt], content)


def plans_file(plans: Iterable[Plan], fmt: str, *, language: str = "en") -> PlanFile:
    """One plan's file, or several in a zip archive."""
    files = [plan_file(plan, fmt, language=language) for plan in plans]
    if len(files) == 1:
        return files[0]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in files:
            archive.writestr(each.name, each.content)
    return PlanFile(f"plans-{fmt}.zip", MEDIA["zip"], out.getvalue())
