"""A person whose browser begins with http is sent on to HTTPS; a program is told no, so that it is
mended and does not send a token in the clear each time before it is sent on."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from hospital.csp import Answer

PROGRAMS, FOR_PEOPLE = "/api/", "/api/docs/"
# Before anybody's language is known.
SAID = (
    "Ask with https:// from the first request on. A token or a password that was sent without it "
    "can be known to others: end it."
)


def programs_encrypted(answer: Answer) -> Answer:
    """Middleware, before Django's own that redirects."""

    def encrypted(request: HttpRequest) -> HttpResponse:
        asked = request.path.startswith(PROGRAMS) and not request.path.startswith(FOR_PEOPLE)
        if asked and settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return JsonResponse({"message": SAID, "extra": {}}, status=403)
        return answer(request)

    return encrypted
