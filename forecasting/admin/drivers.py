"""What a forecast is made of, on the page of its series."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forecasting.models import ForecastSeries
from forecasting.selectors.drivers import (
    driver_change,
    driver_sentence,
    explained_steps,
    group_word,
    step_words,
)
from forecasting.selectors.words import number, signed


class DriversShown:
    """Fields of a series' page: `made_of`, `parts_table`, `changed`."""

    @admin.display(description=_("made of"))
    def made_of(self, series: ForecastSeries) -> str:
        return driver_sentence(series) or "-"

    @admin.display(description=_("parts of each step"))
    def parts_table(self, series: ForecastSeries) -> SafeString | str:
        steps = explained_steps(series)
        if not steps:
            return "-"
        groups = list(steps[0].parts)
        head = format_html_join(
            "", "<th>{}</th>", ((each,) for each in ["", *map(group_word, groups), _("mean")])
        )
        rows = format_html_join(
            "",
            "<tr><th>{}</th>{}<td>{}</td></tr>",
            (
                (step_words(series.run.frequency, step.day), _cells(step.parts), number(step.mean))
                for step in steps
            ),
        )
        return format_html('<table class="mizan-table"><tr>{}</tr>{}</table>', head, rows)

    @admin.display(description=_("since the night before"))
    def changed(self, series: ForecastSeries) -> Any:
        change = driver_change(series)
        return change.sentence if change else "-"


def _cells(parts: dict[str, float]) -> SafeString:
    words = (number(part) if group == "level" else signed(part) for group, part in parts.items())
    return format_html_join("", "<td>{}</td>", ((each,) for each in words))
