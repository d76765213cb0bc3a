"""What a browser keeps of an answer: nothing. Wards share their computers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

LEAVING = "logout/"
FORGOTTEN = '"cache", "storage"'

Answer = Callable[[HttpRequest], HttpResponse]


def nothing_kept(answer: Answer) -> Answer:
    """Middleware: no page and no file is stored, unless its view says how; whoever logs out takes
    along what was. Static files are served before it."""

    def said(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and request.path.endswith(LEAVING):
            response.headers["Clear-Site-Data"] = FORGOTTEN
        return response

    return said
