"""What a run was asked, beside its scope and its days, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospital.said import listed
from operations.admin.base import signed
from operations.core.what_if import Scenario
from operations.models import Plan, Run
from operations.services.imports import LOOK

KINDS = ("what_if", "around", "replan", "step")
UNSAID = ("around_version", "language", "upload", "mark", "file", "records", "import")
"""Said with another one, or by which the run finds its work again."""


def scenario_said(scenario: Scenario) -> str:
    """In words: "+20 % patients, 2 people away"."""
    said = []
    for name, value in scenario.changes.items():
        if name == "admissions_percent":
            said.append(_("%(percent)s %% patients") % {"percent": signed(value)})
        elif name == "absent":
            said.append(ngettext("%(n)d person away", "%(n)d people away", value) % {"n": value})
        elif name == "beds_closed":
            said.append(ngettext("%(n)d bed closed", "%(n)d beds closed", value) % {"n": value})
        else:
            words = ngettext("orders %(n)d day later", "orders %(n)d days later", value)
            said.append(words % {"n": value})
    return listed(said)


def run_asked_said(run: Run) -> str:
    """ "what if: +20 % patients (plan v3), 8 s of search, seed 1234"; "" where nothing was asked
    beyond what is usual."""
    asked = dict(run.params)
    found = [_question_said(name, asked.pop(name), run) for name in KINDS if name in asked]
    found += _usual_said(asked)
    found += [f"{name} {value}" for name, value in asked.items() if name not in UNSAID]
    return listed(each for each in found if each)


def _question_said(name: str, asked: Any, run: Run) -> str:
    if name == "what_if":
        facts = {k: v for k, v in asked.items() if k != "plan"}
        said = scenario_said(Scenario(**facts))
        return _("what if: %(said)s (plan %(plan)s)") % {"said": said, "plan": _plan(asked["plan"])}
    if name == "around":
        return _("keeping what is locked in plan %(plan)s") % {"plan": _plan(asked)}
    if name == "replan":
        count = len(asked["products"])
        words = ngettext(
            "%(n)d product of plan %(plan)s planned again",
            "%(n)d products of plan %(plan)s planned again",
            count,
        )
        return words % {"n": count, "plan": _plan(asked["plan"])}
    facts = {"file": run.params.get("file", "")}
    return (_("look at %(file)s") if asked == LOOK else _("take in %(file)s")) % facts


def _plan(key: int) -> str:
    """Versions are names, whose digits are not grouped."""
    version = Plan.objects.filter(pk=key).values_list("version", flat=True).first()
    return f"v{version}" if version else "-"


def _usual_said(asked: dict[str, Any]) -> Iterator[str]:
    """Takes what it says out of `asked`."""
    if (seconds := asked.pop("seconds", None)) is not None:
        yield _("%(seconds)s s of search") % {"seconds": number_format(round(seconds))}
    if (workers := asked.pop("workers", None)) is not None:
        yield ngettext("%(n)d thread", "%(n)d threads", int(workers)) % {"n": int(workers)}
    if (seed := asked.pop("seed", None)) is not None:
        yield _("seed %(seed)s") % {"seed": seed}
