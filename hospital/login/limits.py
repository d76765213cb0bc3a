"""How often somebody may try: counted before a password is hashed, which is what costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from hospital.audit import signing
from hospital.demo.people_logins import PASSWORD as DEMO_PASSWORD
from hospital.login.first import is_over
from hospital.models.logins import LogInFailure

WINDOW = timedelta(minutes=15)
TRIES_HERE, TRIES_NAME, TRIES_ADDRESS = 6, 30, 60
"""From one address for one name; for a name from anywhere, so that nobody locks a colleague out
from their own desk; from an address for any names (a hospital may have one address)."""
NO_ADDRESS = "-"


class Argon2(Argon2PasswordHasher):
    """OWASP's least memory: 19 MiB and two passes. Django's own 100 MiB a log-in would let eight
    people who come at once take most of a small server."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1


def waits(name: str, address: str) -> bool:
    """Whether this name, from this address, has to wait before it may try again."""
    recent = LogInFailure.objects.filter(at__gt=timezone.now() - WINDOW)
    tried = list(
        recent.filter(Q(name=_hidden(name)) | Q(address=address)).values_list("name", "address")
    )
    same_name = [each for each in tried if each[0] == _hidden(name)]
    here = [each for each in same_name if each[1] == address]
    from_here = [each for each in tried if each[1] == address]
    return (
        len(here) >= TRIES_HERE
        or len(same_name) >= TRIES_NAME
        or (address != NO_ADDRESS and len(from_here) >= TRIES_ADDRESS)
    )


def failed(name: str, address: str) -> None:
    """Count a try, and forget those that count no more."""
    LogInFailure.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    LogInFailure.objects.create(name=_hidden(name), address=address)


def forgiven(name: str, address: str) -> None:
    LogInFailure.objects.filter(name=_hidden(name), address=address).delete()


def address_of(request: Any) -> str:
    """Of the connection or, behind proxies of ours, what the outermost of them saw."""
    meta = getattr(request, "META", {})
    seen = [each.strip() for each in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(seen) >= settings.PROXIES and seen[-settings.PROXIES]:
        return str(seen[-settings.PROXIES])[:45]
    return str(meta.get("REMOTE_ADDR") or NO_ADDRESS)[:45]


def _hidden(name: str) -> str:
    return signing.mac("name", name.casefold())


class LimitedBackend(ModelBackend):
    """As Django's, for whoever has not tried too often."""

    def authenticate(
        self, request: Any, username: Any = None, password: Any = None, **more: Any
    ) -> Any:
        if username is None or password is None:
            return None
        address = address_of(request)
        if waits(username, address):
            if request is not None:
                request.log_in_waits = True
            raise PermissionDenied
        user = None
        # A region that was a sample once, and is none now, keeps its rows; not their password.
        if settings.DEMO or password != DEMO_PASSWORD:
            user = super().authenticate(request, username=username, password=password, **more)
        if user is not None and is_over(user):
            if request is not None:
                request.first_password_over = True
            raise PermissionDenied
        if user is None:
            failed(username, address)
        else:
            forgiven(username, address)
        return user
