"""What plans and runs say of a stay or referral after it was unlinked from its patient."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from hospital.models import Facility
from hospital.said import Said
from operations.models import BedAssignment, Finding, Plan, Run, RunKind
from operations.services.runs import runs_restart

NAMED = ("stay", "number", "referral", "patient")
"""Names of facts that hold a bare number."""


def plans_forget(*, renamed: Mapping[str, str]) -> int:
    """Snapshots name the new ids, findings about them name nobody. Returns how many plans there
    were; call it in the transaction that renamed the rows."""
    numbers = [new.partition(":")[2] for new in renamed.values()]
    lines = BedAssignment.objects.filter(stay__number__in=numbers) | BedAssignment.objects.filter(
        referral__number__in=numbers
    )
    plans = list(lines.order_by().values_list("plan", flat=True).distinct())
    lines.update(reason="")
    for number in plans:
        with transaction.atomic():
            _forget(Plan.objects.select_for_update().get(pk=number), renamed)
    return len(plans)


def _forget(plan: Plan, renamed: Mapping[str, str]) -> None:
    replaced = _replacer(renamed)
    changed = {name: replaced(bytes(getattr(plan, name))) for name in ("problem", "answer")}
    sha256 = plan.sha256
    if changed["answer"]:
        sha256 = hashlib.sha256(zlib.decompress(changed["answer"])).hexdigest()
    Plan.objects.filter(pk=plan.pk).update(**changed, sha256=sha256)
    about = [
        pk
        for pk, subjects in Finding.objects.filter(plan=plan).values_list("pk", "subjects")
        if not renamed.keys().isdisjoint(map(str, subjects))
    ]
    Finding.objects.filter(pk__in=about).update(subjects=[], facts={}, sentence="")


def runs_forget(*, renamed: Mapping[str, str], restart: bool = False) -> None:
    """Plans found so far and messages of bed runs there name none of them any more; call it in the
    transaction that renamed the rows. restart: what is under way begins again without them."""
    numbers = [new.partition(":")[2] for new in renamed.values()]
    found = Facility.objects.filter(
        Q(stays__number__in=numbers) | Q(referrals__number__in=numbers)
    ).distinct()
    named = _named(renamed)
    for facility in found:
        runs = Run.objects.filter(
            network=facility.network_id, kind=RunKind.BEDS, scope=facility.code
        )
        if restart:
            runs_restart(runs)
        for run in runs.exclude(incumbent=None, message=""):
            gone: dict[str, Any] = {}
            if named.search(json.dumps(run.incumbent, ensure_ascii=False)):
                gone["incumbent"] = None
            if named.search(run.message.dumps()):
                gone["message"] = Said()
            if gone:
                Run.objects.filter(pk=run.pk).update(**gone)


def _named(renamed: Mapping[str, str]) -> re.Pattern[str]:
    """Any of the former ids, however a sentence, a traceback or an answer writes it."""
    words = {form for old in renamed for form in (old, _spoken(old), old.partition(":")[2])}
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])")


def _spoken(name: str) -> str:
    """As notes about records name it: "stay NUMBER"."""
    return name.replace(":", " ", 1)


def _replacer(renamed: Mapping[str, str]) -> Callable[[bytes], bytes]:
    """Compressed JSON with its ids replaced: whole strings only, and bare numbers where a name
    says that they are one's."""
    ids = {}
    for old, new in renamed.items():
        ids[f'"{old}"'] = f'"{new}"'
        ids[f'"{_spoken(old)}"'] = f'"{_spoken(new)}"'
    bare = {old.partition(":")[2]: new.partition(":")[2] for old, new in renamed.items()}
    any_id = re.compile("|".join(map(re.escape, ids)))
    names = "|".join(NAMED)
    facts = re.compile(rf'("(?:{names})":")({"|".join(map(re.escape, bare))})(")')

    def replaced(packed: bytes) -> bytes:
        if not packed:
            return packed
        text = zlib.decompress(packed).decode()
        text = any_id.sub(lambda found: ids[found[0]], text)
        text = facts.sub(lambda found: found[1] + bare[found[2]] + found[3], text)
        return zlib.compress(text.encode(), 6)

    return replaced
