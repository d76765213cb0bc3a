"""A person's own sessions: where they are logged in, and an end to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hospital.audit.entries import record
from hospital.login.sessions import others_end, sessions_of

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
            ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip
"""What a browser says of itself, in the order in which the first that fits is right: most name
those before them as well."""


def program_said(agent: str) -> str:
    """ "Firefox, Windows"; what is not known stands as it is, cut off."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(filter(None, (browser, system))) or agent[:40] or "-"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Ending one asks for the password again: whoever sits at a desk left open ends nobody's."""
    from django.contrib import admin  # its site is made late

    user: Any = request.user
    here = request.session.session_key
    wrong = False
    if request.method == "POST":
        password = request.POST.get("password", "")
        if authenticate(request, username=user.get_username(), password=password) == user:
            messages.success(request, _ended(request, user, here))
            return redirect("own-sessions")
        wrong = True
    mine = sorted(sessions_of(user), key=lambda each: each.key != here)
    shown = [
        {"row": each, "program": program_said(each.program), "here": each.key == here}
        for each in mine
    ]
    frame = {"site_header": admin.site.site_header, "site_title": admin.site.site_title}
    back = reverse("admin:index" if user.is_staff else "my_shifts")
    return render(
        request, "login/sessions.html", {**frame, "sessions": shown, "wrong": wrong, "back": back}
    )


def _ended(request: HttpRequest, user: Any, here: str | None) -> str:
    """Those that are ticked, or all others; never the one in which it is asked."""
    marks = None if "_all" in request.POST else request.POST.getlist("mark")
    with transaction.atomic():
        count = others_end(user, but=here, marks=marks)
        if count:
            name = user.get_username()
            record("sessions ended", user, actor=name, after={"sessions": count})
    words = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", count)
    return words % {"count": count} if count else _("No other session was chosen.")
