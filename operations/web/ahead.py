"""What lacks in the days ahead, as the judge said of the plans in force: people, medicines.

Findings are those of the lines as they stand; which plan holds on a day is reckoned here,
for several may be published one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from hospital.models import Product
from hospital.said import Said
from operations.lacking import LACKS
from operations.models import Family, Finding, Plan, PlanState

DAYS = 7
WEEKS = 2
"""Days of rosters, weeks of stock that a person decides about today; as much again is the trend."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One finding on its day. amount: people short, or 1 for a product that will lack somewhere.
    soon: within the days to decide about today, not in as many after them."""

    plan: Plan
    day: date
    amount: int
    what: str
    vital: bool
    soon: bool
    sentence: Said
    name: str = ""
    """Of a product, as people call it."""


def firsts_and_lacks(
    plans: Iterable[Plan], firsts: Iterable[int], today: date
) -> tuple[dict[int, str], list[Lack]]:
    """Sentences of the findings asked for by key, and what lacks in the days ahead: one query."""
    published = [plan for plan in plans if plan.state == PlanState.PUBLISHED]
    named = list(firsts)
    found = Finding.objects.filter(Q(pk__in=named) | _ahead(published, today)).order_by("pk")
    by_key = {plan.pk: plan for plan in published}
    sentences: dict[int, str] = {}
    lacks = []
    wanted = set(named)
    for pk, plan, rule, amount, facts, sentence, name in _columns(found):
        if pk in wanted:
            sentences[pk] = str(sentence)
        if rule in RULES and plan in by_key:
            lack = _lack(by_key[plan], rule, amount, facts, sentence, today, name)
            if lack is not None and _holds(lack.plan, lack.day, published):
                lacks.append(lack)
    return sentences, lacks


RULES = ("cover_minimum", LACKS)


def _columns(found: QuerySet[Finding]) -> QuerySet[Finding, tuple[object, ...]]:
    called = Product.objects.filter(code=OuterRef("product")).values("name")[:1]
    named = found.annotate(product=KT("facts__product"), name=Subquery(called))
    return named.values_list("pk", "plan", "rule", "amount", "facts", "sentence", "name")


def _ahead(published: list[Plan], today: date) -> Q:
    rosters = [plan.pk for plan in published if plan.family == Family.STAFFING]
    supply = [plan for plan in published if plan.family == Family.SUPPLY]
    days = [str(today + timedelta(days=day)) for day in range(2 * DAYS)]
    short = Q(plan__in=rosters, rule="cover_minimum", facts__on__in=days)
    weeks = {str(_week(plan, today) + ahead) for plan in supply for ahead in range(2 * WEEKS)}
    lacking = Q(plan__in=supply, rule=LACKS, facts__week__in=sorted(weeks))
    return short | lacking


def _week(plan: Plan, today: date) -> int:
    """The week of the plan in which today lies; 0 before its first day."""
    return max(0, (today - plan.start).days // 7)


def _lack(
    plan: Plan,
    rule: str,
    amount: int,
    facts: dict[str, str],
    sentence: Said,
    today: date,
    name: str | None,
) -> Lack | None:
    if rule == "cover_minimum":
        day = date.fromisoformat(facts.get("on") or "0001-01-01")
        if not 0 <= (day - today).days < 2 * DAYS:
            return None
        return Lack(plan, day, amount, facts["shift"], True, (day - today).days < DAYS, sentence)
    ahead = int(facts.get("week", -1)) - _week(plan, today)
    if not 0 <= ahead < 2 * WEEKS:
        return None
    day = plan.start + timedelta(weeks=int(facts["week"]))
    vital = facts.get("ven_word") == "vital"
    code = facts["product"]
    return Lack(plan, day, 1, code, vital, ahead < WEEKS, sentence, name or code)


def _holds(plan: Plan, day: date, published: list[Plan]) -> bool:
    """Whether no later published plan of the scope has taken over by that day."""
    return not any(
        (other.family, other.scope) == (plan.family, plan.scope) and plan.start < other.start <= day
        for other in published
    )
