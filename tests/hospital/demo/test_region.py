"""The sample as a whole: its counts, and that it can be asked for again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from hospital.demo.region import generate
from hospital.demo.sizes import SIZES
from hospital.errors import ApplicationError
from hospital.models import (
    Bed,
    Facility,
    FacilityKind,
    ImportBatch,
    Network,
    Product,
    StaffMember,
    Stay,
    StockLot,
    Supplier,
    Ward,
)
from tests.hospital.demo.conftest import TODAY

NATURAL = {"Network": "code", "Facility": "code", "Product": "code", "Skill": "code"}


def rows_of_everything() -> str:
    """A hash of all hospital records without their keys: keys say only when they were written.

    A reference is followed to the record's own words, so that equal hashes mean equal regions.
    """
    words: dict[tuple[str, int], str] = {}
    models = list(apps.get_app_config("hospital").get_models(include_auto_created=True))
    models = [m for m in models if m not in (ImportBatch,)]
    total = hashlib.sha256()
    for model in sorted(models, key=_depth):
        fields = [f for f in model._meta.concrete_fields if not f.primary_key]
        lines = []
        for row in model._base_manager.values_list("pk", *(f.attname for f in fields)):
            text = "|".join(
                words.get((f.related_model.__name__, value), "-")
                if isinstance(f, ForeignKey)
                else str(value)
                for f, value in zip(fields, row[1:], strict=True)
            )
            digest = hashlib.md5(text.encode()).hexdigest()
            words[model.__name__, row[0]] = digest
            lines.append(digest)
        total.update(f"{model.__name__}{sorted(lines)}".encode())
    return total.hexdigest()


def _depth(model) -> int:
    parents = {f.related_model for f in model._meta.concrete_fields if isinstance(f, ForeignKey)}
    return 1 + max((_depth(p) for p in parents - {model}), default=0)


def test_a_small_region_has_the_places_people_and_things_it_promises(region):
    kinds = list(Facility.objects.filter(network=region).values_list("kind", flat=True))
    assert kinds.count(FacilityKind.UNIVERSITY) == 1
    assert kinds.count(FacilityKind.DEPOT) == 1
    assert kinds.count(FacilityKind.CENTRE) == 8
    assert Ward.objects.filter(facility__network=region).count() == 6
    assert Bed.objects.filter(room__ward__facility__network=region).count() == 140
    assert StaffMember.objects.filter(facility__network=region).count() == 120
    assert Product.objects.filter(lots__facility__network=region).distinct().count() <= 80
    assert Product.objects.count() == 80


def test_all_places_lie_inside_morocco(region):
    for north, east in region.facilities.values_list("latitude", "longitude"):
        assert 27.6 < north < 36.0
        assert -13.2 < east < -1.0


def test_the_history_is_eighteen_months_and_ends_yesterday(region):
    stays = Stay.objects.filter(facility__network=region)
    first, last = stays.earliest("admitted").admitted, stays.latest("admitted").admitted
    assert first.date() < date(2025, 5, 2)
    assert TODAY - timedelta(days=2) <= last.date() < TODAY


def test_asked_again_nothing_changes(region):
    before = ImportBatch.objects.get(kind="demo")
    assert generate("small", 7, TODAY) == region
    after = ImportBatch.objects.get(kind="demo")
    assert (after.pk, after.at) == (before.pk, before.at)


def test_the_same_seed_gives_the_same_rows_and_another_seed_others(region):
    first = rows_of_everything()
    steps: list[str] = []
    generate("small", 8, TODAY, steps.append)
    other = rows_of_everything()
    generate("small", 7, TODAY)
    assert steps[0] == "removing the former sample"
    assert len(set(steps)) == len(steps) >= 5
    assert other != first
    assert rows_of_everything() == first


def test_another_day_replaces_the_sample_and_leaves_foreign_records_alone(region):
    foreign = Network.objects.create(code="OURS", name="Ours")
    depot = Facility.objects.create(network=foreign, code="OURS-1", name="Depot", kind="depot")
    product = Product.objects.first()
    ours = StockLot.objects.create(
        facility=depot, product=product, lot="1", expiry=TODAY, quantity=5
    )
    generate("small", 7, TODAY + timedelta(days=1))
    assert Network.objects.filter(code__startswith="DEMO").count() == 1
    ours.refresh_from_db()
    assert ours.product == product
    assert Supplier.objects.count() == 6


def test_an_unknown_size_is_refused_with_the_sizes_there_are(db):
    with pytest.raises(ApplicationError, match="small, region, large"):
        generate("huge", 1, TODAY)


def test_large_is_three_regions_that_share_one_market(db, monkeypatch):
    """Three of the small kind stand for three of the big one."""
    small = replace(SIZES["small"], networks=3, months=3)
    monkeypatch.setitem(SIZES, "large", small)
    first = generate("large", 1, TODAY)
    assert first.code == "DEMO"
    assert Network.objects.count() == 3
    assert Facility.objects.filter(kind="depot").count() == 3
    assert Product.objects.count() == 80
    beds = Bed.objects.values_list("room__ward__facility__network__code", flat=True)
    assert {code: list(beds).count(code) for code in beds} == dict.fromkeys(
        ("DEMO", "DEMO-B", "DEMO-C"), 140
    )
