"""Why a cell of a roster or a patient's bed is as it is, by the codes of the cores' `Reason`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "explain.cover": _(
        "%(shift)s on %(on)s has %(there)s; it needs at least %(minimum)s, its target "
        "is %(target)s."
    ),
    "explain.cover_skill": _(
        "%(shift)s on %(on)s has %(there)s as %(skill)s; it needs at least %(minimum)s, its "
        "target is %(target)s."
    ),
    "explain.bed_fixed": _("%(patient)s was fixed to room %(room)s."),
    "explain.bed_same": _("%(patient)s lies in room %(room)s already."),
    "explain.bed_former": _("The plan in force has %(patient)s in room %(room)s from %(on)s."),
    "explain.bed_specialty": _("Room %(room)s is of the patient's specialty, %(specialty)s."),
    "explain.bed_equipment": _("Room %(room)s has what the patient needs or wishes: %(items)s."),
    "explain.bed_isolation": _("Room %(room)s can isolate (%(isolation)s)."),
    "explain.bed_without": _("Without a bed for %(patient)s the cost changes by %(cost)s."),
    "explain.bed_no_other": _("No other room can be had that day."),
    "explain.bed_other": _("Room %(room)s instead changes the cost by %(cost)s."),
    "explain.out_free": _("A bed is free: room %(room)s from %(on)s."),
    "explain.out_dear": _(
        "A bed is free, room %(room)s from %(on)s, but taking it changes the cost by %(cost)s, "
        "most of it by: %(most_rule)s."
    ),
    "explain.out_beds_then": _(
        "There is time for the operation on %(days|day)s, first on %(on)s, but no bed that suits "
        "is free then."
    ),
    "explain.out_beds_always": _("A bed that suits is free on every such day."),
    "explain.out_beds_free": _("A bed that suits is free on %(free)s of %(days|day)s."),
    "explain.out_no_bed": _(
        "No bed that suits is free then; what is mostly in the way: %(most_rule)s."
    ),
    "explain.out_surgeon_away": _(
        "Surgeon %(surgeon)s does not operate on a day on which the patient may come."
    ),
    "explain.out_surgeon_full": _(
        "Surgeon %(surgeon)s has no more than %(left|minute)s left on a day; the operation takes "
        "%(needed|minute)s."
    ),
    "explain.out_theatre_full": _(
        "No theatre has more than %(left|minute)s left on a day; the operation takes "
        "%(needed|minute)s."
    ),
    "explain.out_surgery_apart": _(
        "Surgeon %(surgeon)s and a theatre never have %(needed|minute)s left on the same day."
    ),
    "explain.way": _("Room %(room)s from %(on)s, if %(gives)s."),
    "explain.way_free": _("Room %(room)s from %(on)s; nothing has to give."),
    "explain.way_surgeon_minutes": _("surgeon %(surgeon)s operates %(over|minute)s longer"),
    "explain.way_theatre_minutes": _("theatre %(theatre)s is open %(over|minute)s longer"),
    "explain.way_admission_window": _("coming %(over|day)s after the due day is accepted"),
    "explain.way_room_capacity": _("room %(room)s has one more bed for %(over|night)s"),
    "explain.way_room_one_gender": _("women and men share room %(room)s"),
    "explain.way_rule": _("this gives way: %(way_rule)s"),
    "explain.instead": _(
        "Or in place of %(other_patient)s, who would wait: room %(room)s from %(on)s, cost "
        "%(cost)s."
    ),
    "explain.fixed": _("%(person)s was fixed to %(shift)s."),
    "explain.wished": _("%(person)s asked for it (weight %(weight)s)."),
    "explain.unwished": _("%(person)s asked not to have it (weight %(weight)s)."),
    "explain.without": _("Without %(person)s the cost changes by %(cost)s."),
    "explain.no_other": _("Nobody else may take the shift."),
    "explain.other_free": _("%(person)s in their place, who is off, changes the cost by %(cost)s."),
    "explain.other_moving": _(
        "%(person)s in their place, who would leave %(left)s, changes the cost by %(cost)s."
    ),
}
