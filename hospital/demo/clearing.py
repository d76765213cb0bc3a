"""Taking a sample network out again, with everything that hangs on it, without loading a row."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet

from hospital.audit import triggers
from hospital.models import Network, Offer, Product, Supplier


def clear(networks: QuerySet[Network]) -> None:
    """Delete the networks and whatever refers to them, in this app and in its guests: the record of
    their plans too."""
    with triggers.lifted():
        _wipe(networks, ())


def clear_market(codes: list[str]) -> None:
    """Delete the sample's offers, and its products and suppliers that no record speaks of."""
    _wipe(Offer.objects.filter(supplier__code__startswith="DEMO-"), ())
    unused = Product.objects.filter(
        code__in=codes, consumption=None, orders=None, lots=None, deliveries=None
    )
    _wipe(Product.objects.filter(pk__in=list(unused.values_list("pk", flat=True))), ())
    idle = Supplier.objects.filter(code__startswith="DEMO-", orders=None, offers=None)
    _wipe(Supplier.objects.filter(pk__in=list(idle.values_list("pk", flat=True))), ())


def _wipe(rows: QuerySet[Any], path: tuple[type[models.Model], ...]) -> None:
    """Depth first along every foreign key, one DELETE per table and way to it.

    Django's own collector would load 600,000 stays to look for what hangs on them.
    """
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        if not (relation.one_to_many or relation.one_to_one):
            continue
        model, name = relation.related_model, relation.field.name
        related = model._base_manager.filter(**{f"{name}__in": rows})
        if relation.on_delete is models.SET_NULL:
            if model not in path and model is not rows.model:
                related.update(**{name: None})
        elif model is not rows.model and model not in path:
            _wipe(related, (*path, rows.model))
    rows.order_by()._raw_delete(rows.db)
