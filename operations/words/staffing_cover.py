"""Rules of rosters in words: cover, wishes, fair shares, and the roster that people know."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from operations.words.rule import RuleWords

RULES: dict[str, RuleWords] = {
    "cover_minimum": RuleWords(
        _("Minimum cover"),
        _("Below the minimum patients are not safe."),
        {
            "": _("%(shift)s on %(on)s has %(there)s; it needs at least %(minimum)s."),
            "of_skill": _(
                "%(shift)s on %(on)s has %(there)s as %(skill)s; it needs at least %(minimum)s."
            ),
        },
    ),
    "cover_target": RuleWords(
        _("Planned cover"),
        _("The target follows from the expected patients and the agreed ratio."),
        {
            "": _("%(shift)s on %(on)s has %(there)s; its target is %(target)s."),
            "of_skill": _(
                "%(shift)s on %(on)s has %(there)s as %(skill)s; its target is %(target)s."
            ),
        },
    ),
    "cover_excess": RuleWords(
        _("No surplus cover"),
        _("People too many on one shift are people missing on another."),
        {
            "": _("%(shift)s on %(on)s has %(there)s; its target is only %(target)s."),
            "of_skill": _(
                "%(shift)s on %(on)s has %(there)s as %(skill)s; its target is only %(target)s."
            ),
        },
    ),
    "wishes_for": RuleWords(
        _("Wishes for shifts"),
        _("People stay where their life outside is heard."),
        {
            "": _("%(person)s asked for %(shift)s on %(on)s and did not get it."),
            "to_work": _("%(person)s asked to work on %(on)s and did not get it."),
        },
    ),
    "wishes_against": RuleWords(
        _("Wishes against shifts"),
        _("A day kept free for what matters is worth a little effort."),
        {
            "": _("%(person)s asked not to have %(shift)s on %(on)s and has it."),
            "to_work": _("%(person)s asked not to work on %(on)s and works."),
        },
    ),
    "nights_balance": RuleWords(
        _("Nights shared fairly"),
        _("Night work weighs on health, so it is shared."),
        {
            "": _("%(person)s works %(nights|night)s; a fair share of the contract is %(share)s."),
        },
    ),
    "weekends_balance": RuleWords(
        _("Weekends shared fairly"),
        _("Weekend work costs family life, so it is shared."),
        {
            "": _(
                "%(person)s works on %(weekends|weekend)s; a fair share of the contract is "
                "%(share)s."
            ),
        },
    ),
    "roster_stability": RuleWords(
        _("Few changes to a known roster"),
        _("People have arranged their lives around the roster that was published."),
        {
            "": _("%(person)s had %(had)s on %(on)s and now has %(has)s."),
            "was_off": _("%(person)s had off on %(on)s and now has %(has)s."),
            "now_off": _("%(person)s had %(had)s on %(on)s and now has off."),
        },
    ),
}
