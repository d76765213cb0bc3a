"""Rules of rosters in words: label, reason, and a sentence for each way to break one.

The English is the core's own (operations/core/staffing/rules), which tests hold together.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from operations.words import staffing_cover
from operations.words.rule import RuleWords

RULES: dict[str, RuleWords] = {
    **staffing_cover.RULES,
    "one_shift_per_day": RuleWords(
        _("One shift a day"),
        _("Nobody can be in two places, and a double shift is not safe."),
        {
            "": _("%(person)s is down for %(shifts)s on %(on)s."),
        },
    ),
    "shift_allowed": RuleWords(
        _("Skill and contract allow the shift"),
        _("Care is given by those who hold the skill, on shifts that their contract names."),
        {
            "": _("%(person)s works %(shift)s on %(on)s but is not contracted for it."),
            "lacks_skill": _("%(person)s works %(shift)s on %(on)s but lacks the skill %(skill)s."),
        },
    ),
    "absence_respected": RuleWords(
        _("Absences and granted days off"),
        _("Leave that was granted and sickness that was reported are not planned over."),
        {
            "": _("%(person)s works %(shift)s on %(on)s but is absent then."),
            "day_off": _("%(person)s works %(shift)s on %(on)s but has a day off granted then."),
        },
    ),
    "lock_kept": RuleWords(
        _("Fixed cells"),
        _("What a person has decided by hand is not undone by the optimizer."),
        {
            "": _("%(person)s was fixed to %(fixed)s on %(on)s but the plan says %(has)s."),
            "now_off": _("%(person)s was fixed to %(fixed)s on %(on)s but the plan says off."),
            "was_off": _("%(person)s was fixed to off on %(on)s but the plan says %(has)s."),
        },
    ),
    "rest_between_shifts": RuleWords(
        _("Rest between shifts"),
        _(
            "Labour law and safety: tired people make mistakes (11 h in Directive 2003/88/EC, "
            "art. 3)."
        ),
        {
            "": _(
                "%(person)s has %(rest_minutes)s of rest between %(earlier)s on %(earlier_on)s "
                "and %(later)s on %(later_on)s; %(due_minutes)s are due."
            ),
            "before_the_plan": _(
                "%(person)s has %(rest_minutes)s of rest between the last shift before and "
                "%(later)s on %(later_on)s; %(due_minutes)s are due."
            ),
        },
    ),
    "shift_succession": RuleWords(
        _("Shifts follow each other as agreed"),
        _("Agreements forbid some successions, such as an early shift right after a late one."),
        {
            "": _(
                "%(person)s works %(later)s on %(on)s, which may not follow the %(earlier)s of "
                "the day before."
            ),
        },
    ),
    "maximum_minutes": RuleWords(
        _("Hours at most"),
        _("The contract and the law cap working time."),
        {
            "": _(
                "%(person)s works %(worked_minutes)s, %(over_minutes)s more than the contract "
                "allows."
            ),
        },
    ),
    "minimum_minutes": RuleWords(
        _("Hours at least"),
        _("Hours that are paid should be planned, or they are owed later."),
        {
            "": _(
                "%(person)s works %(worked_minutes)s, %(missing_minutes)s less than the contract "
                "pays for."
            ),
        },
    ),
    "consecutive_days_maximum": RuleWords(
        _("Days in a row at most"),
        _("Labour law and agreements give a free day after a number of worked days."),
        {
            "": _(
                "%(person)s works %(days|day)s in a row up to %(last_on)s; %(limit)s are allowed."
            ),
        },
    ),
    "consecutive_days_minimum": RuleWords(
        _("Days in a row at least"),
        _("Single working days between free days spoil both; agreements ask for longer runs."),
        {
            "": _(
                "%(person)s works %(days|day)s in a row before %(before_on)s; %(due)s were agreed."
            ),
        },
    ),
    "consecutive_days_off_minimum": RuleWords(
        _("Days off in a row at least"),
        _("A single day off is no recovery; agreements ask for longer breaks."),
        {
            "": _(
                "%(person)s has %(days|day off)s in a row before %(before_on)s; %(due)s were "
                "agreed."
            ),
        },
    ),
    "consecutive_nights_maximum": RuleWords(
        _("Nights in a row at most"),
        _("Each further night in a row adds fatigue and risk."),
        {
            "": _(
                "%(person)s works %(nights|night)s in a row up to %(last_on)s; %(limit)s are "
                "allowed."
            ),
        },
    ),
    "nights_maximum": RuleWords(
        _("Nights at most"),
        _("Night work is limited for health, and for some people by their doctor."),
        {
            "": _("%(person)s works %(nights|night)s; %(limit)s are allowed."),
        },
    ),
    "weekends_maximum": RuleWords(
        _("Weekends at most"),
        _("Free weekends are agreed, and families count on them."),
        {
            "": _("%(person)s works on %(weekends|weekend)s; %(limit)s are allowed."),
        },
    ),
    "shift_type_maximum": RuleWords(
        _("Shifts of one type at most"),
        _("Contracts limit how often somebody may be put on a type of shift."),
        {
            "": _("%(person)s works %(count)s times %(shift)s; %(limit)s are allowed."),
        },
    ),
    "assignments_maximum": RuleWords(
        _("Shifts in all at most"),
        _("Some contracts count shifts and not hours: more are overtime."),
        {
            "": _("%(person)s works %(shifts|shift)s; %(limit)s are agreed at most."),
        },
    ),
    "assignments_minimum": RuleWords(
        _("Shifts in all at least"),
        _("Some contracts count shifts and not hours: those that are paid should be planned."),
        {
            "": _("%(person)s works %(shifts|shift)s; %(due)s are agreed at least."),
        },
    ),
    "consecutive_days_off_maximum": RuleWords(
        _("Days off in a row at most"),
        _(
            "Who is off for too long loses touch with the patients, and others carry the work "
            "meanwhile."
        ),
        {
            "": _(
                "%(person)s has %(days|day off)s in a row up to %(last_on)s; %(limit)s are "
                "agreed at most."
            ),
        },
    ),
    "consecutive_shifts_maximum": RuleWords(
        _("Same shift in a row at most"),
        _("Long runs of one shift wear people out; agreements limit them shift by shift."),
        {
            "": _(
                "%(person)s works %(shift)s %(days|day)s in a row up to %(last_on)s; %(limit)s "
                "are agreed at most."
            ),
        },
    ),
    "consecutive_shifts_minimum": RuleWords(
        _("Same shift in a row at least"),
        _("Changing shifts every day upsets sleep; a block of the same shift lets people settle."),
        {
            "": _(
                "%(person)s works %(shift)s %(days|day)s in a row before %(before_on)s; %(due)s "
                "were agreed."
            ),
        },
    ),
    "weekends_complete": RuleWords(
        _("Weekends whole"),
        _("Half a weekend is no weekend: both days are worked together or free together."),
        {
            "": _(
                "%(person)s works on %(worked_on)s but is off on %(off_on)s of the same weekend."
            ),
        },
    ),
    "week_minutes_maximum": RuleWords(
        _("Hours in a week at most"),
        _("The law caps the working time of a week (EU 2003/88: 48 h on average)."),
        {
            "": _(
                "%(person)s works %(worked_minutes)s in the %(window_days)s "
                "days up to %(last_on)s; %(limit_minutes)s are allowed."
            ),
        },
    ),
    "rolling_minutes_maximum": RuleWords(
        _("Hours in 28 days at most"),
        _("The law caps working time over weeks, wherever a roster ends and the next begins."),
        {
            "": _(
                "%(person)s works %(worked_minutes)s in the %(window_days)s "
                "days up to %(last_on)s; %(limit_minutes)s are allowed."
            ),
        },
    ),
    "rolling_nights_maximum": RuleWords(
        _("Nights in 28 days at most"),
        _(
            "The body counts the nights of the last weeks, wherever a roster ends and the next "
            "begins."
        ),
        {
            "": _(
                "%(person)s works %(nights|night)s in the %(window_days)s days up to "
                "%(last_on)s; %(limit)s are allowed."
            ),
        },
    ),
    "rolling_weekends_maximum": RuleWords(
        _("Weekends in 28 days at most"),
        _("Free weekends are agreed for every four weeks, not for every roster."),
        {
            "": _(
                "%(person)s works on %(weekends|weekend)s in the %(window_days)s days up to "
                "%(last_on)s; %(limit)s are allowed."
            ),
        },
    ),
    "holidays_balance": RuleWords(
        _("Public holidays shared fairly"),
        _("A feast away from the family is worked by each in turn."),
        {
            "": _(
                "%(person)s works on %(holidays|public holiday)s; a fair share of the contract "
                "is %(share)s."
            ),
        },
    ),
    "wishes_balance": RuleWords(
        _("Refused wishes shared fairly"),
        _("Not every wish can be granted; it should not be the same people's that are not."),
        {
            "": _(
                "%(person)s is refused %(wishes|wish)s; a fair share after those of the last "
                "twelve months is %(share)s."
            ),
        },
    ),
    "rest_after_nights": RuleWords(
        _("Days off after nights"),
        _("Sleep needs days, not hours, to find back from a run of nights."),
        {
            "": _(
                "%(person)s works on %(worked_on)s after %(nights|night)s in a row; %(due|day "
                "off)s are due first."
            ),
        },
    ),
    "supervision": RuleWords(
        _("Juniors supervised"),
        _(
            "Who is new to a skill works beside somebody who has it, for the patients and for "
            "learning."
        ),
        {
            "": _(
                "%(staff)s on %(shift)s, %(on)s: nobody there holds %(skill)s at level %(level)s "
                "to supervise."
            ),
        },
    ),
    "junior_maximum": RuleWords(
        _("New people on a shift at most"),
        _("Each new person takes somebody's attention; beyond a number there is none left."),
        {
            "": _(
                "%(shift)s on %(on)s has %(juniors|person)s new to %(skill)s; %(limit)s are "
                "allowed."
            ),
        },
    ),
    "overtime_minutes": RuleWords(
        _("Overtime"),
        _("Overtime tires people and is paid dearly; it fills what contracts cannot."),
        {
            "": _("%(person)s works %(worked_minutes)s, %(over_minutes)s of it overtime."),
        },
    ),
    "fixed_shift_kept": RuleWords(
        _("Fixed shifts"),
        _("Days and hours that were agreed with one person are kept like the contract."),
        {
            "": _("%(person)s has %(shift)s as fixed shift on %(on)s but the plan says %(has)s."),
            "now_off": _(
                "%(person)s has %(shift)s as fixed shift on %(on)s but the plan says off."
            ),
        },
    ),
    "own_people_first": RuleWords(
        _("Own people first"),
        _("Who helps out on another ward knows it less well, and is missed at home."),
        {
            "": _("%(person)s of another ward helps out on %(shifts|shift)s."),
        },
    ),
}
