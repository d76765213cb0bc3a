"""What every record's admin has in common: a person sees and changes only their own places."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from hospital.access import Act, everywhere, may, may_common, may_whole, of_network, scope
from hospital.admin.lists import ListAdmin
from hospital.admin.marks import MarkedForm
from hospital.models import Facility, Network

SHARED = "shared"
"""The place of records that belong to everybody: specialties, products, suppliers."""


def within(queryset: QuerySet[Any], user: Any, place: str, act: Act) -> QuerySet[Any]:
    """The rows where the person may do `act`; of shared records all, or none without any role."""
    if place == SHARED:
        return queryset if may(user, act) else queryset.none()
    return scope(queryset, user, place, act)


def owner_of(record: Any, place: str) -> Model | None:
    """The facility or network a record belongs to, following its place."""
    if place.startswith("part:"):
        part = getattr(record, place.removeprefix("part:"), None)
        return part or getattr(record, "network", None)
    for step in filter(None, place.rpartition(":")[2].split("__")):
        record = getattr(record, step, None)
    return record if isinstance(record, Model) else None


def holds(user: Any, act: Act, record: Any, place: str) -> bool:
    """Whether the person may do `act` to this record; without one: to any."""
    if record is None or place == SHARED:
        return may(user, act)
    owner = owner_of(record, place)
    if isinstance(owner, Facility):
        return may(user, act, facility=owner)
    if isinstance(owner, Network):
        whole = place.startswith("whole:")
        return may(user, act, network=owner) if whole else may_common(user, act, owner)
    return everywhere(user, act)  # what is nowhere yet


class ScopedFilter(admin.RelatedFieldListFilter):
    """A filter at the side of a list names nothing that the list itself would not."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        related = model_admin.admin_site._registry[field.remote_field.model]
        seen = related.get_queryset(request).order_by().values("pk")
        rows = related.model._default_manager.filter(pk__in=seen)
        # What a row is called may need its parents: a hundred wards are one query, not a hundred.
        if isinstance(related.list_select_related, (list, tuple)) and related.list_select_related:
            rows = rows.select_related(*related.list_select_related)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in (rows.order_by(*ordering) if ordering else rows)]


class ScopedChoices:
    """Foreign keys offer only what the person may see, and for the row's own place, change."""

    place = SHARED
    writes = Act.RECORDS
    """What it takes to add, change and delete the rows."""
    deletes: Act | None = None
    """What it takes to delete them, where that is more."""
    admin_site: admin.AdminSite

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        own = self.place.partition(":")[2] or self.place.split("__")[0]
        own = own.split("__")[0]
        act = self.writes if db_field.name == own else Act.VIEW
        self._restrict(db_field, request, kwargs, act)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._restrict(db_field, request, kwargs, Act.VIEW)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def _restrict(
        self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any], act: Act
    ) -> None:
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, ScopedAdmin):
            rows = related.get_queryset(request)
            kwargs["queryset"] = within(rows, request.user, related.place, act)


class BesideFormSet(BaseInlineFormSet):
    """Its rows know their parent while they are checked, also one that is not saved yet."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        setattr(form.instance, self.fk.name, self.instance)
        return form


class ScopedInline(ScopedChoices, admin.TabularInline):
    """Rows edited on their parent's page, by whoever may change the parent."""

    extra = 0
    formset = BesideFormSet
    show_change_link = False
    parent_place = SHARED

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A row's fields are named at the head of their column only; who hears them is told too."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and field.label:
            field.widget.attrs.setdefault("aria-label", field.label)
            inner = getattr(field.widget, "widget", None)  # a chooser beside which rows are added
            if inner is not None:
                inner.attrs.setdefault("aria-label", field.label)
        return field

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, Act.VIEW, obj, self.parent_place)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, Act.RECORDS, obj, self.parent_place)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, Act.RECORDS, obj, self.parent_place)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, Act.RECORDS, obj, self.parent_place)


class ScopedAdmin(ScopedChoices, ListAdmin):
    """`place` leads from the row to its facility or network, as hospital.access.scope reads it."""

    form = MarkedForm

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        beside = tuple(each.model for each in self.get_inline_instances(request, obj))
        return type(form.__name__, (form,), {"beside": beside})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the rows are called by: boxes that look one up show twenty at a time."""
        rows = within(super().get_queryset(request), request.user, self.place, Act.VIEW)
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.VIEW)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, Act.VIEW, obj, self.place)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, self.writes, obj, self.place)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, self.deletes or self.writes, obj, self.place)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A network's own is added by people of the whole network."""
        return (may_whole if of_network(self.place) else may)(request.user, self.writes)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # The form offers only own places; a path through several records is looked at again.
        if self.place and not holds_new(request.user, obj, self.place, self.writes):
            raise PermissionDenied
        super().save_model(request, obj, form, change)


class ComesBack:
    """Mixed into the admin of what is entered in the midst of other work: who saves is led back
    to the page that sent them here (`?next=`), where it is one of ours."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        found = super().response_add(request, obj, post_url_continue)  # type: ignore[misc]
        return self._back(request, found)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._back(request, super().response_change(request, obj))  # type: ignore[misc]

    def _back(self, request: HttpRequest, otherwise: Any) -> Any:
        back = request.GET.get("next", "")
        here = url_has_allowed_host_and_scheme(back, request.get_host(), request.is_secure())
        return HttpResponseRedirect(back) if here and "_save" in request.POST else otherwise


def holds_new(user: Any, record: Any, place: str, act: Act) -> bool:
    """As `holds`, for a record that may not be saved yet; a new network needs a superuser."""
    if place == SHARED or owner_of(record, place) is not record:
        return holds(user, act, record, place)
    return bool(user.is_superuser) or (record.pk and holds(user, act, record, place))
