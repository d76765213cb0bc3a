"""A small hospital to import into, and a way to write a file and take it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hospital.imports.load import import_file
from hospital.imports.results import Result
from hospital.models import Contract, Facility, Network, Product, ShiftType, Ward

Take = Callable[..., Result]


@pytest.fixture
def take(tmp_path: Path, db: None) -> Take:
    """take(kind, text, mapping="...", name="x.csv", **options) writes the file and imports it."""

    def run(kind: str, content: str | bytes, mapping: str = "", **options: Any) -> Result:
        path = tmp_path / options.pop("name", "file.csv")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if mapping:
            (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
            options["mapping"] = tmp_path / "mapping.toml"
        return import_file(kind, path, **options)

    return run


@pytest.fixture
def place(db: None) -> SimpleNamespace:
    """Network N (clock of Casablanca) with hospital H, its wards W1 and W2, and product P."""
    network = Network.objects.create(code="N", name="Network")
    hospital = Facility.objects.create(network=network, code="H", name="H", kind="provincial")
    return SimpleNamespace(
        network=network,
        hospital=hospital,
        w1=Ward.objects.create(facility=hospital, code="W1", name="One"),
        w2=Ward.objects.create(facility=hospital, code="W2", name="Two"),
        contract=Contract.objects.create(
            network=network, code="FULL", name="Full", minutes_per_week=2400
        ),
        shift=ShiftType.objects.create(
            facility=hospital, code="M", name="Morning", starts="07:00", minutes=480
        ),
        product=Product.objects.create(code="P", name="P"),
    )
