"""My shifts: the pages of whoever is rostered, made for a telephone first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hospital.errors import ApplicationError, NotFound
from hospital.models import ShiftType, StaffMember
from hospital.numbers import whole_number
from operations import own, services
from operations.admin.base import refusals_shown
from operations.models import SwapState
from operations.services import own as writes
from operations.services.swaps import OPEN
from operations.swaps_shown import swaps_shown
from operations.wishes_told import published_on, wishes_told

View = Callable[..., HttpResponse]


def of_staff(view: Callable[..., HttpResponse]) -> View:
    """For whoever logs in and is of the staff; anybody else is told so."""

    @wraps(view)
    @never_cache
    @login_required(login_url="my_login")
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        staff = own.staff_of(request.user)
        if staff is None:
            return _page(request, "nobody", None, _("My shifts"), status=403)
        try:
            return view(request, staff, *args, **kwargs)
        except NotFound as none:
            raise Http404(str(none.message)) from none

    return entered


def _page(
    request: HttpRequest, name: str, staff: StaffMember | None, title: str, *,
    status: int = 200, **context: Any,
) -> HttpResponse:  # fmt: skip
    shown = {"staff": staff, "title": title, "site_title": "Mizan", "here": name, **context}
    return render(request, f"operations/my/{name}.html", shown, status=status)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as broken:
        raise ApplicationError(_("Choose a day.")) from broken


@of_staff
def shifts(request: HttpRequest, staff: StaffMember) -> HttpResponse:
    today = own.today_of(staff)
    lines = own.shifts_of(staff, today, today + timedelta(days=own.DAYS_SHOWN))
    weeks = groupby(lines, lambda line: line.date - timedelta(days=line.date.weekday()))
    secret = request.session.pop("calendar_secret", "")
    found = own.swaps_of(staff)
    ahead = {"asking_date__gte": today, "other_date__gte": today}
    to_answer = found.filter(other=staff, state=SwapState.PROPOSED, **ahead)
    told = list(found.exclude(pk__in=to_answer.values("pk"))[: own.SWAPS_TOLD])
    news = [swap for swap in told if own.is_news(swap, today)]
    return _page(
        request,
        "shifts",
        staff,
        _("My shifts"),
        weeks=[(monday, list(days)) for monday, days in weeks],
        today=today,
        asked=swaps_shown(to_answer),
        news=news,
        mine=[swap for swap in told if swap not in news],
        open_states=OPEN,
        withdrawn=own.rosters_withdrawn(staff),
        has_link=hasattr(staff, "calendar_link"),
        secret=secret,
        subscribe=f"webcal:{secret.partition(':')[2]}",
    )


@of_staff
def ward(request: HttpRequest, staff: StaffMember) -> HttpResponse:
    day = own.ward_opens(staff)
    with refusals_shown(request):
        day = _day(request.GET["day"]) if request.GET.get("day") else day
    return _page(
        request, "ward", staff, str(staff.home_ward or _("My ward")),
        day=day, before=day - timedelta(days=1), after=day + timedelta(days=1),
        on_shift=own.ward_on(staff, day),
    )  # fmt: skip


@of_staff
def wishes(request: HttpRequest, staff: StaffMember) -> HttpResponse:
    of_facility = ShiftType.objects.filter(facility=staff.facility).order_by("starts")
    if request.method == "POST":
        with refusals_shown(request):
            _wish(request, staff, of_facility)
        return HttpResponseRedirect(reverse("my_wishes"))
    tomorrow = own.today_of(staff) + timedelta(days=1)
    return _page(
        request, "wishes", staff, _("My wishes"),
        wishes=wishes_told(staff, own.wishes_of(staff)), shifts=of_facility, tomorrow=tomorrow,
    )  # fmt: skip


def _wish(request: HttpRequest, staff: StaffMember, of_facility: Any) -> None:
    gone = request.POST.get("_withdraw", "")
    if gone:
        wish = get_object_or_404(own.wishes_of(staff), pk=whole_number(gone))
        writes.wish_withdraw(wish=wish, actor=request.user)
        messages.success(request, _("The wish is withdrawn."))
        return
    code = request.POST.get("shift", "")
    shift = get_object_or_404(of_facility, code=code) if code else None
    day = _day(request.POST.get("day", ""))
    writes.wish_keep(
        staff=staff,
        day=day,
        shift=shift,
        wanted=request.POST.get("wanted") == "yes",
        actor=request.user,
    )
    if published_on(staff, day):
        messages.warning(
            request,
            _(
                "The wish is kept, but the roster of that day is published already and stays as it "
                "is. Ask for a swap of your shift there, or whoever plans the ward."
            ),
        )
        return
    messages.success(request, _("The wish is kept for the next roster that is made."))


@of_staff
def swap(request: HttpRequest, staff: StaffMember, day: date) -> HttpResponse:
    """What could be had for one's own shift of a day; on POST a colleague is asked."""
    line = own.own_line(staff, day)
    if request.method == "POST":
        with refusals_shown(request):
            number, _mark, on = request.POST.get("offer", "").partition("|")
            services.swap_propose(
                plan=line.plan,
                asking=staff,
                asking_date=day,
                other=services.staff_named(line.plan, number),
                other_date=_day(on),
                actor=request.user,
                why=request.POST.get("why", "")[:500],
            )
            messages.success(request, _("Your colleague is asked; who plans the ward decides."))
        return HttpResponseRedirect(reverse("my_shifts"))
    offers: list[own.SwapOffer] = []
    with refusals_shown(request):
        offers = own.swap_offers(line, request.user)
    return _page(request, "swap", staff, _("Swap a shift"), line=line, offers=offers)


@of_staff
@require_POST
def swap_answer(request: HttpRequest, staff: StaffMember, pk: int) -> HttpResponse:
    found = get_object_or_404(own.swaps_of(staff), pk=pk)
    with refusals_shown(request):
        if "_withdraw" in request.POST:
            services.swap_withdraw(swap=found, actor=request.user)
        else:
            services.swap_answer(swap=found, agree="_agree" in request.POST, actor=request.user)
        messages.success(request, _("Your answer is kept."))
    return HttpResponseRedirect(reverse("my_shifts"))


@of_staff
@require_POST
def calendar_link(request: HttpRequest, staff: StaffMember) -> HttpResponse:
    """Make a secret address, shown on the next page and never again, or revoke it."""
    if "_revoke" in request.POST:
        writes.calendar_link_revoke(staff=staff, actor=request.user)
        messages.success(request, _("The calendar's address no longer works."))
    else:
        token = writes.calendar_link_make(staff=staff, actor=request.user)
        address = request.build_absolute_uri(reverse("my_feed", args=[token]))
        request.session["calendar_secret"] = address
    return HttpResponseRedirect(reverse("my_shifts"))


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's published shifts for the telephone that knows the secret."""
    try:
        content = own.calendar_of(token)
    except (NotFound, ValidationError) as none:
        raise Http404 from none
    headers = {"X-Robots-Tag": "noindex", "Content-Disposition": 'inline; filename="shifts.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
