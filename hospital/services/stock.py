"""Stock as somebody finds it on the shelf: lots counted, corrected, thrown away, each with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hospital.access import Act, may, scope
from hospital.audit import context
from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import StockLot
from hospital.said import listed

MOST_UNITS = 2_147_483_647
NAMED = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one lot: what its list said when it was counted, and what is there. Both in units."""

    lot: int
    was: int
    units: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """A lot that held another quantity than was counted; `lot` has what was counted."""

    lot: StockLot
    was: int


def stock_count(*, user: Any, counts: Sequence[Counted], reason: str) -> list[Corrected]:
    """What is there instead of what was thought to be; all of it or nothing. Lots that are as they
    were thought to be stay, and nothing is said of them.

    Raises ApplicationError without a reason or for a number that there cannot be, Forbidden for a
    lot of a place that is not the person's to supply, Conflict where a lot is gone or holds
    something else than when it was counted.
    """
    reason = reason.strip()
    if not reason:
        raise ApplicationError(_("Say why the stock is corrected, for example: counted."))
    if not may(user, Act.SUPPLY):
        raise Forbidden(_("Your role does not allow this here."))
    with transaction.atomic(), context.because(reason):
        found = _found(user, [each.lot for each in counts])
        _as_it_was([(found[each.lot], each.was) for each in counts])
        return [
            Corrected(_corrected(found[each.lot], each.units), each.was)
            for each in counts
            if each.units != each.was
        ]


def _found(user: Any, keys: Sequence[int]) -> dict[int, StockLot]:
    rows = StockLot.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    found = {row.pk: row for row in rows.select_related("product", "facility").order_by("pk")}
    if gone := len(set(keys) - found.keys()):
        said = _("Lots that are not there any more: %(count)s. Look at the list again.")
        raise Conflict(said % {"count": number_format(gone)})
    mine = scope(StockLot.objects.filter(pk__in=keys), user, "facility", Act.SUPPLY)
    strange = found.keys() - set(mine.values_list("pk", flat=True))
    if strange:
        places = sorted({found[pk].facility.code for pk in strange})
        said = _("Your role does not allow you to correct the stock of: %(places)s.")
        raise Forbidden(said % {"places": listed(places)})
    return found


def _as_it_was(seen: Sequence[tuple[StockLot, int]]) -> None:
    """Raises Conflict: a delivery, a receipt or a file came while somebody counted."""
    other = [(lot, was) for lot, was in seen if lot.quantity != was]
    if other:
        told = [
            _("%(lot)s of %(product)s: %(before)s → %(after)s")
            % {
                "lot": lot.lot,
                "product": lot.product,
                "before": number_format(was),
                "after": number_format(lot.quantity),
            }
            for lot, was in other[:NAMED]
        ]
        said = _("Changed since you opened the list: %(lines)s. Look again, then decide.")
        raise Conflict(said % {"lines": listed(told)})


def _corrected(lot: StockLot, units: int) -> StockLot:
    if not 0 <= units <= MOST_UNITS:
        raise ApplicationError(
            _("%(lot)s: write the units that are there as a whole number.") % {"lot": lot}
        )
    lot.quantity = units
    lot.save(update_fields=["quantity"])
    return lot
