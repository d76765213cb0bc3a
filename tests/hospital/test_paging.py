"""A list counts no further than anybody turns pages."""

from __future__ import annotations

from unittest import mock

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hospital.admin import paging
from hospital.admin.paging import FirstPages
from hospital.models import Facility, Network, Ward
from operations.models import Finding, Run

pytestmark = pytest.mark.django_db


def test_every_list_of_ours_pages_without_counting_all() -> None:
    ours = [
        each
        for model, each in admin.site._registry.items()
        if model._meta.app_label in {"hospital", "forecasting", "operations"}
    ]
    assert len(ours) > 20
    assert [type(each).__name__ for each in ours if each.paginator is not FirstPages] == []


def test_beyond_the_last_counted_row_there_is_no_page() -> None:
    Network.objects.bulk_create(Network(code=f"N{n}", name="Net") for n in range(7))
    with mock.patch.object(paging, "MOST_COUNTED", 5):
        pages = FirstPages(Network.objects.order_by("code"), 2)
        assert (pages.count, pages.num_pages) == (5, 3)
        assert [each.code for each in pages.page(1)] == ["N0", "N1"]


def test_a_lists_queries_are_all_bounded(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    network = Network.objects.create(code="NET", name="Net")
    Run.objects.create(network=network, kind="beds", scope="CHU", for_date="2026-03-02",
                       start="2026-03-02", days=1)  # fmt: skip
    for model in (Run, Finding):
        name = model._meta.model_name
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(f"/operations/{name}/").status_code == 200
        table = f'FROM "{model._meta.db_table}"'
        counted = [q["sql"] for q in asked if "COUNT(" in q["sql"] and table in q["sql"]]
        assert [sql for sql in counted if "LIMIT" not in sql] == []


def test_a_filter_names_a_hundred_wards_in_as_many_queries_as_one(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    network = Network.objects.create(code="NET", name="Net")
    chu = Facility.objects.create(network=network, code="CHU", name="Chu", kind="hospital")

    def asked(wards: int) -> int:
        Ward.objects.bulk_create(
            Ward(facility=chu, code=f"W{wards}{n}", name="Ward") for n in range(wards)
        )
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/forecasting/expecteddischarge/")
        assert page.content.decode().count("stay__ward__id__exact=") >= wards
        return len(queries)

    assert asked(3) == asked(20)
