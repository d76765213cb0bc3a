"""Why a cell of a roster is as it is, by the code of operations.core.staffing.explain.Reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "explain.cover": _(
        "%(shift)s on %(on)s has %(there)s; %(minimum)s are needed at the least, %(target)s are "
        "planned for."
    ),
    "explain.cover_skill": _(
        "%(shift)s on %(on)s has %(there)s as %(skill)s; %(minimum)s are needed at the least, "
        "%(target)s are planned for."
    ),
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
