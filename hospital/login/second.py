"""The second step of a log-in: a code of the person's own device, or one for the day it is lost."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login, match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from hospital.access import Act, may
from hospital.audit.entries import record
from hospital.login.sessions import others_end
from hospital.models import SpareCodes

OPEN = ("/second-step/", "/logout/", "/login/", "/i18n/", "/static/", "/healthz", "/readyz")
SPARE_CODES = 10
ISSUER = "Mizan"


def needs_second(user: Any) -> bool:
    """Who can change or take away anything, in an installation that asks for it."""
    if not settings.SECOND_STEP or not user.is_authenticated:
        return False
    return bool(user.is_superuser) or any(may(user, act) for act in Act if act is not Act.VIEW)


class SecondStep:
    """Nobody who needs the second step gets past it; what comes with a token has taken it then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if (
            settings.SECOND_STEP
            and user.is_authenticated
            and not request.path.startswith(OPEN)
            and not user.is_verified()
            and needs_second(user)
        ):
            if request.path.startswith("/api/"):
                said = {"message": _("Finish your log-in with the second step."), "extra": {}}
                return JsonResponse(said, status=403)
            return redirect(f"{reverse('second-step')}?next={request.path}")
        return self.get_response(request)


def code_matches(user: Any, code: str) -> Any:
    """The device whose code it is, None for a wrong one; tries are slowed down by the device."""
    code = code.strip().replace(" ", "")
    return match_token(user, code) if code else None


@never_cache
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code; from whoever has no device yet, enrol one first."""
    user: Any = request.user
    if not user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    own = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    if not own:
        return _enrol(request)
    wrong = False
    if request.method == "POST":
        device = code_matches(user, request.POST.get("code", ""))
        if device is not None:
            login(request, device)
            record("second step taken", user, actor=user.get_username())
            return HttpResponseRedirect(_next(request))
        record("second step failed", user, actor=user.get_username())
        wrong = True
    return _page(request, "second", wrong=wrong)


def _enrol(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    device, _new = TOTPDevice.objects.get_or_create(user=user, confirmed=False, name=ISSUER)
    wrong = False
    if request.method == "POST":
        if device.verify_token(request.POST.get("code", "").strip().replace(" ", "")):
            with transaction.atomic():
                device.confirmed = True
                device.save(update_fields=["confirmed"])
                codes = _spare_codes(user)
                record("second step set up", user, actor=user.get_username())
            login(request, device)
            others_end(user, but=request.session.session_key)
            return _page(request, "spare", codes=codes)
        record("second step failed", user, actor=user.get_username())
        wrong = True
    drawn = segno.make(device.config_url, error="m").svg_inline(scale=4, border=2)
    return _page(
        request,
        "enrol",
        wrong=wrong,
        drawn=mark_safe(drawn),  # noqa: S308  (drawn from our own address, no user's text)
        secret=device.config_url.partition("secret=")[2].partition("&")[0],
    )


def _page(request: HttpRequest, name: str, **shown: Any) -> HttpResponse:
    from django.contrib import admin  # its site is made late

    frame = {"site_header": admin.site.site_header, "site_title": admin.site.site_title}
    return render(request, f"login/{name}.html", {**frame, "next": _next(request), **shown})


def _spare_codes(user: Any) -> list[str]:
    """New ones in the place of all former ones; each counts once."""
    SpareCodes.objects.filter(user=user).delete()
    codes = [b32encode(secrets.token_bytes(5)).decode().lower() for _each in range(SPARE_CODES)]
    hashed = [make_password(code) for code in codes]
    SpareCodes.objects.create(user=user, name=ISSUER, confirmed=True, hashed=hashed)
    return codes


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if safe else "/"
