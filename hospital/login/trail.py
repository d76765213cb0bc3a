"""What a person looks at while a glass is broken is on the record, page by page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hospital.access import opened
from hospital.services.break_glass import break_glass_read

UNSEEN = ("/static/", "/jsi18n/", "/i18n/", "/break-glass/")
"""Addresses that show nothing of a hospital."""


class GlassTrail:
    """After the answer, and only where the request asked what the person may see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        asked = user is not None and getattr(user, "_mizan_opened", None)
        if asked and response.status_code < 400 and not request.path.startswith(UNSEEN):
            for glass in opened(user):
                break_glass_read(glass=glass, address=f"{request.method} {request.path}")
        return response
