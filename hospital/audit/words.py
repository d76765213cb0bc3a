"""What entries of the record say was done, and to what, in the reader's language."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import pgettext_lazy

ACTIONS = {
    "created": pgettext_lazy("audit", "created"),
    "changed": pgettext_lazy("audit", "changed"),
    "deleted": pgettext_lazy("audit", "deleted"),
    "linked": pgettext_lazy("audit", "linked"),
    "unlinked": pgettext_lazy("audit", "unlinked"),
    "cleared": pgettext_lazy("audit", "links removed"),
    "logged in": pgettext_lazy("audit", "logged in"),
    "logged out": pgettext_lazy("audit", "logged out"),
    "log-in failed": pgettext_lazy("audit", "log-in failed"),
    "second step set up": pgettext_lazy("audit", "second step set up"),
    "second step taken": pgettext_lazy("audit", "second step taken"),
    "second step failed": pgettext_lazy("audit", "second step failed"),
    "sessions ended": pgettext_lazy("audit", "own sessions ended"),
    "broke the glass": pgettext_lazy("audit", "broke the glass"),
    "ended break-glass": pgettext_lazy("audit", "ended break-glass"),
    "read under break-glass": pgettext_lazy("audit", "read under break-glass"),
    "reviewed break-glass": pgettext_lazy("audit", "reviewed break-glass"),
    "imported": pgettext_lazy("audit", "imported"),
    "import undone": pgettext_lazy("audit", "import undone"),
    "exported": pgettext_lazy("audit", "exported"),
    "run asked": pgettext_lazy("audit", "run asked for"),
    "run stopped": pgettext_lazy("audit", "run stopped"),
    "run done": pgettext_lazy("audit", "run done"),
    "run no_plan": pgettext_lazy("audit", "run without a plan"),
    "run failed": pgettext_lazy("audit", "run failed"),
    "run errored": pgettext_lazy("audit", "run errored"),
    "run cancelled": pgettext_lazy("audit", "run cancelled"),
    "run superseded": pgettext_lazy("audit", "run superseded"),
    "withdrawn": pgettext_lazy("audit", "withdrawn"),
    "erased a patient": pgettext_lazy("audit", "erased a patient"),
    "past its time": pgettext_lazy("audit", "removed, past its time"),
    "re-keyed patients": pgettext_lazy("audit", "re-keyed patients"),
}


def action_word(action: str) -> str:
    return str(ACTIONS.get(action, action))


def model_word(label: str) -> str:
    """ "hospital.Stay" -> "stay"; as it stands where there is no such model (any more)."""
    if not label:
        return "-"
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label
