"""Every record has a page, and every list answers without asking row by row."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from hospital import models

pytestmark = pytest.mark.django_db

INLINE_ONLY = {
    "WardSpecialty", "StaffSkill", "StayMove", "FixedShift", "OfferTier", "SyndromeProduct",
}  # fmt: skip
NO_PAGE = {"AppendOnly", "Recorded", "AuditSeal", "FirstPassword", "LogInFailure", "Erasure"}
"""What other models are made of, and what machines keep for themselves."""
NEVER_ADDED = {
    models.ImportBatch, models.AuditEntry, models.ApiToken, models.BreakGlass, models.SpareCodes,
}  # fmt: skip
"""By hand."""
LOOKED_UP = {
    model._meta.label
    for model, model_admin in admin.site._registry.items()
    if model._meta.app_label == "hospital" and model_admin.search_fields
}
"""What there may be thousands of."""


def test_every_record_has_an_admin_of_its_own_or_on_its_parents_page() -> None:
    of_hospital = [
        model for model in vars(models).values() if getattr(model, "_meta", None) is not None
    ]
    assert {m.__name__ for m in of_hospital if m not in admin.site._registry} == (
        INLINE_ONLY | NO_PAGE
    )


def columns_that_query(model_admin: admin.ModelAdmin) -> set[str]:
    """Foreign keys shown in a list that the list does not fetch along."""
    shown = {
        name
        for name in model_admin.list_display
        if isinstance(name, str)
        and getattr(model_admin.model, name, None) is not None
        and not hasattr(model_admin, name)
        and model_admin.model._meta.get_field(name).is_relation
    }
    fetched = {path.split("__")[0] for path in (model_admin.list_select_related or ())}
    return shown - fetched


def test_every_list_fetches_the_records_it_shows() -> None:
    lists = [a for m, a in admin.site._registry.items() if m._meta.app_label == "hospital"]

    assert len(lists) > 25
    assert {type(a).__name__: columns_that_query(a) for a in lists if columns_that_query(a)} == {}
    assert all(not a.show_full_result_count for a in lists)


def boxes_of_all_records(form: Any) -> set[str]:
    """Links of a form that are chosen from a box with every record there is, not looked up."""
    linked = [*form.model._meta.fields, *form.model._meta.local_many_to_many]
    chosen = {
        field.name
        for field in linked
        if field.is_relation
        and field.editable
        and field.related_model._meta.label in LOOKED_UP
        # What has a table of its own beside it is edited there.
        and (not field.many_to_many or field.remote_field.through._meta.auto_created)
        and field.related_model is not getattr(form, "parent_model", None)
    }
    return chosen - {*form.autocomplete_fields, *form.raw_id_fields, *form.readonly_fields}


def test_no_form_lists_every_record_where_one_is_to_be_chosen() -> None:
    """A year's stays in one box made its page twelve seconds and a megabyte."""
    admins = [a for m, a in admin.site._registry.items() if m._meta.app_label == "hospital"]
    forms = [each for a in admins for each in (a, *(i(a.model, admin.site) for i in a.inlines))]

    filled = [form for form in forms if form.model not in NEVER_ADDED]
    found = {type(form).__name__: boxes_of_all_records(form) for form in filled}
    assert {name: fields for name, fields in found.items() if fields} == {}


def test_every_list_page_answers() -> None:
    get_user_model().objects.create_superuser("root", password="x")
    root = Client()
    root.force_login(get_user_model().objects.get(username="root"))
    for model in admin.site._registry:
        if model._meta.app_label == "hospital":
            name = f"admin:hospital_{model._meta.model_name}"
            found = root.get(reverse(f"{name}_changelist") + "?q=x")
            assert found.status_code == 200, model
            add = root.get(reverse(f"{name}_add"))
            assert add.status_code == (403 if model in NEVER_ADDED else 200), model
