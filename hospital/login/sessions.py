"""Sessions end: when nobody is there, at the end of a day, and when somebody's log-in is closed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hospital.login.limits import address_of

BEGAN, SEEN = "_began", "_seen"
ADDRESS, PROGRAM = "_address", "_program"
"""From where a session began and with which browser: shown to its person alone, who knows by them
which of their sessions is none of theirs."""
LONGEST_PROGRAM = 300
TOLD_AGAIN_SECONDS = 60
"""`seen` is written once a minute, not with every request."""
NEVER = datetime.fromtimestamp(0, UTC)


class SessionLimits:
    """Logs out who was away too long, and everybody some hours after they came in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "_auth_user_id" in request.session and self._over(request.session):
            logout(request)
        return self.get_response(request)

    @staticmethod
    def _over(session: Any) -> bool:
        now = int(time.time())
        began, seen = session.get(BEGAN), session.get(SEEN)
        if began is None or seen is None:
            session[BEGAN] = session[SEEN] = now
            return False
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
            return True
        if now - seen >= TOLD_AGAIN_SECONDS:
            session[SEEN] = now
        return False


def _began(sender: Any, request: Any, user: Any, **_signal: Any) -> None:
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    request.session[ADDRESS] = address_of(request)
    request.session[PROGRAM] = request.META.get("HTTP_USER_AGENT", "")[:LONGEST_PROGRAM]


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of a person's sessions. mark: names it on a page, and opens nothing."""

    key: str
    mark: str
    began: datetime | None
    seen: datetime | None
    address: str
    program: str


def sessions_of(user: Any) -> list[OwnSession]:
    """Those that are not over, the one seen last first."""
    found = []
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        held = session.get_decoded()
        if held.get("_auth_user_id") != str(user.pk):
            continue
        found.append(
            OwnSession(
                session.pk, hashlib.sha256(session.pk.encode()).hexdigest()[:20],
                _moment(held.get(BEGAN)), _moment(held.get(SEEN)),
                held.get(ADDRESS, ""), held.get(PROGRAM, ""),
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: each.seen or NEVER, reverse=True)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def others_end(user: Any, but: str | None = None, marks: Collection[str] | None = None) -> int:
    """End a person's sessions, or those with these marks, but for one; returns how many there
    were."""
    mine = [
        each.key
        for each in sessions_of(user)
        if each.key != but and (marks is None or each.mark in marks)
    ]
    Session.objects.filter(pk__in=mine).delete()
    return len(mine)


def sessions_end(user: Any) -> int:
    """End all sessions and tokens of a person, at once; returns how many sessions there were."""
    ended = others_end(user)
    user.api_tokens.filter(revoked__isnull=True).update(revoked=timezone.now())
    return ended


def _closed(sender: Any, instance: Any, created: bool, raw: bool = False, **_signal: Any) -> None:
    if not (created or raw or instance.is_active):
        sessions_end(instance)


def connect() -> None:
    user_logged_in.connect(_began, dispatch_uid="session began")
    post_save.connect(_closed, sender=get_user_model(), dispatch_uid="log-in closed")
