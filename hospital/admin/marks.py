"""Of two who save one page, the second sees what the first changed, and neither loses anything."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import _get_foreign_key
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from hospital.said import listed

TOLD = 12
"""Changes named to the second saver."""

Shown = dict[str, list[str]]
"""What a page showed: the name of each input -> what a browser sends back for it untouched."""


class MarkedForm(forms.ModelForm):
    """Carries what its page showed. A row that is not as shown any more is not saved: the form
    comes back with the person's own entries, and with what others changed where they left it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    beside: tuple[type[Any], ...] = ()
    """Models of the rows that are edited on the same page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.fields["seen"].initial = json.dumps(self._stands(self.instance))

    @cached_property
    def changed_data(self) -> list[str]:
        found: list[str] = super().changed_data
        return [name for name in found if name != "seen"]

    def clean(self) -> Any:
        found = super().clean()
        if self.instance.pk:
            self.as_seen()
        return found

    def as_seen(self) -> None:
        """Adds an error, and takes over what others changed, for a row that is not as shown."""
        rows = type(self.instance)._base_manager.select_for_update()
        stands, shown = self._stands(rows.get(pk=self.instance.pk)), self._shown()
        others = [name for name in stands if stands[name] != shown.get(name)]
        if not others:
            return
        told = [_told(name, shown.get(name, []), stands[name]) for name in others[:TOLD]]
        self.take_over(shown, stands)
        self.add_error(
            None,
            ValidationError(
                [
                    _("This was changed since you opened it; nothing of yours is saved yet."),
                    *told,
                    _("Your entries are still below: save again if they should stand."),
                ]
            ),
        )

    def take_over(self, shown: Shown | None = None, stands: Shown | None = None) -> None:
        """Where the person left an entry as it was shown, the one that stands comes instead."""
        shown = self._shown() if shown is None else shown
        if stands is None:
            stands = self._stands(type(self.instance)._base_manager.get(pk=self.instance.pk))
        data = self.data.copy()
        for name, value in stands.items():
            left = name in shown and _plain(data, name) == shown[name]
            if left and not name.startswith("+"):
                data.setlist(name, value)
        data[self.add_prefix("seen")] = json.dumps(stands)
        self.data = data

    def _shown(self) -> Shown:
        """What came back from the page; nothing for what no page of ours sends."""
        try:
            found = json.loads(self.data.get(self.add_prefix("seen"), ""))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _stands(self, row: Any) -> Shown:
        """The row as its page would show it now, and the rows beside it."""
        # Not a form of its own: making one would ask this again.
        values = forms.model_to_dict(row, fields=[name for name in self.fields if name != "seen"])
        found: Shown = {}
        for name, value in values.items():
            found |= _inputs(self.add_prefix(name), self.fields[name], value)
        for model in self.beside:
            link = _get_foreign_key(type(row), model)
            rows = model._base_manager.filter(**{link.name: row}).order_by("pk").values_list()
            found[f"+{model._meta.verbose_name_plural}"] = [str(each) for each in rows]
        return found


def _plain(data: Any, name: str) -> list[str]:
    return [text.replace("\r\n", "\n") for text in data.getlist(name) if text != ""]


def _inputs(name: str, field: forms.Field, value: Any) -> Shown:
    """What a browser sends for the value, without empty entries; a ticked box sends "on"."""
    widget = field.widget
    if isinstance(value, list | tuple):
        return {name: sorted(str(getattr(each, "pk", each)) for each in value)}
    if isinstance(widget, forms.MultiWidget):
        parts = widget.decompress(field.prepare_value(value))
        pairs = zip(widget.widgets_names, widget.widgets, parts, strict=True)
        return {f"{name}{end}": _text(part.format_value(each)) for end, part, each in pairs}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if value else []}
    if isinstance(field, forms.ModelChoiceField):
        return {name: _text(value)}
    return {name: _text(widget.format_value(field.prepare_value(value)))}


def _text(value: Any) -> list[str]:
    if isinstance(value, list):
        value = value[0] if value else None
    return [] if value in (None, "") else [str(value).replace("\r\n", "\n")]


def _told(name: str, before: list[str], after: list[str]) -> str:
    if name.startswith("+"):
        return _("%(what)s: changed") % {"what": name[1:]}
    return _("%(what)s: %(before)s → %(after)s") % {
        "what": name,
        "before": listed(before) or "-",
        "after": listed(after) or "-",
    }
