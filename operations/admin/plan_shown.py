"""What a plan's own page shows: costs by rule, findings, what it changes, how it is shared."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hospital.admin.readonly import table
from operations import selectors
from operations.admin.base import kind_word
from operations.core.rule import Kind
from operations.core.staffing.sharing import KINDS, Range
from operations.event_lines import event_line, events_told
from operations.models import ROWS, Plan
from operations.rule_kinds import rule_kinds
from operations.sharing import plan_sharing
from operations.words import rule_label, rule_reason
from operations.words.events import event_word
from operations.words.units import price

FINDINGS_SHOWN = 50
SHARED = {
    "nights": _("nights"),
    "weekends": _("weekends"),
    "holidays": _("public holidays"),
    "unpopular": _("unpopular shifts"),
    "granted": _("wishes granted"),
}


class PlanShown:
    """Mixed into the admin of plans."""

    @admin.display(description=_("lines"))
    def lines(self, plan: Plan) -> SafeString:
        """Where its lines are read and edited."""
        links = (
            (
                reverse(f"admin:operations_{model._meta.model_name}_changelist"),
                plan.pk,
                model._meta.verbose_name_plural,
            )
            for model in ROWS[plan.family]
        )
        return format_html_join(" · ", '<a href="{}?plan__id__exact={}">{}</a>', links)

    @admin.display(description=_("cost per rule"))
    def rules(self, plan: Plan) -> SafeString:
        """Broken hard rules first, which cost nothing; then the dearest."""
        kinds = rule_kinds(plan.family, plan)
        hard = {code for code, kind in kinds.items() if kind == Kind.HARD}
        dearest = sorted(plan.cost_by_rule.items(), key=lambda i: (i[0] not in hard, -i[1]))
        rows = (
            (
                rule_label(plan.family, code),
                kind_word(kinds[code]) if code in kinds else "",
                "" if code in hard else price(plan.family, cost),
                rule_reason(plan.family, code),
            )
            for code, cost in dearest
        )
        return table((_("rule"), _("kind"), _("cost"), _("reason")), rows)

    @admin.display(description=_("findings"))
    def findings_shown(self, plan: Plan) -> SafeString:
        found = list(plan.findings.all()[: FINDINGS_SHOWN + 1])
        rows = (
            (kind_word(each.kind), str(each.sentence), price(plan.family, each.cost))
            for each in found[:FINDINGS_SHOWN]
        )
        shown = table((_("kind"), _("finding"), _("cost")), rows)
        if len(found) <= FINDINGS_SHOWN:
            return shown
        where = reverse("admin:operations_finding_changelist")
        more = format_html(
            '<a href="{}?plan__id__exact={}">{}</a>', where, plan.pk, _("all of them")
        )
        return format_html("{}{}", shown, more)

    @admin.display(description=_("difference"))
    def difference(self, plan: Plan) -> SafeString | str:
        """A draft beside the plan that is published, any other beside the version before."""
        found = selectors.plan_difference(plan)
        if found.against is None:
            return str(_("This is the first plan of its kind here."))
        said = ngettext(
            "%(count)d changed against version %(version)d.",
            "%(count)d changed against version %(version)d.",
            len(found.changes),
        ) % {"count": len(found.changes), "version": found.against.version}
        rows = ((each.cell, each.before, each.after) for each in found.changes[:FINDINGS_SHOWN])
        shown = table((_("what"), _("before"), _("after")), rows)
        return format_html("<p>{}</p>{}", said, shown if found.changes else "")

    @admin.display(description=_("the last twelve months"))
    def shared(self, plan: Plan) -> SafeString | str:
        """What people of one contract had, from least to most; nobody is named."""
        found = plan_sharing(plan)
        if not found:
            return str(_("Only rosters of a ward are shared among people."))
        heads = [_("contract"), _("people"), *(SHARED[kind] for kind in KINDS)]
        rows = (
            (
                each.group,
                each.people or _("fewer than 5"),
                *(_range(each.ranges.get(kind)) for kind in KINDS),
            )
            for each in found
        )
        return table(heads, rows)

    @admin.display(description=_("changes"))
    def changes(self, plan: Plan) -> SafeString:
        rows = (
            (
                date_format(localtime(each.at), "DATETIME_FORMAT"),
                each.actor,
                event_word(each.action),
                event_line(each),
                each.reason,
            )
            for each in events_told(plan.events.all())[:FINDINGS_SHOWN]
        )
        return table((_("when"), _("who"), _("what"), _("line"), _("reason")), rows)


def _range(found: Range | None) -> str:
    if found is None or found.least == found.most:
        return str(found.least) if found else ""
    return f"{found.least} – {found.most}"
