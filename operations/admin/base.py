"""What the admin pages of runs and plans share: reach, permission, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from hospital.access import Act, may
from hospital.admin.readonly import ReadOnlyAdmin
from hospital.errors import ApplicationError
from hospital.said import MINUS
from operations.plan_files import PlanFile
from operations.words.units import price


@contextmanager
def refusals_shown(request: HttpRequest) -> Iterator[None]:
    """A service's no becomes a message on the page."""
    try:
        yield
    except ApplicationError as refusal:
        messages.error(request, refusal.message)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))


def file_answer(file: PlanFile) -> HttpResponse:
    """A file that somebody takes away; no copy of it stays on the way."""
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(file.content, content_type=file.media, headers=headers)


def language_of(request: HttpRequest) -> str:
    """In which a file is written: the reader's own."""
    return str(getattr(request, "LANGUAGE_CODE", "en")).split("-")[0]


CHANGED = ngettext_lazy("%(count)d changed.", "%(count)d changed.", "count")
KIND_WORDS = {
    "hard": gettext_lazy("hard"),
    "medium": gettext_lazy("medium"),
    "soft": gettext_lazy("soft"),
    "record": gettext_lazy("record"),
}


def kind_word(kind: str) -> str:
    """A finding's or rule's kind in the reader's language."""
    return str(KIND_WORDS.get(kind, kind))


def signed(number: int) -> str:
    """A difference with its sign, the digits grouped as the reader's language does."""
    return ("+" if number >= 0 else MINUS) + number_format(abs(number))


def signed_price(family: str, change: int) -> str:
    """What a change of a plan costs: of a supply plan money, as beside it; else its points."""
    return ("+" if change >= 0 else MINUS) + price(family, abs(change))


def badge(state: str, label: str) -> SafeString:
    return format_html('<span class="mizan-badge mizan-{}">{}</span>', state, label)


def named_values(values: Mapping[str, Any]) -> SafeString:
    """What is kept as JSON, as a person reads it: "seconds 8, seed 1"."""
    said = ", ".join(f"{name} {value}" for name, value in values.items())
    return format_html('<bdi dir="ltr">{}</bdi>', said or "-")


class SeenAdmin(ReadOnlyAdmin):
    """Read-only, in the reach that `seen` says, with what may be asked for beside reading."""

    class Media:
        css = {"all": ["operations/admin.css"]}

    def seen(self, request: HttpRequest) -> QuerySet[Any]:
        raise NotImplementedError

    def has_run_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.RUN)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.PUBLISH)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.EXPORT)

    def said(self, request: HttpRequest, done: int, what: Any) -> None:
        """`what` has a %(count)d; a lazy plural by "count", where it changes with it."""
        if done:
            self.message_user(request, what % {"count": done}, messages.SUCCESS)
        else:
            self.message_user(request, _("Nothing was changed."), messages.WARNING)
