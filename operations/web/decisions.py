"""What somebody has to decide this morning, whatever it is about: one list, the gravest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forecasting.models import AlarmState, ForecastFinding, OutbreakAlarm
from forecasting.selectors import BedRisk
from hospital.models import BreakGlass
from hospital.said import apart
from operations.away import Hit
from operations.models import Family, Plan, PlanState, Run
from operations.swaps_shown import SwapShown
from operations.web.ahead import Lack

HIGH, MEDIUM, LOW = "high", "medium", "low"
SEVERITIES = {
    HIGH: gettext_lazy("urgent"),
    MEDIUM: gettext_lazy("soon"),
    LOW: gettext_lazy("when there is time"),
}
LIKELY = 0.5
"""Chance of too few beds from which a ward is urgent."""
ABSENCE_NEAR = timedelta(days=3)
"""Before the first shift whose person is away, from when on it is urgent: somebody has to be
called who has made other plans."""
SWAP_NEAR = timedelta(days=3)
"""Before a swap's first day, from when on it is urgent: people plan their days by it."""
NAMED = 3
"""Products or facilities that a sentence names."""
PAGES = {Family.STAFFING: "grid", Family.BEDS: "board", Family.SUPPLY: "orders"}


@dataclass(frozen=True, slots=True)
class Decision:
    """severity: high, medium or low. action: what the button says, which leads to `href`."""

    severity: str
    what: str
    where: str
    when: date | None
    sentence: str
    action: str
    href: str

    @property
    def urgency(self) -> Any:
        return SEVERITIES[self.severity]


def ranked(found: Iterable[Decision]) -> list[Decision]:
    """The gravest first, and of those what comes first; what has no day comes last."""
    order = list(SEVERITIES)
    return sorted(
        found, key=lambda each: (order.index(each.severity), each.when or date.max, each.where)
    )


def of_outbreaks(
    alarms: Iterable[tuple[OutbreakAlarm, str]], may_decide: Callable[[OutbreakAlarm], bool]
) -> list[Decision]:
    return [
        Decision(
            str(alarm.severity),
            _("Outbreak: %(syndrome)s") % {"syndrome": alarm.syndrome},
            alarm.facility.code if alarm.facility else alarm.network.code,
            alarm.since,
            sentence,
            _outbreak_step(alarm) if may_decide(alarm) else _("See the outbreak"),
            reverse("admin:forecasting_outbreakalarm_change", args=[alarm.pk]),
        )
        for alarm, sentence in alarms
    ]


def _outbreak_step(alarm: OutbreakAlarm) -> str:
    return _("Confirm or dismiss") if alarm.state == AlarmState.OPEN else _("Is it over?")


def of_glass(glasses: Iterable[BreakGlass], now: datetime) -> list[Decision]:
    """Until somebody has reviewed it; the gravest while it lasts."""
    return [
        Decision(
            HIGH if glass.in_force(now) else MEDIUM,
            _("Break-glass access"),
            glass.facility.code,
            localtime(glass.began).date(),
            _("%(name)s, until %(until)s: %(reason)s")
            % {
                "name": glass.name,
                "until": date_format(
                    localtime(glass.ended or glass.until), "SHORT_DATETIME_FORMAT"
                ),
                "reason": glass.reason,
            },
            _("Review or end"),
            reverse("admin:hospital_breakglass_changelist") + f"?review=open&q={glass.name}",
        )
        for glass in glasses
    ]


def of_drafts(drafts: Iterable[Plan], may_supply: bool) -> list[Decision]:
    return [
        Decision(
            HIGH if plan.hard_violations else MEDIUM,
            _("Draft, %(family)s") % {"family": plan.get_family_display()},
            plan.scope,
            plan.start,
            str(plan.why_draft) or _("It is newer than what is published."),
            _("Look and publish"),
            plan_page(plan, may_supply),
        )
        for plan in drafts
    ]


def plan_page(plan: Plan, may_supply: bool) -> str:
    """The whole plan on one page; the plan's own page where a person may not order."""
    page = PAGES[Family(plan.family)]
    name = "change" if page == "orders" and not may_supply else page
    return reverse(f"admin:operations_plan_{name}", args=[plan.pk])


def swap_sentence(shown: SwapShown) -> str:
    swap = shown.swap
    said = _("%(asking)s gives %(gives)s on %(given)s for %(takes)s of %(other)s on %(taken)s") % {
        "asking": apart(swap.asking.number),
        "gives": apart(shown.gives) or "?",
        "given": date_format(swap.asking_date, "SHORT_DATE_FORMAT"),
        "takes": apart(shown.takes) or "?",
        "other": apart(swap.other.number),
        "taken": date_format(swap.other_date, "SHORT_DATE_FORMAT"),
    }
    return f"{said}: {swap.why}" if swap.why else f"{said}."


def of_swaps(swaps: Iterable[SwapShown], today: date) -> list[Decision]:
    """What two people agreed on; urgent where its first day is near."""
    return [
        Decision(
            HIGH if shown.first <= today + SWAP_NEAR else MEDIUM,
            _("Swap of shifts"),
            shown.swap.plan.scope,
            shown.first,
            swap_sentence(shown),
            _("Carry out or refuse"),
            reverse("admin:operations_shiftswap_change", args=[shown.swap.pk]),
        )
        for shown in swaps
    ]


def of_beds(short: Iterable[BedRisk], plans: Iterable[Plan]) -> list[Decision]:
    boards = {plan.scope: plan for plan in plans if plan.family == Family.BEDS}
    found = []
    for each in short:
        ward = each.unique_id
        board = boards.get(ward.partition("/")[0])
        found.append(
            Decision(
                HIGH if each.chance >= LIKELY else MEDIUM,
                _("Beds may run out"),
                ward,
                each.day,
                each.sentence,
                _("Open the bed board") if board else _("See the forecast"),
                reverse("admin:operations_plan_board", args=[board.pk])
                if board
                else reverse("admin:forecasting_forecastseries_change", args=[each.series]),
            )
        )
    return found


