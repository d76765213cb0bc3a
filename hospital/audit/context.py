"""Who acts now: a request's person, a run's night, a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

from hospital.logs import request_id, run_id

NOBODY = "system"
NIGHT = "system:nightly"
NAME_LENGTH = 150

_acting: ContextVar[Any] = ContextVar("acting", default=None)

_because: ContextVar[str] = ContextVar("because", default="")


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Within, what is recorded says why, where it does not say so itself."""
    token = _because.set(reason)
    try:
        yield
    finally:
        _because.reset(token)


def reason() -> str:
    return _because.get()


@contextmanager
def acting(by: Any) -> Iterator[None]:
    """Within, what is recorded names `by`: a name, or a request whose log-in may come late."""
    token = _acting.set(by)
    try:
        yield
    finally:
        _acting.reset(token)


class ActingMiddleware:
    """Whoever makes the request acts in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(request):
            return self.get_response(request)


def somebody() -> bool:
    return _acting.get() is not None or run_id.get() is not None


def actor() -> str:
    found = _acting.get()
    if found is None:
        return NOBODY if run_id.get() is None else NIGHT
    if isinstance(found, str):
        return found
    user = getattr(found, "user", None)
    if user is None or not user.is_authenticated:
        return NOBODY
    return str(user.get_username())[:NAME_LENGTH]


def request_key() -> str:
    """The request's number in the log, or the run's."""
    run = run_id.get()
    return request_id.get()[:40] if run is None else f"run {run}"
