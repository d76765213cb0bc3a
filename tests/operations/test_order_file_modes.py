"""How an order travels is changed in the exported file as on its page."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hospital.models import Offer, Order
from operations.models import OrderLine
from operations.selectors import plan_core
from operations.services import orders_change
from tests.operations.admin.pages import client_of
from tests.operations.admin.pages import read as words
from tests.operations.small_supply import SmallSupply, line
from tests.operations.sources.records.supply_network import north
from tests.operations.test_order_files import WRITERS, faults, read, written

__all__ = ["north"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def supply(north):
    found = SmallSupply(north)
    Offer.objects.update(mode="sea")
    Order.objects.update(mode="sea")
    for offer in Offer.objects.all():
        Offer.objects.create(supplier=offer.supplier, product=offer.product, price_cents=9_000,
                             mode="air", lead_time_days=7)  # fmt: skip
    return found


@pytest.fixture
def plan(supply):
    found = supply.plan("draft")
    assert line(found).mode == "sea"
    return found


@pytest.mark.parametrize("fmt", WRITERS)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_another_transport_comes_back_in_the_files_language(plan, supply, tmp_path, fmt, language):
    edits = read(plan, written(plan, tmp_path, fmt, language, mode="air"))

    assert [change.values for change in edits.changes] == [{"mode": "air"}]
    effect = orders_change(plan=plan, changes=edits.changes, actor=supply.samir, base_version=0)
    assert (line(plan).mode, line(plan).price_cents) == ("air", 9_000)
    assert plan_core(plan)[2] == effect.report_after
    assert not [v for v in effect.report_after.violations if v.rule == "stock_conserved"]


def test_an_untouched_file_changes_no_transport(plan, tmp_path):
    assert read(plan, written(plan, tmp_path)).changes == ()


def test_a_file_of_before_the_column_is_taken(plan, tmp_path):
    file = written(plan, tmp_path, packs=7)
    file.write_text(file.read_text("utf-8-sig").replace("transport", "as it was"))

    assert [change.values for change in read(plan, file).changes] == [{"packs": 7}]


def test_a_transport_that_is_none_or_not_offered_is_refused_with_what_can_be(plan, tmp_path):
    ((_, column, said),) = faults(plan, written(plan, tmp_path, alone=True, mode="by camel"))
    assert (column, said) == ("transport", "Write one of: sea, air, road, rail, local pick-up.")
    ((_, column, said),) = faults(plan, written(plan, tmp_path, alone=True, mode="rail"))
    assert column == "transport"
    assert "choose of: " in said


def test_the_page_shows_the_word_and_keeps_the_transport(plan, supply, tmp_path):
    page = reverse("admin:operations_plan_orders", args=[plan.pk])
    file = written(plan, tmp_path, mode="air")
    upload = SimpleUploadedFile("orders.csv", file.read_bytes())
    client = client_of(supply.samir)

    shown = client.post(page, {"file": upload, "_look": "1"}, headers={"Accept-Language": "fr"})

    assert [(c["before"], c["after"]) for c in shown.context["cells"]] == [("mer", "avion")]
    assert json.loads(shown.context["changes"])[0][1] == {"mode": "air"}
    sent = {"_keep": "1", "changes": shown.context["changes"], "base_version": 0}
    assert client.post(page, sent).status_code == 302
    assert OrderLine.objects.get(pk=line(plan).pk).mode == "air"
    assert "air" in words(client.get(page))
