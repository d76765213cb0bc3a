"""A password that somebody else chose is good for one thing: choosing one's own, within a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hospital.audit import context
from hospital.models.logins import FirstPassword

LASTS = timedelta(days=7)
MARK = "_first_password"
"""In a session that began with such a password."""
OPEN = (
    "/password/", "/second-step/", "/logout/", "/login/", "/my/logout/", "/my/login/", "/i18n/",
    "/jsi18n/", "/static/", "/healthz", "/readyz",
)  # fmt: skip


def is_first(user: Any) -> bool:
    """Whether the person's password is one that somebody else chose."""
    return FirstPassword.objects.filter(user=user).exists()


def is_over(user: Any) -> bool:
    """Whether it was not used in time."""
    return FirstPassword.objects.filter(user=user, since__lt=timezone.now() - LASTS).exists()


class OwnPasswordFirst:
    """Nobody gets past choosing a password of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        marked = request.user.is_authenticated and request.session.get(MARK)
        if not marked or request.path.startswith(OPEN):
            return self.get_response(request)
        if not is_first(request.user):
            del request.session[MARK]
            return self.get_response(request)
        if request.path.startswith("/api/"):
            said = {"message": _("Choose a password of your own first."), "extra": {}}
            return JsonResponse(said, status=403)
        return redirect("own-password")


class OwnPasswordForm(PasswordChangeForm):
    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("new_password1") and given["new_password1"] == given.get("old_password"):
            said = _("Choose another password than the one you have.")
            self.add_error("new_password1", ValidationError(said, code="same"))
        return given


class OwnPassword(PasswordChangeView):
    """For everybody who may log in, whether or not they may enter the admin."""

    form_class = OwnPasswordForm
    template_name = "login/password.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        from django.contrib import admin  # its site is made late

        frame = {"site_header": admin.site.site_header, "site_title": admin.site.site_title}
        return super().get_context_data(**more, **frame, first=is_first(self.request.user))

    def get_success_url(self) -> str:
        enters: bool = self.request.user.is_staff  # type: ignore[union-attr]
        return reverse("admin:index" if enters else "my_shifts")


def _password_set(sender: Any, instance: Any, raw: bool = False, **_signal: Any) -> None:
    """By whom: what is typed on the server's command line is nobody's log-in, and counts as own."""
    if raw or instance._password is None or not context.somebody():
        return
    by = context.actor()
    if by == instance.get_username():
        FirstPassword.objects.filter(user=instance).delete()
    elif by != context.NOBODY and not by.startswith(f"{context.NOBODY}:"):
        FirstPassword.objects.update_or_create(user=instance, defaults={"since": timezone.now()})


def _came_in(sender: Any, request: Any, user: Any, **_signal: Any) -> None:
    if is_first(user):
        request.session[MARK] = True


def connect() -> None:
    post_save.connect(_password_set, sender=get_user_model(), dispatch_uid="password set")
    user_logged_in.connect(_came_in, dispatch_uid="first password")
