"""Where a person opens a hospital that their role does not reach, and closes it again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hospital.access import Act, may, openable, opened
from hospital.models import BreakGlass
from hospital.numbers import whole_number
from hospital.services import break_glass as services
from operations import launch
from operations.admin.base import refusals_shown

SHOWN = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    """For whoever has a role somewhere; whoever reads everything has nothing to open."""
    if not may(request.user, Act.VIEW):
        raise PermissionDenied
    if request.method == "POST":
        with refusals_shown(request):
            _change(request)
            return HttpResponseRedirect(reverse("break_glass"))
    mine = BreakGlass.objects.filter(user=request.user.pk).select_related("facility")
    context = {
        **admin.site.each_context(request),
        "title": _("Break-glass access"),
        "step": _("Break-glass access"),
        "openable": openable(request.user).order_by("code"),
        "open_now": opened(request.user),
        "past": mine[:SHOWN],
        "hours": services.HOURS,
        "least": services.SHORTEST_REASON,
        "most": services.LONGEST_REASON,
        "typed": request.POST,
    }
    return render(request, "operations/break_glass.html", context)


def _change(request: HttpRequest) -> None:
    user: Any = request.user
    ending = request.POST.get("_end", "")
    if ending:
        glass = get_object_or_404(BreakGlass, pk=whole_number(ending), user=user.pk)
        services.break_glass_end(glass=glass, user=user)
        said = _("Your access to %(place)s has ended.") % {"place": glass.facility}
        messages.success(request, said)
        return
    facility = get_object_or_404(openable(user), code=request.POST.get("facility", ""))
    glass = launch.break_glass_open(
        user=user,
        facility=facility,
        reason=request.POST.get("reason", ""),
        hours=whole_number(request.POST.get("hours", "")) or 0,
    )
    until = date_format(localtime(glass.until), "SHORT_DATETIME_FORMAT")
    messages.warning(
        request,
        _("%(place)s is open to you until %(until)s. Every page that you read is on the record.")
        % {"place": facility, "until": until},
    )
