"""Logs that a machine can read and that name nobody.

One JSON document a line: UTC time, level, logger, message, and the request and the run that it
belongs to. A line says who asked by number only, the address by its pattern and not by its values;
of an exception it keeps the kind and where it was raised, not its words: those may quote a record.
"""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any

from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")
run_id: ContextVar[int | None] = ContextVar("run_id", default=None)

HEADER = "X-Request-ID"
SENT = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
"""A proxy's own number is taken over when it looks like one."""
FRAMES = 12
FIELDS = ("method", "route", "status", "milliseconds", "user")
"""What a request's line says beside its message."""

log = logging.getLogger("hospital.request")


@contextmanager
def about_run(number: int) -> Iterator[None]:
    """Lines written in this block belong to that run."""
    token = run_id.set(number)
    try:
        yield
    finally:
        run_id.reset(token)


def _kind(error: BaseException) -> str:
    """The exception's kind; of the operating system's also its number, which quotes nothing."""
    number = getattr(error, "errno", None)
    return f"{type(error).__name__} {number}" if number is not None else type(error).__name__


def _frames(trace: Any) -> list[str]:
    found = extract_tb(trace)[-FRAMES:]
    return [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in found]


def _route(request: Any) -> str:
    """The address's pattern, without the values that were sent in it."""
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match is not None else "no page of ours"


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
        }
        # Django's own lines of a refused request come when its middleware is over.
        number = request_id.get() or getattr(getattr(record, "request", None), "number", "")
        if number:
            said["request"] = number
        if run_id.get() is not None:
            said["run"] = run_id.get()
        said |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = _kind(record.exc_info[1])
            said["frames"] = _frames(record.exc_info[2])
        return json.dumps(said, ensure_ascii=False, default=str)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        if not isinstance(record.args, tuple):
            return record.getMessage()
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        args = tuple(
            _kind(each)
            if isinstance(each, BaseException)
            else _route(request)
            if path is not None and each == path
            else each
            for each in record.args
        )
        return str(record.msg) % args if args else str(record.msg)


class RequestLog:
    """Gives each request its number and, once answered, its line. Probes have no line."""

    QUIET = ("healthz", "readyz", "metrics")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        number = sent if SENT.match(sent) else uuid.uuid4().hex
        request.number = number  # type: ignore[attr-defined]
        token, began = request_id.set(number), time.monotonic()
        try:
            response = self.get_response(request)
            response[HEADER] = number
            self._line(request, response, time.monotonic() - began)
        finally:
            request_id.reset(token)
        return response

    def _line(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        if match is not None and match.url_name in self.QUIET:
            return
        user = getattr(request, "user", None)
        log.info(
            "answered",
            extra={
                "method": request.method,
                "route": _route(request),
                "status": response.status_code,
                "milliseconds": round(seconds * 1000),
                "user": user.pk if user is not None else None,
            },
        )
