"""What is wrong in the records, by the code of the note: what, its price meanwhile, the remedy.

Notes are made in operations/sources/records; "" or a variant for each sentence of a code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from operations.words import records_supply

NOTES: dict[str, Mapping[str, Any]] = {
    **records_supply.NOTES,
    # Rosters.
    "ward_without_staff": {
        "": _("Ward %(ward)s has nobody to plan. Give staff this home ward."),
    },
    "absences_overlap": {
        "": _(
            "Absences of %(staff)s overlap: %(first_date)s to %(last_date)s and "
            "%(second_first_date)s to %(second_last_date)s. Join them or correct their days; every "
            "day of both is kept free."
        ),
    },
    "contract_week_unknown": {
        "": _(
            "Contract %(contract)s has the week “%(week)s”. Write seven digits, Monday first, 1 "
            "for days that may be worked; until then every day may."
        ),
    },
    "contract_shifts_below_hours": {
        "": _(
            "Contract %(contract)s agrees %(agreed_minutes)s in four weeks, but "
            "%(shifts|shift)s of at most %(longest_minutes)s are %(most_minutes)s. Allow more "
            "shifts or agree fewer hours; until then the hours cannot be reached."
        ),
    },
    "contract_shifts_above_hours": {
        "": _(
            "Contract %(contract)s asks for %(shifts|shift)s in four weeks, which are "
            "%(least_minutes)s at least, but its hours end at %(limit_minutes)s. Ask for fewer "
            "shifts or agree more hours; until then one of both is broken."
        ),
    },
    "contract_weekend_half": {
        "": _(
            "Contract %(contract)s wants whole weekends, but its week leaves one of Saturday and "
            "Sunday free. Open both days or neither; until then every weekend that is worked is "
            "half a one."
        ),
    },
    "contract_run_below_block": {
        "": _(
            "Contract %(contract)s ends work after %(days|day)s in a row, but shift %(shift)s "
            "comes in blocks of %(block_days)s. Shorten the block or lengthen the run; until "
            "then each such block is too short."
        ),
    },
    "no_skill_needed": {
        "": _(
            "%(staff)s (%(role)s) has no role and no skill that %(ward)s asks for, and is left out "
            "of its roster. Add the skill, or choose another home ward."
        ),
    },
    "wish_for_unknown_shift": {
        "": _(
            "%(staff)s asks for shift %(shift)s on %(wish_date)s, which the ward does not run. "
            "Change the wish or add a cover rule for the shift."
        ),
    },
    "cover_of_foreign_shift": {
        "": _(
            "A cover rule of %(ward)s asks for shift %(shift)s of another facility. Choose a shift "
            "of this facility; until then the rule is left out."
        ),
    },
    "mix_without_skill": {
        "": _(
            "A cover rule of %(ward)s for shift %(shift)s limits new people or asks for "
            "supervision without a skill. Name the skill; until then neither is heeded."
        ),
    },
    "contract_limit_below_hours": {
        "week": _(
            "Contract %(contract)s agrees %(agreed_minutes)s a week, but no seven days may hold "
            "more than %(limit_minutes)s. Raise the limit or agree fewer hours; until then the "
            "hours cannot be reached."
        ),
        "four_weeks": _(
            "Contract %(contract)s agrees %(agreed_minutes)s in four weeks, but no 28 days may "
            "hold more than %(limit_minutes)s. Raise the limit or agree fewer hours; until then "
            "the hours cannot be reached."
        ),
    },
    "wish_not_possible": {
        "away": _(
            "%(staff)s asks to work on %(wish_date)s, which is a day of absence or a day off. "
            "Change the wish or the absence; until then the wish is left out."
        ),
        "not_allowed": _(
            "%(staff)s asks for shift %(shift)s on %(wish_date)s without the role or skill that "
            "the shift asks for. Change the wish or add the skill; until then the wish is left out."
        ),
    },
    "hours_above_days": {
        "": _(
            "%(staff)s is owed %(due_minutes)s in the time of this roster, but the days and shifts "
            "that may be worked hold %(most_minutes)s. Correct the contract's hours, its week or "
            "the absences; until then hours stay owed."
        ),
    },
    "lock_yields": {
        "": _(
            "%(staff)s was locked to %(shift)s on %(lock_date)s and is away that day by the "
            "records: others are looked for. If the absence is wrong, correct it."
        ),
    },
    "lock_breaks_rule": {
        "": _(
            "What is locked for %(staff)s breaks a rule: %(broken)s Unlock a line; until then the "
            "locked lines stay."
        ),
    },
    "cover_above_people": {
        "": _(
            "%(ward)s asks for at least %(minimum)s people on %(shift)s, %(people)s could work it "
            "on %(cover_date)s. Lower the minimum or add people; until then the shift is short."
        ),
        "of_skill": _(
            "%(ward)s asks for at least %(minimum)s people with %(skill)s on %(shift)s, %(people)s "
            "could work it on %(cover_date)s. Lower the minimum or add the skill; until then the "
            "shift is short."
        ),
    },
    "nobody_supervises": {
        "": _(
            "%(ward)s asks for supervision on %(shift)s by somebody with %(skill)s at level "
            "%(level)s, and nobody has it. Lower the level or add it to somebody; until then new "
            "people stay off the shift or work it alone."
        ),
    },
    "fixed_shift_not_possible": {
        "": _(
            "%(staff)s has %(shift)s as fixed shift, which %(ward)s does not run or which asks for "
            "another role or skill. Correct the fixed shift; until then it is left out."
        ),
    },
    "fixed_shift_breaks_rule": {
        "": _(
            "%(staff)s has %(shift)s as fixed shift, which breaks a rule: %(broken)s Correct the "
            "fixed shift or the contract; until then it is left out on %(days|day)s."
        ),
    },
    "shift_too_long": {
        "": _(
            "Shift %(shift)s lasts %(paid_minutes)s. Correct its paid minutes; until then nobody "
            "is planned on it."
        ),
    },
    "shift_without_minutes": {
        "": _(
            "Shift %(shift)s lasts 0 minutes. Give its paid minutes; until then nobody is planned "
            "on it."
        ),
    },
    # Several families.
    "no_forecast": {
        "occupancy": _(
            "There is no forecast of occupancy for %(ward)s; cover follows the fixed targets. Run "
            "the forecast of occupancy."
        ),
        "admissions": _(
            "There is no forecast of admissions; beds are held for the last weeks' mean. Run the "
            "forecast of admissions."
        ),
        "products": _(
            "Its products have no forecast of consumption and are planned with the last three "
            "months' average. Run the forecast of consumption."
        ),
        "some_products": _(
            "There is no forecast for %(count)s of its series (%(first)s first): the last three "
            "months' average is planned with. Run the forecast of consumption."
        ),
    },
    "forecast_overridden": {
        "": _(
            "The forecast of %(kind_word)s was overridden for %(series)s. Withdraw what no longer "
            "holds on the page of the forecast's series."
        ),
        "and_more": _(
            "The forecast of %(kind_word)s was overridden for %(series)s; and %(more)s series "
            "more. Withdraw what no longer holds on the page of the forecast's series."
        ),
    },
    "rule_unknown": {
        "staffing": _(
            "There is a decision about %(rule)s, which is no rule of rosters. Correct its code or "
            "delete it."
        ),
        "beds": _(
            "There is a decision about %(rule)s, which is no rule of bed plans. Correct its code "
            "or delete it."
        ),
        "supply": _(
            "The decision about %(rule)s is not followed: supply plans have no such rule. Correct "
            "or delete it."
        ),
    },
    "rule_stays_hard": {
        "": _("The decision about %(rule)s is not followed: it stays hard. Correct or delete it."),
    },
    "lock_outside_plan": {
        "shift": _(
            "%(staff)s is locked to %(shift)s on %(lock_date)s, but is not planned on this ward or "
            "the shift is not run. Unlock the line, or correct the person's home ward."
        ),
        "day_off": _(
            "%(staff)s is locked to a day off on %(lock_date)s, but is not planned on this ward. "
            "Unlock the line, or correct the person's home ward."
        ),
        "bed": _(
            "%(patient)s is locked to %(room)s from %(first_date)s, which is outside this plan or "
            "not in use. Unlock the line or lock it anew."
        ),
    },
    # Beds.
    "two_in_a_bed": {
        "": _(
            "Stays %(stays)s are in one bed, %(bed)s. Discharge or move one of them; until then "
            "%(holder)s keeps the bed and the others are given another."
        ),
    },
    "overflow_expected": {
        "to_ward": _(
            "As the plan stands, ward %(ward)s has more patients than beds on %(on_date)s with a "
            "chance of %(chance)s %% (in nine of ten nights by no more than %(short)s beds). Ward "
            "%(other)s has room (%(other_chance)s %%): send patients there."
        ),
        "to_hospital": _(
            "As the plan stands, ward %(ward)s has more patients than beds on %(on_date)s with a "
            "chance of %(chance)s %% (in nine of ten nights by no more than %(short)s beds), and "
            "no ward of the house takes its overflow. %(other)s, %(distance)s km away, takes "
            "%(specialty)s and has room (%(other_chance)s %%): offer transfers there."
        ),
        "nowhere": _(
            "As the plan stands, ward %(ward)s has more patients than beds on %(on_date)s with a "
            "chance of %(chance)s %% (in nine of ten nights by no more than %(short)s beds), and "
            "no ward of the network that takes its patients is known to have room. Put off planned "
            "admissions, or open beds."
        ),
    },
    "ward_not_planned": {
        "": _(
            "Stay %(stay)s is on ward %(ward)s, which has no room that is planned here. Correct "
            "the stay's ward, or add its rooms; until then a ward of the specialty takes the "
            "patient."
        ),
    },
    "bed_not_in_use": {
        "": _(
            "Stay %(stay)s is in bed %(bed)s, which is not planned here: its ward is closed or of "
            "another facility. Correct the stay's bed."
        ),
    },
    "bed_not_open": {
        "": _(
            "Stay %(stay)s is in bed %(bed)s, which is marked %(status_word)s. Open the bed or "
            "move the patient; until then another bed is looked for."
        ),
    },
    "stay_ends_before_it_begins": {
        "": _(
            "Stay %(stay)s began on %(admitted_date)s and is expected to end on "
            "%(expected_date)s. Correct the expected discharge; until then past stays of the "
            "specialty tell."
        ),
    },
    "discharge_overdue": {
        "": _(
            "Stay %(stay)s was expected to end on %(expected_date)s and has not. Discharge the "
            "patient or give a new day; until then one more night is planned."
        ),
    },
    "due_before_release": {
        "": _(
            "Referral %(referral)s is due on %(due_date)s, before its release on "
            "%(release_date)s. Correct one of the two days; until then it is not planned."
        ),
    },
    "surgery_too_long": {
        "surgeon": _(
            "Referral %(referral)s needs %(needed|minute)s and surgeon %(who)s has at most "
            "%(most)s in a day. Correct the minutes; until then it is not planned."
        ),
        "theatre": _(
            "Referral %(referral)s needs %(needed|minute)s and any theatre has at most %(most)s "
            "in a day. Correct the minutes; until then it is not planned."
        ),
    },
    "referral_overdue": {
        "": _(
            "Referral %(referral)s was due on %(due_date)s. It is planned as soon as possible; "
            "agree on a new day if the patient can wait."
        ),
    },
    "room_without_beds": {
        "": _(
            "Room %(room)s is licensed for %(capacity)s and has no beds. Add its beds; until then "
            "nobody is placed there."
        ),
    },
    "surgeon_never_operates": {
        "": _(
            "Surgeon %(surgeon)s has no operating day or no minutes. Give both, or name another "
            "surgeon on the referrals; until then their patients get no day."
        ),
    },
    "more": {
        "": _("%(left)s further findings of lesser weight are not listed."),
    },
}
