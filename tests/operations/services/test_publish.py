"""Two plans of a scope published at once: one stands, and whoever came second is told."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection

from hospital.errors import Conflict
from operations.models import Plan, PlanState
from operations.services import plan_publish, publish
from tests.operations import cast
from tests.operations.cast import MONDAY, Region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("later", [0, 1])
def test_of_two_who_publish_at_once_one_is_told_and_loses_nothing(later: int) -> None:
    region: Region = cast.region()
    cast.published(region.beds)
    scope = {"family": "beds", "scope": "CHU", "facility": region.chu}
    drafts = [
        cast.plan(**scope, version=2, start=MONDAY),
        cast.plan(**scope, version=3, start=MONDAY + timedelta(days=later)),
    ]
    said: dict[int, str] = {}
    both, here = threading.Barrier(2), threading.Barrier(2)
    real, known = publish._standing, threading.local()

    def read(plan: Plan) -> set[int]:
        found = real(plan)
        if not hasattr(known, "read"):
            known.read = both.wait()  # so that each has seen what stood before the other
        return found

    def meet(plan: Plan) -> None:
        with suppress(threading.BrokenBarrierError):  # the other waits, as it should
            here.wait(timeout=0.3)

    def go(plan: Plan) -> None:
        try:
            plan_publish(plan=plan, actor=region.amina, base_version=0)
            said[plan.pk] = ""
        except Conflict as no:
            said[plan.pk] = no.message
        finally:
            connection.close()

    with (
        mock.patch.object(publish, "_standing", read),
        mock.patch.object(publish, "lines_seal", meet),
    ):
        threads = [threading.Thread(target=go, args=[plan]) for plan in drafts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    (stands,) = Plan.objects.filter(family="beds", scope="CHU", state=PlanState.PUBLISHED)
    (told,) = [plan for plan in drafts if plan.pk != stands.pk]
    assert said[stands.pk] == ""
    assert "Another plan of CHU was published" in said[told.pk]
    told.refresh_from_db()
    assert (told.state, told.edit_version, told.published_by) == (PlanState.DRAFT, 0, None)
    plan_publish(plan=told, actor=region.amina, base_version=0)
    stands.refresh_from_db()
    assert stands.state == PlanState.VOID
