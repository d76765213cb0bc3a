"""The filters of the API's lists."""

from __future__ import annotations

from django import forms
from django.db import models
from django_filters import Filter
from django_filters.rest_framework import DjangoFilterBackend, FilterSet

LARGEST_KEY = 2**63 - 1


class KeyFilter(Filter):
    """A row by its number. Somebody else's row and none at all are one answer: an empty list."""

    field_class = forms.IntegerField

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs = {"min_value": 0, "max_value": LARGEST_KEY} | {
            name: value for name, value in kwargs.items() if name not in {"queryset", "null_label"}
        }
        super().__init__(*args, **kwargs)


class Filters(FilterSet):
    FILTER_DEFAULTS = FilterSet.FILTER_DEFAULTS | {
        models.ForeignKey: {"filter_class": KeyFilter},
        models.OneToOneField: {"filter_class": KeyFilter},
    }


class FilterBackend(DjangoFilterBackend):
    filterset_base = Filters
