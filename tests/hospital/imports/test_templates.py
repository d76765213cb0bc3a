"""The empty files that people fill in: each example row is a valid one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import F

from hospital.imports.kind import Kind
from hospital.imports.kinds import KINDS
from hospital.imports.load import import_file
from hospital.imports.template import write_template
from hospital.models import Facility, Network, Product


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_examples_of_all_kinds_come_in_one_after_the_other(tmp_path: Path, suffix: str) -> None:
    for kind in KINDS.values():
        path = tmp_path / f"{kind.code}.{suffix}"
        write_template(kind, path)
        if kind.code == "equivalents":
            Product.objects.create(code="AMOX250", name="Amoxicillin 250 mg")
        if kind.code == "deliveries":
            network = Network.objects.get()
            Facility.objects.create(network=network, code="CS1", name="Centre", kind="centre")
        result = import_file(kind.code, path)
        assert (kind.code, result.errors, result.created) == (kind.code, [], 1)
        again = import_file(kind.code, path, again=True)
        assert (kind.code, again.errors, again.unchanged) == (kind.code, [], 1)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_a_kind_covers_its_model(kind: Kind) -> None:
    """Every field has a column, and the key is one that the database holds to be unique."""
    left_out = {"id", "user"}
    fields = {field.name for field in kind.model._meta.get_fields() if not field.auto_created}
    assert fields - left_out <= set(kind.specs)

    unique = [(field.name,) for field in kind.model._meta.fields if field.unique]
    for constraint in kind.model._meta.constraints:
        names = list(getattr(constraint, "fields", ()))
        for expression in getattr(constraint, "expressions", ()):
            plain = isinstance(expression, F)
            names.append((expression if plain else expression.get_source_expressions()[0]).name)
        unique.append(tuple(names))
    assert set(kind.key) in [set(names) for names in unique]
