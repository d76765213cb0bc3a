"""Rules of bed plans in words: label, reason, and a sentence for each way to break one.

The English is the core's own (operations/core/beds/rules), which tests hold together.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from operations.words.rule import RuleWords

RULES: dict[str, RuleWords] = {
    "room_capacity": RuleWords(
        _("A bed for each person in the room"),
        _("A room holds as many people as it has beds that are neither blocked nor closed."),
        {
            "": _(
                "Room %(room)s has %(beds)s usable beds on %(on)s and %(people)s people in them."
            ),
        },
    ),
    "room_one_gender": RuleWords(
        _("One gender in a room at a time"),
        _("Dignity and privacy: women and men do not share a bedroom (IHTC 2024, H1)."),
        {
            "": _(
                "Room %(room)s has %(women)s women and %(men)s men on %(on)s; it takes one "
                "gender at a time."
            ),
        },
    ),
    "room_gender_policy": RuleWords(
        _("Room kept for the patient's gender"),
        _("The ward keeps some rooms for women and some for men."),
        {
            "": _(
                "%(patient)s (%(gender_word)s) is %(nights|night)s in room %(room)s, which is "
                "kept for %(kept_word)s patients."
            ),
        },
    ),
    "room_age_policy": RuleWords(
        _("Room takes the patient's age"),
        _("Children lie among children, and adult rooms are not equipped for them."),
        {
            "": _(
                "%(patient)s (%(age_band)s) is %(nights|night)s in room %(room)s, which takes "
                "%(bands)s only."
            ),
        },
    ),
    "room_compatible": RuleWords(
        _("Room not ruled out for the patient"),
        _("A clinician or the ward ruled it out for this patient (IHTC 2024, H2)."),
        {
            "": _("%(patient)s is in room %(room)s, which was ruled out for this patient."),
            "ward": _(
                "%(patient)s is in room %(room)s of ward %(ward)s, which does not take this "
                "patient."
            ),
        },
    ),
    "isolation_respected": RuleWords(
        _("Isolation where it is needed"),
        _(
            "Infection control: isolate, or cohort those with the same organism (WHO core "
            "components)."
        ),
        {
            "": _(
                "%(patient)s needs isolation and is %(nights|night)s in room %(room)s, which "
                "cannot isolate."
            ),
            "mixed": _(
                "Room %(room)s on %(on)s is shared with somebody who is isolated; %(people)s of "
                "%(lying)s people should lie elsewhere."
            ),
        },
    ),
    "equipment_present": RuleWords(
        _("Needed equipment in the room"),
        _("Treatment depends on it (oxygen, monitor, ventilator)."),
        {
            "": _(
                "%(patient)s needs %(equipment)s and is %(nights|night)s in room %(room)s, "
                "which has none."
            ),
        },
    ),
    "admission_window": RuleWords(
        _("Admitted between release and due day"),
        _(
            "Before the release day the patient is not ready, after the due day it harms (IHTC "
            "2024, H6)."
        ),
        {
            "": _(
                "%(patient)s is admitted on %(on)s, %(away|day)s outside the window from "
                "%(first_on)s to %(last_on)s."
            ),
        },
    ),
    "surgeon_minutes": RuleWords(
        _("Within the surgeon's minutes"),
        _("A surgeon operates no longer than the day allows (IHTC 2024, H3)."),
        {
            "": _("Surgeon %(surgeon)s operates %(used|minute)s on %(on)s and has %(has)s."),
        },
    ),
    "theatre_minutes": RuleWords(
        _("Within the theatre's minutes"),
        _("A theatre is staffed for its opening hours only (IHTC 2024, H4)."),
        {
            "": _("Theatre %(theatre)s is used %(used|minute)s on %(on)s and open %(has)s."),
            "no_theatre": _("%(patient)s is operated on %(on)s and has no theatre."),
        },
    ),
    "nurse_present": RuleWords(
        _("Nurse at work when given rooms"),
        _("The roster is made before the bed plan and stands (IHTC 2024, H8)."),
        {
            "": _(
                "Nurse %(nurse)s has %(rooms)s rooms on %(on)s, %(shift)s, and does not work then."
            ),
            "other_ward": _(
                "Nurse %(nurse)s of ward %(ward)s has rooms of another ward on %(on)s, "
                "%(shift)s: %(rooms)s."
            ),
        },
    ),
    "room_nursed": RuleWords(
        _("One nurse for each occupied room"),
        _("Somebody, and one somebody, answers for each patient at any hour (IHTC 2024, H9)."),
        {
            "": _("For room %(room)s on %(on)s, %(shift)s, %(who)s answers; one nurse should."),
            "nobody": _(
                "For room %(room)s on %(on)s, %(shift)s, nobody answers; one nurse should."
            ),
        },
    ),
    "lock_kept": RuleWords(
        _("Fixed decisions kept"),
        _("A person decided it and answers for it; the plan works around it."),
        {
            "": _("%(patient)s is fixed in room %(room)s and is in room %(found)s."),
            "not_admitted": _("%(patient)s is fixed from %(on)s and is not admitted."),
            "other_day": _("%(patient)s is fixed from %(on)s and is admitted on %(found_on)s."),
        },
    ),
    "bed_kept": RuleWords(
        _("Nobody put out of bed"),
        _(
            "Who lies in a bed is there whatever the plan says: what others need is found "
            "elsewhere, or lacks and is said."
        ),
        {
            "": _(
                "%(patient)s lies in room %(room)s and would be without a bed for %(nights|night)s."
            ),
        },
    ),
    "present_placed": RuleWords(
        _("A bed for everybody who is here"),
        _("Who is in the hospital needs a bed tonight, before anybody else comes."),
        {
            "": _("%(patient)s is here today (in room %(room)s) and no bed can be given."),
            "waiting": _("%(patient)s is here today (waiting) and no bed can be given."),
        },
    ),
    "mandatory_admitted": RuleWords(
        _("Mandatory patients admitted"),
        _("Waiting longer would harm, or the admission was promised (IHTC 2024, H5)."),
        {
            "": _("%(patient)s must be admitted by %(due_on)s and has no day and no bed."),
            "within_the_plan": _(
                "%(patient)s must be admitted within the plan and has no day and no bed."
            ),
        },
    ),
    "kept_together": RuleWords(
        _("Mother and child in one room"),
        _(
            "A child heals better beside its mother, and a newborn is fed by her (WHO and UNICEF, "
            "Baby-friendly Hospital Initiative, step 7)."
        ),
        {
            "": _(
                "%(patient)s in room %(room)s and %(other_patient)s in room %(other_room)s are "
                "%(nights|night)s apart."
            ),
        },
    ),
    "overstay_absorbed": RuleWords(
        _("Room for those who may stay longer"),
        _(
            "A planned discharge is a quantile: who is not well enough stays, and the next one "
            "waits (Ceschia and Schaerf 2012, overcrowding risk)."
        ),
        {
            "": _(
                "Room %(room)s has %(free|bed)s free on %(on)s, and %(patients)s may still be "
                "there: %(wanted_hundredths)s beds are needed on average."
            ),
        },
    ),
    "emergency_beds_held": RuleWords(
        _("Beds held for emergencies"),
        _(
            "Emergencies come at a forecast rate; an elective patient in the last bed turns one "
            "away."
        ),
        {
            "": _(
                "Ward %(ward)s has %(free|bed)s free on %(on)s; %(held)s should be held for "
                "emergencies."
            ),
        },
    ),
    "optional_admitted": RuleWords(
        _("Optional patients admitted"),
        _("A free bed beside a waiting list helps nobody (IHTC 2024, S8)."),
        {
            "": _("%(patient)s could come within this plan and is left for a later one."),
        },
    ),
    "admitted_promptly": RuleWords(
        _("No waiting beyond the release day"),
        _("Waiting is pain, and illness moves on (IHTC 2024, S7)."),
        {
            "": _("%(patient)s could come on %(release_on)s and waits %(waited|day)s."),
        },
    ),
    "stays_in_room": RuleWords(
        _("No transfers between rooms"),
        _("A transfer costs staff time, spreads infection and disturbs the patient."),
        {
            "": _("%(patient)s is moved from room %(from)s to room %(to)s."),
        },
    ),
    "plan_stability": RuleWords(
        _("Plan in force kept"),
        _("People were told; every change is a call, a form and some trust."),
        {
            "": _(
                "%(patient)s goes from room %(from_room)s, %(from_on)s, to room %(to_room)s,"
                " %(to_on)s, against the plan in force."
            ),
            "no_place": _("%(patient)s has no place any more, against the plan in force."),
        },
    ),
    "specialty_of_room": RuleWords(
        _("Room of the patient's specialty"),
        _("Nurses and doctors of the ward know the illness (Demeester et al. 2010)."),
        {
            "": _(
                "%(patient)s (%(specialty)s) is %(nights|night)s in room %(room)s, whose first "
                "specialty is %(first)s."
            ),
        },
    ),
    "wished_equipment_present": RuleWords(
        _("Wished equipment in the room"),
        _("Comfort and recovery, short of necessity (Demeester et al. 2010)."),
        {
            "": _("%(patient)s would be better with %(equipment)s; room %(room)s has none."),
        },
    ),
    "room_ages_close": RuleWords(
        _("Close in age in a room"),
        _("People of like age rest better together (IHTC 2024, S1)."),
        {
            "": _("Room %(room)s has %(youngest)s and %(oldest)s patients together on %(on)s."),
        },
    ),
    "nurse_skilled": RuleWords(
        _("Skill level the patient needs"),
        _("Care above a nurse's level is slower and less safe (IHTC 2024, S2)."),
        {
            "": _(
                "%(patient)s needs skill level %(needed)s on %(on)s, %(shift)s; nurse "
                "%(nurse)s has level %(level)s."
            ),
        },
    ),
    "continuity_of_care": RuleWords(
        _("Few nurses over one stay"),
        _("Who knows the patient sees a change sooner (IHTC 2024, S3). One nurse counts one."),
        {
            "": _("%(patient)s is cared for by %(nurses)s nurses over the stay."),
        },
    ),
    "nurse_load_kept": RuleWords(
        _("Workload a nurse can carry"),
        _("Overload costs patients and staff (IHTC 2024, S4)."),
        {
            "": _(
                "Nurse %(nurse)s carries a workload of %(load)s on %(on)s, %(shift)s; the "
                "limit is %(limit)s."
            ),
        },
    ),
    "theatres_few": RuleWords(
        _("Few theatres opened"),
        _("An open theatre binds a team for the day (IHTC 2024, S5)."),
        {
            "": _("Theatre %(theatre)s is opened on %(on)s."),
        },
    ),
    "surgeon_one_theatre": RuleWords(
        _("Surgeon in one theatre a day"),
        _("Moving between theatres loses time and equipment (IHTC 2024, S6)."),
        {
            "": _("Surgeon %(surgeon)s moves between theatres %(theatres)s on %(on)s."),
        },
    ),
}
