"""Which files a plan can become: one table of families, formats and their writers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.said import listed
from operations import export_rows, purchase_rows, selectors
from operations.models import OrderLine, Plan

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
}
FORMATS = ("xlsx", "csv", "pdf", "ics", "json")
LINE_FORMATS = ("xlsx", "csv", "pdf")


@dataclass(frozen=True, slots=True)
class PlanFile:
    name: str
    media: str
    content: bytes


WRITERS: dict[str, dict[str, dict[str, str]]] = {
    "staffing": {
        "roster": {
            "xlsx": "roster.to_xlsx",
            "csv": "roster.to_csv",
            "pdf": "roster_paper.to_pdf",
            "ics": "calendar.to_ics",
            "json": "whole.to_json",
        }
    },
    "beds": {"beds": {"xlsx": "beds.to_xlsx", "csv": "beds.to_csv", "json": "whole.to_json"}},
    "supply": {
        "procurement": {
            "xlsx": "procurement.to_xlsx",
            "csv": "procurement.to_csv",
            "pdf": "pdf.to_pdf",
            "json": "whole.to_json",
        },
        "distribution": {
            "xlsx": "distribution.to_xlsx",
            "csv": "distribution.to_csv",
            "pdf": "sheets.to_pdf",
            "json": "whole.to_json",
        },
        "purchases": {"pdf": "purchase.to_pdf"},
    },
}
"""family -> part -> format -> writer in operations.exports; without a part the first is meant.
Writers are imported when first used: their libraries would slow every start of the site."""

PARTS = tuple(part for parts in WRITERS.values() for part in parts)

READERS: dict[str, Callable[[Plan, str], Any]] = {
    "roster": export_rows.roster,
    "beds": export_rows.beds,
    "procurement": export_rows.procurement,
    "distribution": export_rows.distribution,
    "purchases": purchase_rows.purchases,
}


def plan_file(
    plan: Plan, fmt: str, *, language: str = "en", part: str | None = None, staff: str | None = None
) -> PlanFile:
    """The plan as a file, its lines as they stand now. Raises ApplicationError, naming what there
    is instead, for a part or format that the family does not have."""
    parts = WRITERS[plan.family]
    part = part or next(iter(parts))
    if part not in parts:
        raise ApplicationError(
            _("A %(family)s plan has no part “%(part)s”; it has: %(parts)s.")
            % {"family": plan.get_family_display(), "part": part, "parts": listed(parts)}
        )
    if fmt not in parts[part]:
        raise ApplicationError(
            _("%(part)s of a %(family)s plan is not written as %(format)s; it can be: %(formats)s.")
            % {
                "part": part,
                "family": plan.get_family_display(),
                "format": fmt,
                "formats": listed(parts[part]),
            }
        )
    if staff and fmt != "ics":
        raise ApplicationError(_("One person's file is a calendar: ask for the format ics."))
    content = _written(plan, parts[part][fmt], part, language, staff)
    whose = f"-{staff}" if staff else ""
    name = f"{part}-{plan.scope.replace('/', '-')}-v{plan.version}{whose}.{fmt}"
    return PlanFile(name, MEDIA[fmt], content)


def papers(plan: Plan) -> list[str]:
    """The formats of the plan's first part that a person reads, by their names."""
    written = next(iter(WRITERS[plan.family].values()))
    return [fmt for fmt in ("pdf", "xlsx") if fmt in written]


def order_lines_file(lines: QuerySet[OrderLine], fmt: str, *, language: str = "en") -> PlanFile:
    """Order lines of one plan, those given and no others. Raises ApplicationError for lines of
    several plans, for none, and for a format that is not written."""
    writers = WRITERS["supply"]["procurement"]
    if fmt not in LINE_FORMATS:
        raise ApplicationError(
            _("Order lines are not written as %(format)s; they can be: %(formats)s.")
            % {"format": fmt, "formats": listed(LINE_FORMATS)}
        )
    plan = _one_plan(lines)
    write = _writer(writers[fmt])
    with translation.override(language):
        table = export_rows.order_lines(plan, lines, language)
    scope = plan.scope.replace("/", "-")
    return PlanFile(f"orders-{scope}-v{plan.version}.{fmt}", MEDIA[fmt], write(table))


def purchases_file(lines: QuerySet[OrderLine], *, language: str = "en") -> PlanFile:
    """What suppliers get of these lines of one plan. Raises ApplicationError for lines of several
    plans, for none, and where nothing of them is approved."""
    plan = _one_plan(lines)
    table = purchase_rows.of_lines(plan, lines, language)
    codes = {order.supplier_code for order in table.orders}
    whose = f"-{codes.pop()}" if len(codes) == 1 else ""
    scope = plan.scope.replace("/", "-")
    name = f"purchases-{scope}-v{plan.version}{whose}.pdf"
    return PlanFile(name, MEDIA["pdf"], _writer(WRITERS["supply"]["purchases"]["pdf"])(table))


def _one_plan(lines: QuerySet[OrderLine]) -> Plan:
    plans = list(Plan.objects.filter(orderlines__in=lines).distinct()[:2])
    if len(plans) != 1:
        raise ApplicationError(_("A file is of one plan: filter the lines by one plan first."))
    return plans[0]


def distribution_file(
    plan: Plan, fmt: str, *, language: str = "en", week: date | None = None
) -> PlanFile:
    """The distribution of the week from this day on, or all of it. Raises ApplicationError for
    what it is not written as."""
    if fmt == "json" or week is None:
        return plan_file(plan, fmt, language=language, part="distribution")
    writers = WRITERS["supply"]["distribution"]
    if fmt not in writers:
        raise ApplicationError(
            _("A distribution is not written as %(format)s; it can be: %(formats)s.")
            % {"format": fmt, "formats": listed(writers)}
        )
    with translation.override(language):
        whole = export_rows.distribution(plan, language)
    until = week + timedelta(days=7)
    table = replace(
        whole,
        deliveries=tuple(row for row in whole.deliveries if week <= row.day < until),
        stops=tuple(stop for stop in whole.stops if week <= stop.day < until),
    )
    scope = plan.scope.replace("/", "-")
    name = f"distribution-{scope}-v{plan.version}-{week.isoformat()}.{fmt}"
    return PlanFile(name, MEDIA[fmt], _writer(writers[fmt])(table))


def _writer(named: str) -> Callable[..., bytes]:
    module, _dot, name = named.partition(".")
    found: Callable[..., bytes] = getattr(import_module(f"operations.exports.{module}"), name)
    return found


def _written(plan: Plan, writer: str, part: str, language: str, staff: str | None) -> bytes:
    write = _writer(writer)
    if writer.startswith("whole."):
        return write(export_rows.head(plan, language), *selectors.plan_core(plan))
    with translation.override(language):  # why a line is as it is, in the file's language
        table = READERS[part](plan, language)
    if not staff:
        return write(table)
    if staff not in {worker.number for worker in table.workers}:
        raise ApplicationError(
            _("Nobody with the staff number %(staff)s is in %(plan)s.")
            % {"staff": staff, "plan": plan}
        )
    return write(table, staff)


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
