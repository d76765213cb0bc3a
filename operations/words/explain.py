"""Why a cell of a roster or a patient's bed is as it is, by the codes of the cores' `Reason`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "explain.cover": _(
        "%(shift)s on %(on)s has %(there)s; it needs at least %(minimum)s, its target "
        "is %(target)s."
    ),
    "explain.cover_skill": _(
        "%(shift)s on %(on)s has %(there)s as %(skill)s; it needs at least %(minimum)s, its "
        "target is %(target)s."
    ),
    "explain.bed_fixed": _("%(patient)s was fixed to room %(room)s."),
    "explain.bed_same": _("%(patient)s lies in room %(room)s already."),
    "explain.bed_former": _("The plan in force has %(patient)s in room %(room)s from %(on)s."),
    "explain.bed_specialty": _("Room %(room)s is of the patient's specialty, %(specialty)s."),
    "explain.bed_equipment": _("Room %(room)s has what the patient needs or wishes: %(items)s."),
    "explain.bed_isolation": _("Room %(room)s can isolate (%(isolation)s)."),
    "explain.bed_without": _("Without a bed for %(patient)s the cost changes by %(cost)s."),
    "explain.bed_no_other": _("No other room can be had that day."),
    "explain.bed_other": _("Room %(room)s instead changes the cost by %(cost)s."),
    "explain.fixed": _("%(person)s was fixed to %(shift)s."),
    "explain.wished": _("%(person)s asked for it (weight %(weight)s)."),
    "explain.unwished": _("%(person)s asked not to have it (weight %(weight)s)."),
    "explain.without": _("Without %(person)s the cost changes by %(cost)s."),
    "explain.no_other": _("Nobody else may take the shift."),
    "explain.other_free": _("%(person)s in their place, who is off, changes the cost by %(cost)s."),
    "explain.other_moving": _(
        "%(person)s in their place, who would leave %(left)s, changes the cost by %(cost)s."
    ),
}
