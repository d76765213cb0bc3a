"""What docs/fields.md lists is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps
from django.contrib import admin
from django.db.models import CheckConstraint
from django.db.models.constraints import BaseConstraint

from operations.api.records import SHOWN
from operations.services.edits import EDITABLE

DOC = Path(__file__).parents[2] / "docs" / "fields.md"
ROWS = {
    "ShiftAssignment": "a shift of a roster",
    "BedAssignment": "a bed of a bed plan",
    "OrderLine": "an order's line",
    "DeliveryLine": "a delivery's line",
    "RouteStop": "a stop of a route",
}


def row(first: str) -> list[str]:
    (found,) = (line for line in DOC.read_text().splitlines() if line.startswith(f"| {first} |"))
    return found.strip("| ").split(" | ")


def test_of_each_line_the_fields_that_a_person_may_change() -> None:
    assert ROWS.keys() == EDITABLE.keys()
    for model, first in ROWS.items():
        assert tuple(re.findall(r"`(\w+)`", row(first)[1])) == EDITABLE[model]


def test_every_field_that_the_api_leaves_out() -> None:
    hidden = {name for shown in SHOWN for name in shown.hidden}
    named = re.findall(r"`(\w+)`", row("an absence")[1] + row("a person of the staff")[1])
    assert hidden == set(named)


def test_every_constraint_between_fields() -> None:
    ours = {
        constraint.name
        for app in ("hospital", "forecasting", "operations")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    }
    listed = DOC.read_text().partition("| constraint |")[2]
    assert set(re.findall(r"`(\w+)`", listed)) == ours


MACHINES_OWN = {
    "one_current_forecast_a_kind", "one_open_forecast_finding", "run_state_known",
    "one_published_plan_a_scope_and_start", "stay_placed_once", "referral_placed_once",
    "bed_for_a_stay_or_a_referral",
}  # fmt: skip
"""What no form holds: these rows are made by services."""


def test_a_form_says_in_words_what_does_not_fit_together() -> None:
    """Not by the name that the database knows it by. (What is unique by its fields alone is said
    with their names by Django.)"""
    silent = {
        constraint.name
        for model in admin.site._registry
        for constraint in model._meta.constraints
        if constraint.violation_error_message == BaseConstraint.default_violation_error_message
        and (isinstance(constraint, CheckConstraint) or getattr(constraint, "expressions", ()))
    }
    assert silent <= MACHINES_OWN
