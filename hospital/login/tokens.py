"""Tokens of programs: `Authorization: Token mz_PREFIX_SECRET`."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from hospital.access import Act
from hospital.errors import ApplicationError
from hospital.models.logins import ApiToken
from hospital.said import listed

LIFE = timedelta(days=90)
LONGEST = timedelta(days=366)
USED_AGAIN = timedelta(hours=1)
KEYWORD = b"token"


def token_make(
    *, user: Any, name: str = "", acts: Collection[str] = (), life: timedelta = LIFE
) -> tuple[ApiToken, str]:
    """A new token and, this once, its text. Raises ApplicationError for acts that there are not."""
    foreign = sorted(set(acts) - set(Act))
    if foreign:
        raise ApplicationError(
            _("%(acts)s is nothing that can be allowed; these are: %(known)s.")
            % {"acts": listed(foreign), "known": listed(Act)}
        )
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        user=user,
        name=name[:80],
        prefix=prefix,
        digest=_digest(secret),
        acts=sorted(acts),
        expires=timezone.now() + min(life, LONGEST),
    )
    return made, f"mz_{prefix}_{secret}"


def token_named(text: str) -> ApiToken | None:
    """The token that is meant, if it still counts: neither over nor revoked, its person active."""
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != "mz" or not secret:
        return None
    found = ApiToken.objects.select_related("user").filter(prefix=prefix).first()
    if found is None or not hmac.compare_digest(found.digest, _digest(secret)):
        return None
    now = timezone.now()
    if found.revoked or found.expires <= now or not found.user.is_active:
        return None
    if found.last_used is None or now - found.last_used > USED_AGAIN:
        ApiToken.objects.filter(pk=found.pk).update(last_used=now)
    return found


def _digest(secret: str) -> str:
    """The secret has 256 random bits: a plain hash of it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    """The person of the token, allowed what both of them may."""

    def authenticate(self, request: Any) -> Any:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD:
            return None
        found = token_named(words[1].decode("latin-1")) if len(words) == 2 else None
        if found is None:
            raise AuthenticationFailed(_("This token does not count, or not any more."))
        found.user.token_acts = frozenset(found.acts or Act)
        return found.user, found

    def authenticate_header(self, request: Any) -> str:
        return "Token"
