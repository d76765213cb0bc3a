"""What a page of the site may load and run: what the site itself serves, nothing written inside it.

A script or style that somebody smuggled into a name or a reason is not run: neither inline code nor
`eval` is allowed anywhere, the admin and the API's pages included. Django 6 brings this by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",  # the API's page draws its icons so
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

Answer = Callable[[HttpRequest], HttpResponse]


def policy_said(answer: Answer) -> Answer:
    """Middleware: every answer carries the policy."""

    def said(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault(HEADER, POLICY)
        return response

    return said
