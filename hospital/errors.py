"""What a service says when it says no."""

from __future__ import annotations

from typing import Any


class ApplicationError(Exception):
    """A request that cannot be granted: what is wrong and what would mend it, for a person."""

    status = 400
    headers: dict[str, str] = {}
    """What the API's answer carries beside the words."""

    def __init__(self, message: str, extra: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.extra = extra or {}


class Conflict(ApplicationError):
    """Somebody else changed the same thing first, or the state does not allow it any more."""

    status = 409


class Forbidden(ApplicationError):
    """The person's role, or the hospital they work for, does not allow it."""

    status = 403


class NotFound(ApplicationError):
    """No such thing, or not for this person."""

    status = 404
