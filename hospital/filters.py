"""The filters of the API's lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, Filter
from django_filters.rest_framework import BooleanFilter, DjangoFilterBackend, FilterSet
from rest_framework.exceptions import ValidationError

LARGEST_KEY = 2**63 - 1


class KeyFilter(Filter):
    """A row by its number. Somebody else's row and none at all are one answer: an empty list."""

    field_class = forms.IntegerField

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs = {"min_value": 0, "max_value": LARGEST_KEY} | {
            name: value for name, value in kwargs.items() if name not in {"queryset", "null_label"}
        }
        super().__init__(*args, **kwargs)


class YesNoField(forms.NullBooleanField):
    """Django's takes whatever it does not understand for no answer: a filter that is passed over
    shows more than was asked for."""

    widget = forms.TextInput
    known = {"true": True, "1": True, "false": False, "0": False, "": None}

    def to_python(self, value: Any) -> bool | None:
        try:
            return self.known[str(value or "").lower()]
        except KeyError:
            raise forms.ValidationError(_("Write true or false.")) from None


class YesNoFilter(BooleanFilter):
    field_class = YesNoField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"widget": forms.TextInput}))


class Filters(FilterSet):
    FILTER_DEFAULTS = FilterSet.FILTER_DEFAULTS | {
        models.BooleanField: {"filter_class": YesNoFilter},
        models.ForeignKey: {"filter_class": KeyFilter},
        models.OneToOneField: {"filter_class": KeyFilter},
    }


class FilterBackend(DjangoFilterBackend):
    filterset_base = Filters

    def get_filterset(self, request: Any, queryset: Any, view: Any) -> Any:
        found = super().get_filterset(request, queryset, view)
        empty = {
            name: [forms.Field.default_error_messages["required"]]
            for name, each in (found.filters if found else {}).items()
            if found.data.get(name) == "" and not isinstance(each, CharFilter)
        }
        if empty:  # else it would be passed over, and more would be shown than was asked for
            raise ValidationError(empty)
        return found
