"""All rules of a place on one page, and a decision tried on the plans that stand before it is
saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.access import Act, may, scope
from hospital.models import Facility, Network
from operations import scoping
from operations.admin.base import kind_word, refusals_shown, signed, signed_price
from operations.families import FAMILIES
from operations.models import Family
from operations.rules_board import effects_of, policy_weight, rules_of
from operations.words import rule_label, rule_reason

NAME = "operations_rulepolicy"


class RulesPage:
    """Mixed into the admin of decisions about rules: `all/` and `effect/`."""

    change_list_template = "admin/operations/rulepolicy/change_list.html"
    change_form_template = "admin/operations/rulepolicy/change_form.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("all/", view(self.all_view), name=f"{NAME}_all"),
            path("effect/", view(require_POST(self.effect_view)), name=f"{NAME}_effect"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def all_view(self, request: HttpRequest) -> HttpResponse:
        if not may(request.user, Act.VIEW):
            raise PermissionDenied
        networks = list(scope(Network.objects.all(), request.user, "network:"))
        facilities = list(
            scope(Facility.objects.exclude(kind="depot"), request.user, "").select_related(
                "network"
            )
        )
        places = [_place(each, None) for each in networks]
        places += [_place(each.network, each) for each in facilities]
        asked = request.GET.get("place", "")
        chosen = next(
            (each for each in places if each["key"] == asked), places[0] if places else None
        )
        family = request.GET.get("family", "")
        family = family if family in FAMILIES else Family.STAFFING.value
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Rules"),
            "opts": self.opts,  # type: ignore[attr-defined]
            "places": places,
            "chosen": chosen,
            "families": [(code, spec.label) for code, spec in FAMILIES.items()],
            "family": family,
            "rows": _rows(request, family, chosen) if chosen else [],
        }
        return render(request, "admin/operations/rulepolicy/all.html", context)

    def effect_view(self, request: HttpRequest) -> HttpResponse:
        """What the decision on the form would mean; nothing is kept."""
        form = self.get_form(request)(request.POST)  # type: ignore[attr-defined]
        if not may(request.user, Act.RULES):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("What this decision would mean"),
            "opts": self.opts,  # type: ignore[attr-defined]
        }
        form.validate_unique = lambda: None  # a row that is there already is the one on the form
        form.validate_constraints = lambda: None
        if form.is_valid():
            decision = form.instance
            with refusals_shown(request):
                effects, more = effects_of(decision, scoping.plans_seen(request.user))
                context |= {"effects": [_effect(each) for each in effects], "more": more}
            context |= {
                "back": _back(request),
                "kept": _kept(request),
                "again": _again(request),
                "decision": decision,
                "label": rule_label(decision.family, decision.rule),
                "reason": rule_reason(decision.family, decision.rule),
                "kind": kind_word(decision.kind),
                "weight": policy_weight(decision),
            }
        else:
            context["errors"] = form.errors
        return render(request, "admin/operations/rulepolicy/effect.html", context)


def _back(request: HttpRequest) -> str:
    """The form that asked, where the decision is saved."""
    asked, here = request.POST.get("_from", ""), reverse(f"admin:{NAME}_changelist")
    return asked if asked.startswith(here) else reverse(f"admin:{NAME}_add")


def _again(request: HttpRequest) -> str:
    """The form with what was entered, to think it over. A decision that is kept already has its
    own page, which shows what is kept."""
    back = _back(request)
    if back.partition("?")[0] != reverse(f"admin:{NAME}_add"):
        return back
    return f"{reverse(f'admin:{NAME}_add')}?{urlencode([('active', ''), *_kept(request)])}"


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was on the form, to be sent again."""
    own = {"csrfmiddlewaretoken", "_from"}
    return [(n, v) for n in request.POST if n not in own for v in request.POST.getlist(n)]


def _place(network: Network, facility: Facility | None) -> dict[str, Any]:
    return {
        "key": f"{network.pk}-{facility.pk if facility else 0}",
        "network": network,
        "facility": facility,
        "name": f"{network.code} / {facility.code}" if facility else network.code,
    }


def _rows(request: HttpRequest, family: str, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    network, facility = chosen["network"], chosen["facility"]
    allowed = may(request.user, Act.RULES, facility, network)
    found = []
    for row in rules_of(family, network, facility):
        here = row.decided is not None and row.of_facility == (facility is not None)
        where = ""
        if allowed and here and row.decided is not None:
            where = reverse(f"admin:{NAME}_change", args=[row.decided.pk])
        elif allowed:
            where = (
                f"{reverse(f'admin:{NAME}_add')}?network={network.pk}&family={family}"
                f"&rule={row.code}&kind={row.policy.kind}&weight={row.policy.weight}"
                f"&measure={row.policy.measure}"
            )
            where += f"&facility={facility.pk}" if facility else ""
        found.append({"row": row, "kind": kind_word(row.policy.kind), "href": where})
    return found


def _effect(effect: Any) -> dict[str, Any]:
    before, after = effect.breaches
    return {
        "plan": effect.plan,
        "cost": signed_price(effect.plan.family, effect.cost),
        "hard": signed(effect.hard),
        "before": before,
        "after": after,
        "same": not (effect.cost or effect.hard),
        "worse": effect.hard > 0 or (effect.hard == 0 and effect.cost > 0),
    }
