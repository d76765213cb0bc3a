"""What a person reads first in the morning: figures, what to decide, the plans as they stand, last
night's runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forecasting.models import ForecastFinding, OutbreakAlarm
from forecasting.services import may_decide
from hospital.access import Act, may, scope
from hospital.imports.reach import may_bring
from hospital.models import BreakGlass, Network
from operations import scoping
from operations.away import Hit, rosters_hit
from operations.health import NIGHT_LATE
from operations.in_force import in_force
from operations.models import DECIDED, OrderLine, Plan, Run, RunState, ShiftSwap, SwapState
from operations.services.schedules import night_before
from operations.swaps_shown import swaps_shown
from operations.web import decisions, plans, tiles
from operations.web.ahead import DAYS, Lack, firsts_and_lacks
from operations.web.beds import WardsAhead, wards_ahead
from operations.web.forecasts import (
    ForecastHome,
    forecast_doubts,
    forecasts_current,
    outbreaks_standing,
)
from operations.web.plans import ROWS_SHOWN, FamilyHome, PlansRead

SOON_DAYS = 7
SHOWN_AT_ONCE = 10
"""Decisions; the others are folded below them."""
Outbreaks = list[tuple[OutbreakAlarm, str]]
Doubts = list[tuple[ForecastFinding, str]]
NOT_GOOD = (RunState.NO_PLAN, RunState.FAILED, RunState.ERRORED)


@dataclass
class NightHome:
    on: date
    states: list[tuple[str, str, int]]
    """(state, its label, how many)"""
    troubled: list[Run] = field(default_factory=list)

    networks: frozenset[int] = frozenset()
    """Whose it was."""

    def missed(self) -> bool:
        """Whether one of them asked for a night since; asked of the schedules each time."""
        moment = timezone.now() - NIGHT_LATE
        rows = Network.objects.filter(pk__in=self.networks)
        asked = [night_before(network, moment) for network in rows]
        return any(day is not None and day > self.on for day in asked)

    @property
    def runs(self) -> int:
        return sum(count for _state, _label, count in self.states)

    @property
    def done(self) -> int:
        return sum(count for state, _label, count in self.states if state == RunState.DONE)


@dataclass
class SoonHome:
    """Orders of published plans that fall due within a week; whole cents."""

    lines: int
    cost_cents: int
    open_lines: int
    """not approved yet"""
    first: date
    until: date


def _swaps(user: Any, today: date) -> QuerySet[ShiftSwap]:
    """Agreed on, to be carried out or refused by this person, and still to come."""
    agreed = scoping.swaps_planned(user).filter(
        state=SwapState.AGREED, asking_date__gte=today, other_date__gte=today
    )
    related = ("asking", "other", "plan")
    return agreed.select_related(*related).defer("plan__problem", "plan__answer")[:ROWS_SHOWN]


@dataclass
class Home:
    tiles: list[tiles.Tile]
    to_decide: list[decisions.Decision]
    """The gravest first."""
    folded: list[decisions.Decision]
    decisions: list[Plan]
    """Drafts that wait for somebody."""
    outbreaks: Outbreaks
    doubts: Doubts
    """Both with their sentences, in the person's reach."""
    forecasts: list[ForecastHome]
    families: list[FamilyHome]
    night: NightHome | None
    soon: SoonHome | None
    own: list[Plan]
    """Rosters on which the person works themself, from today on."""
    may_import: bool = False
    may_run: bool = False
    may_order: bool = False


def home(user: Any) -> Home:
    """All of it within the person's reach; a fixed number of queries however many plans there
    are."""
    today = timezone.localdate()
    read = plans.plans_read(user, today)
    families = plans.families(user, read.newest)
    firsts = plans.count_findings(line for each in families for line in each.lines)
    sentences, lacks = firsts_and_lacks(read.seen, firsts, today)
    for finding, line in firsts.items():
        line.worst = sentences.get(finding, "")
    forecasts = forecasts_current(user)
    wards = wards_ahead(user, [line.run for line in forecasts])
    night, soon = _night(user), _soon(user, today)
    outbreaks, doubts = outbreaks_standing(user, ROWS_SHOWN), forecast_doubts(user, ROWS_SHOWN)
    supply, hits = may(user, Act.SUPPLY), rosters_hit(user, today)
    drafts = plans.decisions(read.newest)
    waiting = decisions.ranked(
        [
            *decisions.of_glass(_glasses(user), timezone.now()),
            *decisions.of_outbreaks(outbreaks, partial(may_decide, user)),
            *decisions.of_drafts(drafts, supply),
            *decisions.of_swaps(swaps_shown(_swaps(user, today)), today),
            *decisions.of_beds(wards.short[:ROWS_SHOWN], read.newest.values()),
            *decisions.of_gaps(lacks)[:ROWS_SHOWN],
            *decisions.of_hits(hits[:ROWS_SHOWN], today),
            *decisions.of_stock(lacks, supply),
            *decisions.of_orders(soon),
            *decisions.of_runs(night.troubled if night else [], read.newest),
            *decisions.of_doubts(doubts),
        ]
    )
    return Home(
        tiles=_tiles(user, read, wards, lacks, night, soon, hits),
        to_decide=waiting[:SHOWN_AT_ONCE],
        folded=waiting[SHOWN_AT_ONCE:],
        decisions=drafts,
        outbreaks=outbreaks,
        doubts=doubts,
        forecasts=forecasts,
        families=families,
        night=night,
        soon=soon,
        own=read.own,
        may_import=may_bring(user),
        may_run=may(user, Act.RUN),
        may_order=supply,
    )


