"""The model card of a run: a page beside its admin page, to read and to print."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forecasting.models import ForecastRun
from forecasting.selectors.card import forecast_card


class CardShown(admin.ModelAdmin):
    """`card_link` for lists and pages, and the page itself at `<run>/card/`."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.card)
        own = path("<int:run>/card/", view, name="forecasting_forecastrun_card")
        return [own, *super().get_urls()]

    def card(self, request: HttpRequest, run: int) -> HttpResponse:
        """Within the person's reach as the list is; else there is no such page."""
        found = self.get_queryset(request).select_related("network").filter(pk=run).first()
        if found is None or not self.has_view_permission(request, found):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("Model card"),
            "opts": self.opts,
            "card": forecast_card(run=found, user=request.user),
        }
        return TemplateResponse(request, "forecasting/card.html", context)

    @admin.display(description=_("model card"))
    def card_link(self, run: ForecastRun) -> SafeString:
        where = reverse("admin:forecasting_forecastrun_card", args=[run.pk])
        return format_html('<a href="{}">{}</a>', where, _("model card"))
