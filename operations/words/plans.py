"""Why a line is as it is, why a plan waits for a person, and how a run ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

LINES: dict[str, Any] = {
    # Rosters: clauses of one sentence.
    "line.duty": _("%(clauses)s."),
    "line.there": _("%(there)s on %(shift)s, %(on)s"),
    "line.asked": _("minimum %(minimum)s, target %(target)s"),
    "line.counted_as": _("counted as %(skill)s"),
    "line.wished": _("wished to work"),
    "line.locked": _("locked"),
    "line.day_off": _("Locked to a day off."),
    # Beds.
    "line.no_bed": _("No bed in this plan."),
    "line.same_room": _("Stays in the same room."),
    "line.moves": _("Moves from %(room)s."),
    "line.may_come": _("May come from %(release_on)s to %(due_on)s."),
    "line.may_come.until_the_end": _("May come from %(release_on)s to the plan's end."),
    "line.fixed_day": _("Arrives on a fixed day."),
    # Orders.
    "line.order": _(
        "Level %(level)s %(unit)s = forecast %(expected)s + safety %(safety)s over "
        "%(weeks|week)s; less usable stock %(usable)s and on order %(on_order)s leaves %(missing)s."
    ),
    "line.order.emergency": _(
        "An emergency order: no usual order can be placed any more, and what would lack is dearer."
    ),
    "line.order.emergency.dearer": _(
        "An emergency order, %(premium)s %% above the usual price: no usual order can be placed "
        "any more, and what would lack is dearer."
    ),
    "line.order.emergency.sooner": _(
        "An emergency order: a usual one is there on %(regular_date)s at the earliest, and what "
        "would lack until then is dearer."
    ),
    "line.order.emergency.sooner.dearer": _(
        "An emergency order, %(premium)s %% above the usual price: a usual one is there on "
        "%(regular_date)s at the earliest, and what would lack until then is dearer."
    ),
    "line.order.more": _(
        "Level %(level)s %(unit)s = forecast %(expected)s + safety %(safety)s over "
        "%(weeks|week)s; less usable stock %(usable)s and on order %(on_order)s leaves "
        "%(missing)s; %(rounding)s more for %(why_word)s."
    ),
    "line.order.fewer": _(
        "Level %(level)s %(unit)s = forecast %(expected)s + safety %(safety)s over "
        "%(weeks|week)s; less usable stock %(usable)s and on order %(on_order)s leaves "
        "%(missing)s; %(rounding)s fewer, decided by %(why_word)s."
    ),
    "line.order.shared": _(
        "Level %(level)s %(unit)s = forecast %(expected)s + safety %(safety)s over "
        "%(weeks|week)s; less usable stock %(usable)s and on order %(on_order)s leaves "
        "%(missing)s; the order to %(other)s in the same week is for the rest."
    ),
    # Deliveries.
    "line.surplus": _(
        "%(origin)s would not use it up before %(expiry_date)s, when it expires; where it goes "
        "there are %(left|day)s for it."
    ),
    # What becomes of deliveries whose order a person changes.
    "follows": _("Deliveries of %(product)s: %(what)s."),
    "follows.other_lot": _("%(packs|pack)s from another lot"),
    "follows.later": _("%(packs|pack)s later"),
    "follows.fewer": _("%(packs|pack)s no longer"),
    "line.travels": _("By %(mode_word)s, %(weeks|week)s."),
    "line.average_rule": _("The average-consumption rule would order %(average)s."),
    "line.average_rule.units": _("The average-consumption rule would order %(average)s %(unit)s."),
    "line.intervals": _(
        "At %(learned|facility)s of %(places)s the safety is the learned quantile of the use over "
        "up to %(weeks|week)s together."
    ),
    "line.overridden": _("The forecast was overridden at %(facility)s: %(what)s."),
    "line.overridden.and_more": _(
        "The forecast was overridden at %(facility)s: %(what)s (and at %(more)s more facilities)."
    ),
}

OVERRIDES: dict[str, Any] = {
    "override.series": _("%(series)s: %(what)s"),
    "override.value": _(
        "%(number)s in place of the mean from %(first_date)s to %(last_date)s by %(author)s "
        "(%(reason)s)"
    ),
    "override.factor": _(
        "%(number)s times the mean from %(first_date)s to %(last_date)s by %(author)s (%(reason)s)"
    ),
    "override.extra": _(
        "%(number)s a day from %(first_date)s to %(last_date)s by %(author)s (%(reason)s)"
    ),
}

DRAFTS: dict[str, Any] = {
    "draft.hard": _("Hard rules broken: %(count)s. See the findings."),
    "draft.what_if": _(
        "Made from what-if %(version)s by %(actor)s, judged by the records of that day."
    ),
    "draft.shorter": _(
        "It ends on %(end_date)s; version %(version)s, in force, reaches %(reach_date)s."
    ),
    "draft.proposed": _(
        "Proposed beside version %(version)s, as %(actor)s asked: take it, whole or in part, or "
        "leave it."
    ),
    "draft.changed": _("Changed by a person while this plan was made: %(pins)s"),
    "draft.withdrawn": _(
        "%(actor)s withdrew its publication (%(why)s): publish it again, or another plan."
    ),
    "draft.after_withdrawal": _(
        "%(actor)s withdrew version %(version)s of these days (%(why)s): a person decides what is "
        "published next."
    ),
    "draft.clashes": _("Planned on two wards at once: %(pins)s"),
    "pin.elsewhere": _("%(staff)s on %(lock_date)s works on %(ward)s"),
    "pin.ends_before": _("%(staff)s on %(lock_date)s is locked, this plan ends before"),
    "pin.shift": _("%(staff)s on %(lock_date)s is locked to %(shift)s"),
    "pin.day_off": _("%(staff)s on %(lock_date)s is locked to a day off"),
    "pin.room": _("%(patient)s is locked to %(room)s, planned: %(planned)s"),
    "pin.no_bed": _("%(patient)s is locked to %(room)s, planned: no bed"),
    "pin.order_ends_before": _(
        "%(packs|pack)s of %(product)s from %(supplier)s on %(order_date)s are locked, this "
        "plan ends before"
    ),
    "pin.order": _(
        "%(packs|pack)s of %(product)s from %(supplier)s on %(order_date)s are locked, planned: "
        "%(planned)s"
    ),
}

SWAPS: dict[str, Any] = {
    "swap.said": _("“%(why)s”"),
    "swap.replaced": _("The roster was made anew and does not have both shifts any more."),
    "swap.withdrawn": _("The publication of the roster was withdrawn."),
}

RUNS: dict[str, Any] = {
    "run.no_history": _("No records to forecast %(kind_word)s from."),
    "run.judge": _(
        "The solver says this plan costs %(solver)s, the judge %(judge)s. It is not shown; the "
        "last published plan stays."
    ),
    "run.cancelled": _("Cancelled by a person."),
    "run.cancelled_by": _("Cancelled by %(actor)s."),
    "run.memory": _(
        "It needs more than %(ceiling)s MB. Raise MIZAN_SOLVER_MEMORY_MB or plan a smaller "
        "scope.\n%(log)s"
    ),
    "run.process_lost": _("The solver's process was lost (%(ending)s, exit %(exit)s).\n%(log)s"),
    "run.process_late": _(
        "The search did not end in the time that it had; the machine may be too busy. Run it "
        "again.\n%(log)s"
    ),
    "run.database_failed": _("The database did not answer; the run is tried again.\n%(error)s"),
    "run.disk_full": _(
        "The disk is full. Make room and ask for the plan again; the last published plan stays.\n"
        "%(error)s"
    ),
    "run.infeasible": _("No plan can exist as the records stand."),
    "run.out_of_time": _("No plan was found in %(seconds)s s; the last published plan stays."),
    "run.worker_lost": _("Its worker was lost %(attempts)s times. The last published plan stays."),
    "run.file_lost": _(
        "Its worker was lost %(attempts)s times. Ask for it once more, or bring the file in parts."
    ),
    "run.superseded": _("A later night has taken its place."),
    "run.looked_at": _("%(file)s was looked at; wrong: %(wrong)s."),
    "run.taken_in": _(
        "%(file)s was taken in: %(new)s new, %(changed)s changed, %(same)s as they were."
    ),
}

BOUNDS: Mapping[str, Any] = {
    "need": _("whole packs"),
    "minimum_order": _("minimum order"),
    "price_tier": _("price tier"),
    "pack_multiple": _("pack multiple"),
    "budget": _("budget"),
    "fridge": _("fridge"),
    "lock": _("lock"),
    "bridging": _("bridging"),
    "least_cost": _("the least cost over all weeks"),
    "emergency": _("emergency order"),
    "other_order": _("another supplier's order"),
}
"""What decided the size of an order (operations.core.supply.plan.Bound), after "for" or "by"."""
