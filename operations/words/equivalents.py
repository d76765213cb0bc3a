"""Rules and lines of supply plans in which one product stands in for another, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from operations.words.rule import RuleWords

RULES: dict[str, RuleWords] = {
    "equivalent_stands_in": RuleWords(
        _("Equivalents stand in only"),
        _("Only a pharmacist's equivalent replaces a medicine, and only where it is left."),
        {
            "": _(
                "Week %(week)s: %(stand_in_units|unit)s of %(stand_in)s are to stand in for "
                "%(units)s of %(product)s at %(facility)s; by what lacks and what is left there, "
                "%(true_stand_in)s can, for %(true)s."
            ),
            "not_equivalent": _(
                "Week %(week)s: %(stand_in)s is to stand in for %(product)s at %(facility)s, but "
                "it is no equivalent."
            ),
        },
    ),
    "substitution_cost": RuleWords(
        _("Substitution cost"),
        _("Prescriptions are changed, doses explained; still better than none."),
        {
            "": _(
                "Week %(week)s: %(stand_in_units|unit)s of %(stand_in)s stand in for %(units)s of "
                "%(product)s at %(facility)s for %(cost_cents)s."
            ),
        },
    ),
}

LINES: dict[str, Any] = {
    "line.stands_in": _(
        "%(stand_in_units)s of %(stand_in)s stand in for %(units)s of %(product)s, which the depot "
        "lacks until %(until_date)s."
    ),
    "line.stands_in.to_the_end": _(
        "%(stand_in_units)s of %(stand_in)s stand in for %(units)s of %(product)s, which the depot "
        "lacks to the plan's end."
    ),
    "line.stands_in.here": _(
        "%(stand_in_units)s of it stand in for %(units)s of %(product)s, which lack here."
    ),
    "line.stood_in_for": _(
        "Until it comes, %(stand_in_units)s of %(stand_in)s stand in for %(units)s."
    ),
}