def of_gaps(lacks: Iterable[Lack]) -> list[Decision]:
    """A ward whose shifts lack people within a week: one entry a ward."""
    wards: dict[int, list[Lack]] = {}
    for lack in lacks:
        if lack.soon and lack.plan.family == Family.STAFFING:
            wards.setdefault(lack.plan.pk, []).append(lack)
    found = []
    for short in wards.values():
        plan, first = short[0].plan, min(short, key=lambda lack: lack.day)
        amount = sum(lack.amount for lack in short)
        words = ngettext(
            "%(count)d person below the minimum; first: %(first)s",
            "%(count)d people below the minimum; first: %(first)s",
            amount,
        )
        found.append(
            Decision(
                HIGH,
                _("Staffing gap"),
                plan.scope,
                first.day,
                words % {"count": amount, "first": first.sentence},
                _("See who could cover"),
                reverse("admin:operations_plan_gaps", args=[plan.pk]),
            )
        )
    return found


def of_hits(hits: Iterable[Hit], today: date) -> list[Decision]:
    """Published rosters with shifts whose people are away; of what kind that is, nobody is told."""
    return [
        Decision(
            HIGH if hit.first <= today + ABSENCE_NEAR else MEDIUM,
            _("Absence in a published roster"),
            hit.scope,
            hit.first,
            _hit_sentence(hit),
            _("Mend after absences"),
            reverse("admin:operations_plan_repair", args=[hit.plan]),
        )
        for hit in hits
    ]


def _hit_sentence(hit: Hit) -> str:
    facts = {
        "count": hit.shifts,
        "person": apart(hit.person),
        "people": number_format(hit.people),
        "first": date_format(hit.first, "l j F"),
    }
    if hit.people == 1:
        words = ngettext(
            "%(count)d shift of %(person)s on %(first)s is uncovered: away",
            "%(count)d shifts of %(person)s from %(first)s on are uncovered: away",
            hit.shifts,
        )
    else:
        words = ngettext(
            "%(count)d shift of %(people)s people on %(first)s is uncovered: away",
            "%(count)d shifts of %(people)s people from %(first)s on are uncovered: away",
            hit.shifts,
        )
    return words % facts


def of_stock(lacks: Iterable[Lack], may_supply: bool) -> list[Decision]:
    """Medicines that will lack within two weeks; the vital ones are an entry of their own."""
    kinds: dict[tuple[int, bool], list[Lack]] = {}
    for lack in lacks:
        if lack.soon and lack.plan.family == Family.SUPPLY:
            kinds.setdefault((lack.plan.pk, lack.vital), []).append(lack)
    found = []
    for (_plan, vital), lacking in kinds.items():
        by_day = sorted(lacking, key=lambda each: each.day)
        names = list({lack.what: lack.name for lack in by_day}.values())
        more = "…" if len(names) > NAMED else ""
        first = " · ".join(map(apart, names[:NAMED]))  # names have commas
        words = ngettext(
            "%(count)d medicine will lack somewhere: %(names)s",
            "%(count)d medicines will lack somewhere: %(names)s",
            len(names),
        )
        found.append(
            Decision(
                HIGH if vital else MEDIUM,
                _("Vital medicines will lack") if vital else _("Medicines will lack"),
                lacking[0].plan.scope,
                min(lack.day for lack in lacking),
                words % {"count": len(names), "names": first + more},
                _("See the orders") if may_supply else _("See the plan"),
                plan_page(lacking[0].plan, may_supply) + ("#lacking" if may_supply else ""),
            )
        )
    return found


def of_orders(soon: Any) -> list[Decision]:
    """soon: SoonHome or None."""
    if soon is None or not soon.open_lines:
        return []
    where = reverse("admin:operations_orderline_changelist")
    words = ngettext(
        "%(count)s line is not approved and has to be placed by %(until)s",
        "%(count)s lines are not approved and have to be placed by %(until)s",
        soon.open_lines,
    )
    return [
        Decision(
            MEDIUM,
            _("Orders to approve"),
            "",
            soon.first,
            words
            % {
                "count": number_format(soon.open_lines),
                "until": date_format(soon.until, "DATE_FORMAT"),
            },
            _("Approve orders"),
            f"{where}?plan__state__exact=published&order_date__lte={soon.until.isoformat()}",
        )
    ]


def of_runs(runs: Iterable[Run], plans: Mapping[tuple[str, str, str], Plan]) -> list[Decision]:
    """What went wrong last night; urgent where nothing published stands in its place."""
    return [
        Decision(
            MEDIUM if (run.kind, run.scope, PlanState.PUBLISHED) in plans else HIGH,
            _("Last night: %(kind)s, %(state)s")
            % {"kind": run.get_kind_display(), "state": run.get_state_display()},
            run.scope,
            run.for_date,
            str(run.message)[:200],
            _("See why, run again"),
            reverse("admin:operations_run_change", args=[run.pk]),
        )
        for run in runs
    ]


def of_doubts(doubts: Iterable[tuple[ForecastFinding, str]]) -> list[Decision]:
    return [
        Decision(
            LOW,
            str(finding.get_kind_display()),
            finding.unique_id or finding.network.code,
            finding.since,
            sentence,
            _("Look at the forecast"),
            reverse("admin:forecasting_forecastfinding_change", args=[finding.pk]),
        )
        for finding, sentence in doubts
    ]