def morning_tiles(
    user: Any, read: PlansRead, wards: WardsAhead, lacks: list[Lack]
) -> list[tiles.Tile]:
    """The figures alone, for who has read the rest."""
    today = timezone.localdate()
    hits = rosters_hit(user, today)
    return _tiles(user, read, wards, lacks, _night(user), _soon(user, today), hits)


def _tiles(
    user: Any,
    read: PlansRead,
    wards: WardsAhead,
    lacks: list[Lack],
    night: NightHome | None,
    soon: SoonHome | None,
    hits: list[Hit],
) -> list[tiles.Tile]:
    within = timezone.localdate() + timedelta(days=DAYS)
    census = tiles.census([risk.ward for risk in wards.tonight]) if wards.tonight else None
    found = [
        *(tiles.bed_tiles(wards.tonight, census) if census else ()),
        tiles.gap_tile(read.seen, lacks, [hit for hit in hits if hit.first < within]),
        tiles.stock_tile(read.seen, lacks),
        _orders_tile(soon) if may(user, Act.SUPPLY) else None,
        _night_tile(night) if night else None,
    ]
    return [tile for tile in found if tile is not None]


def _orders_tile(soon: SoonHome | None) -> tiles.Tile:
    where = reverse("admin:operations_orderline_changelist")
    if soon is None:
        return tiles.Tile(
            "orders", _("Orders to decide"), "0", _("none is due within a week"), "good", where
        )
    words = ngettext("of %(count)d line due by %(until)s", "of %(count)d lines due by %(until)s",
                     soon.lines)  # fmt: skip
    return tiles.Tile(
        "orders",
        _("Orders to decide"),
        number_format(soon.open_lines),
        words % {"count": soon.lines, "until": date_format(soon.until, "MONTH_DAY_FORMAT")},
        "watch" if soon.open_lines else "good",
        f"{where}?plan__state__exact=published&order_date__lte={soon.until.isoformat()}",
        _("%(cost)s in all") % {"cost": floatformat(soon.cost_cents / 100, 0)},
    )


def _night_tile(night: NightHome) -> tiles.Tile:
    late = (timezone.localdate() - night.on).days > 1 and night.missed()
    running = sum(
        count
        for state, _label, count in night.states
        if state in {RunState.QUEUED, RunState.RUNNING}
    )
    if night.troubled:
        detail = _without(len(night.troubled))
    elif running:
        detail = _("%(count)s under way") % {"count": number_format(running)}
    else:
        detail = _("nothing went wrong")
    return tiles.Tile(
        "night",
        _("Last night"),
        _("%(done)s of %(runs)s") % {"done": night.done, "runs": night.runs},
        detail,
        "bad" if night.troubled or late else "watch" if running else "good",
        f"{reverse('admin:operations_run_changelist')}?for_date={night.on.isoformat()}",
        _("the night of %(on)s") % {"on": date_format(night.on, "SHORT_DATE_FORMAT")},
    )


def _without(count: int) -> str:
    return ngettext("%(count)d without a result", "%(count)d without a result", count) % {
        "count": count
    }


def _night(user: Any) -> NightHome | None:
    """The last one that was begun."""
    nightly = scoping.runs_seen(user).filter(trigger="nightly").order_by()
    last = nightly.values("trigger").annotate(on=Max("for_date")).values("on")[:1]
    runs = nightly.filter(for_date=last).only(
        "kind", "scope", "for_date", "state", "message", "network"
    )
    found = list(runs.order_by("pk"))
    if not found:
        return None
    labels = dict(RunState.choices)
    states = [run.state for run in found]
    counts = [(state, str(labels[state]), states.count(state)) for state in sorted(set(states))]
    troubled = [run for run in found if run.state in NOT_GOOD]
    networks = frozenset(run.network_id for run in found)
    return NightHome(found[0].for_date, counts, troubled[:ROWS_SHOWN], networks)


def _glasses(user: Any) -> QuerySet[BreakGlass]:
    """Not reviewed yet, of the hospitals that the person answers for; their own are others' to
    review."""
    answered = scope(BreakGlass.objects.all(), user, "facility", Act.RECORDS)
    mine = answered.filter(reviewed=None).exclude(user=user.pk)
    return mine.select_related("facility")[:ROWS_SHOWN]


def _soon(user: Any, today: date) -> SoonHome | None:
    """Only for whoever orders."""
    if not may(user, Act.SUPPLY):
        return None
    until = today + timedelta(days=SOON_DAYS)
    mine = scoping.rows_seen(OrderLine, user, Act.SUPPLY).filter(order_date__lte=until)
    due = in_force(mine, "order_date")
    found = due.aggregate(
        lines=Count("pk"),
        cost=Sum("cost_cents"),
        open=Count("pk", filter=~Q(state__in=DECIDED)),
        first=Min("order_date"),
    )
    if not found["lines"]:
        return None
    return SoonHome(found["lines"], found["cost"] or 0, found["open"], found["first"], until)
