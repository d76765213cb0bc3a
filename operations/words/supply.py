"""Rules of supply plans in words: label, reason, and a sentence for each way to break one.

The English is the core's own (operations/core/supply/rules), which tests hold together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from hospital.numbers import whole_number
from hospital.said import Message
from operations.words.rule import RuleWords

TIMES: dict[str, Any] = {"time.week": _("of %(first_on)s"), "time.day": "%(on)s"}
"""What stands in the place of a week's number and of a day's."""
WEEKS = frozenset({"week", "planned_week", "arrival", "due"})
DAYS: dict[str, tuple[str, ...]] = {
    "arrival_kept": ("fresh", "expiry"),
    "nothing_expired_shipped": ("last",),
}
"""Facts that are days since the plan's first, by rule; a truck's `day` is one of its week."""
BUDGET_WEEKS = ("first", "last")


def dated(rule: str, facts: Mapping[str, str], start: date) -> dict[str, Any]:
    """The facts of a violation with the dates of its weeks and days in the place of their numbers,
    which nobody outside the plan knows."""

    def day(number: int) -> str:
        return (start + timedelta(days=number)).isoformat()

    found: dict[str, Any] = dict(facts)
    for name, fact in facts.items():
        number = whole_number(fact, signed=True)
        if number is None:
            continue
        if name in WEEKS:
            found[name] = Message("time.week", {"first_on": day(7 * number)})
        elif name == "day" and "week" in facts:
            found[name] = Message("time.day", {"on": day(7 * int(facts["week"]) + number)})
        elif name in DAYS.get(rule, ()):
            found[name] = Message("time.day", {"on": day(number)})
        elif rule == "budget_kept" and name in BUDGET_WEEKS:
            found[name] = Message("time.day", {"on": day(7 * number)})
    return found


RULES: dict[str, RuleWords] = {
    "stock_conserved": RuleWords(
        _("Stock conserved"),
        _("Nothing can be given out that is not there."),
        {
            "": _(
                "Week %(week)s: %(facility)s is to get %(units|unit)s of %(product)s from lot "
                "%(lot)s, %(lacking)s more than the depot then holds."
            ),
            "given": _(
                "Week %(week)s: %(origin)s is to give %(units|unit)s of %(product)s from lot "
                "%(lot)s, %(lacking)s more than it then holds."
            ),
            "shortage": _(
                "%(facility)s, %(product)s, week %(week)s: the plan states a shortage of "
                "%(stated|unit)s, but its deliveries lead to %(true)s."
            ),
            "waste": _(
                "%(facility)s, %(product)s, week %(week)s: the plan states a waste of "
                "%(stated|unit)s, but its deliveries lead to %(true)s."
            ),
        },
    ),
    "nothing_expired_shipped": RuleWords(
        _("Nothing expired shipped"),
        _("Expired medicines must not reach a patient (WHO TRS 1025, annex 7)."),
        {
            "": _(
                "Week %(week)s: lot %(lot)s of %(product)s for %(facility)s expires on day "
                "%(last)s, before the week's use ends."
            ),
        },
    ),
    "minimum_shelf_life_on_arrival": RuleWords(
        _("Shelf life on arrival"),
        _("Facilities far from the depot need time to use what they get."),
        {
            "": _(
                "Week %(week)s: lot %(lot)s of %(product)s reaches %(facility)s with "
                "%(left|day)s of life, %(wanted)s are asked for."
            ),
        },
    ),
    "whole_packs": RuleWords(
        _("Whole packs"),
        _("Suppliers and stores handle closed packs."),
        {
            "": _(
                "Week %(week)s: %(packs|pack)s of %(product)s are %(right|unit)s, not %(units)s."
            ),
        },
    ),
    "minimum_order_reached": RuleWords(
        _("Minimum order reached"),
        _("The supplier's offer says so."),
        {
            "": _(
                "Week %(week)s: %(packs|pack)s of %(product)s from %(supplier)s, who sells at "
                "least %(minimum)s."
            ),
        },
    ),
    "pack_multiple_kept": RuleWords(
        _("Pack multiple kept"),
        _("The supplier ships whole cartons."),
        {
            "": _(
                "Week %(week)s: %(packs|pack)s of %(product)s from %(supplier)s, who sells in "
                "cartons of %(carton|pack)s."
            ),
        },
    ),
    "budget_kept": RuleWords(
        _("Budget kept"),
        _("Public money is spent within its line and quarter."),
        {
            "": _(
                "Funding line %(funding_line)s, weeks %(first)s to %(last)s: orders cost "
                "%(spent_cents)s, the budget is %(budget_cents)s."
            ),
        },
    ),
    "calendar_kept": RuleWords(
        _("Calendar kept"),
        _("Facilities staff their stores for the days they were told."),
        {
            "": _(
                "%(facility)s has no delivery in week %(week)s, yet %(packs|pack)s of "
                "%(product)s are to go there."
            ),
            "order": _(
                "Week %(week)s is no ordering week, yet %(packs|pack)s of %(product)s are to be "
                "ordered from %(supplier)s."
            ),
        },
    ),
    "emergency_order_needed": RuleWords(
        _("Emergency order needed"),
        _("An emergency has its premium; what can wait for the usual order is none."),
        {
            "": _(
                "Week %(week)s: %(packs|pack)s of %(product)s as an emergency from %(supplier)s "
                "come in week %(arrival)s; %(other)s brings them by week %(due)s at the usual "
                "price."
            ),
        },
    ),
    "transfer_of_surplus": RuleWords(
        _("Surplus transferred only"),
        _("Nobody gives away what their own patients will need."),
        {
            "": _(
                "%(facility)s is to give %(units|unit)s of %(product)s (lot %(lot)s) to others, "
                "%(over)s of which it would use itself before they expire."
            ),
        },
    ),
    "transfer_cost": RuleWords(
        _("Transfer cost"),
        _("Somebody packs, drives and books what changes hands."),
        {
            "": _(
                "Week %(week)s: %(origin)s hands %(packs|pack)s of %(product)s to %(facility)s "
                "for %(cost_cents)s."
            ),
        },
    ),
    "vehicle_volume_kept": RuleWords(
        _("Vehicle volume kept"),
        _("What does not fit stays in the yard."),
        {
            "": _(
                "Week %(week)s, day %(day)s: %(vehicle)s would carry %(load_ml)s, its volume is "
                "%(room_ml)s."
            ),
            "left_behind": _(
                "Week %(week)s: %(missing_ml)s of what %(facility)s is to get are on no truck."
            ),
        },
    ),
    "cold_box_kept": RuleWords(
        _("Cold box kept"),
        _("The cold chain must not break (WHO TRS 961, annex 9)."),
        {
            "": _(
                "Week %(week)s, day %(day)s: %(vehicle)s would carry %(load_ml)s, its cold box is"
                " %(room_ml)s."
            ),
            "left_behind": _(
                "Week %(week)s: %(missing_ml)s of what %(facility)s is to get are in no truck's "
                "cold box."
            ),
        },
    ),
    "fridge_volume_kept": RuleWords(
        _("Fridge volume kept"),
        _("Outside the fridge a vaccine is lost."),
        {
            "": _(
                "Week %(week)s: after the delivery %(facility)s holds %(held_ml)s of cold-chain "
                "products, its fridge takes %(room_ml)s."
            ),
        },
    ),
    "route_times_kept": RuleWords(
        _("Route times kept"),
        _("Stores close, and drivers have a shift."),
        {
            "sent_twice": _(
                "Week %(week)s, day %(day)s: %(vehicle)s is sent out %(times)s times at once."
            ),
            "not_driving": _(
                "Week %(week)s, day %(day)s, %(vehicle)s: the vehicle does not drive on this day."
            ),
            "closed": _(
                "Week %(week)s, day %(day)s, %(vehicle)s: reaches %(facility)s at "
                "%(reached_clock)s, it closes at %(closing_clock)s."
            ),
            "too_early": _(
                "Week %(week)s, day %(day)s, %(vehicle)s: cannot be at %(facility)s before "
                "%(reached_clock)s, the plan says %(planned_clock)s."
            ),
            "back_late": _(
                "Week %(week)s, day %(day)s, %(vehicle)s: is back at %(back_clock)s, "
                "%(over|minute)s after the shift's end."
            ),
        },
    ),
    "arrival_kept": RuleWords(
        _("Planned arrival kept"),
        _("A plan may not count on goods sooner than the supplier's record allows."),
        {
            "": _(
                "%(product)s ordered from %(supplier)s in week %(week)s comes in week %(due)s and"
                " expires by day %(fresh)s; the plan counts on week %(arrival)s and day "
                "%(expiry)s."
            ),
            "not_offered": _("Week %(week)s: %(supplier)s does not offer %(product)s."),
        },
    ),
    "frozen_orders_kept": RuleWords(
        _("Frozen orders kept"),
        _("An order that the supplier has accepted cannot be changed here."),
        {
            "": _(
                "Order %(order)s brings %(packs|pack)s of %(product)s in week %(week)s; the "
                "plan counts on %(planned_packs)s in week %(planned_week)s."
            ),
            "left_out": _(
                "Order %(order)s of %(packs|pack)s of %(product)s is on its way, but the plan "
                "leaves it out."
            ),
            "nobody_placed": _("The plan counts on order %(order)s, which nobody placed."),
        },
    ),
    "lock_kept": RuleWords(
        _("Lock kept"),
        _("The officer who fixed a line knows something that the records do not."),
        {
            "order": _(
                "Week %(week)s: %(packs|pack)s of %(product)s from %(place)s were fixed by "
                "hand, the plan has %(planned)s."
            ),
            "delivery": _(
                "Week %(week)s: %(packs|pack)s of %(product)s for %(place)s were fixed by hand, "
                "the plan has %(planned)s."
            ),
        },
    ),
    "demand_met": RuleWords(
        _("Demand met"),
        _("A lack of vital medicines harms patients; VEN classes say how much."),
        {
            "": _(
                "%(facility)s will lack %(units|unit)s of %(product)s (%(ven_word)s) in week "
                "%(week)s."
            ),
        },
    ),
    "shortage_shared": RuleWords(
        _("Shortage shared"),
        _("A patient's chance of getting a medicine should not depend on where they live."),
        {
            "": _(
                "%(facility)s lacks %(units|unit)s of %(product)s; its part of what lacks in "
                "the network would be %(part)s."
            ),
        },
    ),
    "safety_stock_held": RuleWords(
        _("Safety stock held"),
        _("Forecasts miss; the quantile says by how much (service level of the VEN class)."),
        {
            "": _(
                "%(facility)s ends week %(week)s with %(units|unit)s of %(product)s less than "
                "the safety stock until its next delivery."
            ),
            "network": _(
                "Week %(week)s: %(product)s in stock and on order is %(units|unit)s below what "
                "the next %(weeks)s weeks may ask for."
            ),
        },
    ),
    "purchase_cost": RuleWords(
        _("Purchase cost"),
        _("Money saved on one line buys another."),
        {
            "": _(
                "Week %(week)s: %(packs|pack)s of %(product)s from %(supplier)s cost "
                "%(cost_cents)s."
            ),
        },
    ),
    "order_cost": RuleWords(
        _("Order cost"),
        _("Tender, customs, receipt: each order is work."),
        {
            "": _(
                "Week %(week)s: placing and receiving %(product)s from %(supplier)s costs "
                "%(cost_cents)s."
            ),
        },
    ),
    "transport_cost": RuleWords(
        _("Transport cost"),
        _("Fuel, driver and truck are paid from the same purse."),
        {
            "": _(
                "Week %(week)s, day %(day)s: %(vehicle)s drives %(km)s km to "
                "%(facilities|facility)s for %(cost_cents)s."
            ),
        },
    ),
    "holding": RuleWords(
        _("Holding"),
        _("Money in stock is not elsewhere; space is short."),
        {
            "": _(
                "%(place)s holds stock worth %(worth_cents)s on average, which costs "
                "%(cost_cents)s over the horizon."
            ),
        },
    ),
    "waste": RuleWords(
        _("Waste"),
        _("Expired medicines are paid twice: bought and destroyed."),
        {
            "": _(
                "%(units|unit)s of %(product)s (lot %(lot)s) expire at %(place)s in week "
                "%(week)s, worth %(worth_cents)s."
            ),
        },
    ),
    "plan_stability": RuleWords(
        _("Plan stability"),
        _("People have already acted on the last plan."),
        {
            "": _(
                "Week %(week)s: %(product)s from %(supplier)s changes from %(before)s to "
                "%(after|pack)s."
            ),
        },
    ),
    "delivery_stability": RuleWords(
        _("Delivery stability"),
        _("Shelves are cleared and packs are picked for what the last plan said."),
        {
            "": _(
                "Week %(week)s, %(facility)s: lines that differ from the last plan: %(lines)s, "
                "the first of %(product)s (%(after|pack)s, before %(before)s)."
            ),
        },
    ),
}
