"""A plan asked for by a person: of a new ward, for other days than the night's, or just now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hospital.access import Act, may
from operations import doors
from operations.admin.base import refusals_shown
from operations.admin.run_page import NAME
from operations.families import FAMILIES
from operations.models import Run
from operations.scoping import scopes_plannable

BETWEEN = ":"
LONGEST_DAYS, LONGEST_SECONDS = 366, 3600


class AskedForm(forms.Form):
    """plannable: (family, scope) of what the person may have planned."""

    what = forms.ChoiceField(label=gettext_lazy("plan of"))
    start = forms.DateField(
        label=gettext_lazy("first day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("none: today for beds, the coming Monday for the others"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("days"),
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
        help_text=gettext_lazy("none: as many as the night plans"),
    )
    seconds = forms.IntegerField(
        label=gettext_lazy("seconds of search"),
        required=False,
        min_value=1,
        max_value=LONGEST_SECONDS,
        help_text=gettext_lazy("none: as long as the night searches"),
    )

    def __init__(self, plannable: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for family, scope in plannable:
            label = str(FAMILIES[family].label)
            groups.setdefault(label, []).append((f"{family}{BETWEEN}{scope}", f"{label} · {scope}"))
        self.fields["what"].choices = list(groups.items())  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        kind, _between, scope = given.pop("what").partition(BETWEEN)
        return {"kind": kind, "scope": scope, **given}


class NewRun:
    """Mixed into the admin of runs: `plan/` beside their list."""

    change_list_template = "admin/operations/run/change_list.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.plan_view)  # type: ignore[attr-defined]
        return [path("plan/", view, name=f"{NAME}_plan"), *super().get_urls()]  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        more = {"may_plan": may(request.user, Act.RUN)}
        return super().changelist_view(request, more | (extra_context or {}))  # type: ignore[misc]

    def plan_view(self, request: HttpRequest) -> HttpResponse:
        if not may(request.user, Act.RUN):
            raise PermissionDenied
        form = AskedForm(
            scopes_plannable(request.user),
            request.POST or None,
            initial={"what": request.GET.get("what", "")},
        )
        if request.method == "POST" and form.is_valid():
            with refusals_shown(request):
                run = doors.run_ask(user=request.user, **form.asked())
                return HttpResponseRedirect(reverse(f"admin:{NAME}_change", args=[run.pk]))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": Run._meta,
            "item": reverse(f"admin:{NAME}_changelist"),
            "of": str(Run._meta.verbose_name_plural).capitalize(),
            "step": _("Ask for a plan"),
            "title": _("Ask for a plan"),
            "form": form,
        }
        return render(request, "admin/operations/run/plan.html", context)
