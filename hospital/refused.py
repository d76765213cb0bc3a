"""What a page answers to a request that cannot be granted, where the page itself did not say so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError

log = logging.getLogger(__name__)

OUT_OF_RANGE = (OverflowError, RecursionError, DataError)
"""A moment before the year 1 in UTC, a number beyond 64 bits, brackets without end: what was sent,
not what we did with it."""


def out_of_range() -> str:
    return _("Something in the request is too large, too deep or out of range.")


class Refusals:
    """Middleware: a page for it with the right status, in the reader's language, instead of the
    one for what broke. The API speaks for itself (hospital.api)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, broken: Exception) -> HttpResponse | None:
        if isinstance(broken, ApplicationError):
            said, status = broken.message, broken.status
        elif isinstance(broken, OUT_OF_RANGE):
            log.warning("a request was out of range", exc_info=broken)
            said, status = out_of_range(), HTTPStatus.BAD_REQUEST
        else:
            return None
        return render(request, "refused.html", {"said": said}, status=status)
