"""A plan asked for on a page: of what the person may plan, and of nothing else."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hospital.models import CoverRule, Ward
from operations.models import Run
from tests.operations.admin.pages import client_of, read
from tests.operations.cast import Region
from tests.operations.ward import MONDAY, SmallWard

WHERE = "admin:operations_run_plan"


def choices(answer: Any) -> list[str]:
    groups = answer.context["form"].fields["what"].choices
    return [value for _family, mine in groups for value, _label in mine]


def test_a_ward_is_planned_from_its_own_days_when_somebody_asks(ward: SmallWard) -> None:
    asked = {"what": "staffing:CHU/MED", "start": MONDAY.isoformat(), "days": 7, "seconds": 5}
    answer = client_of(ward.paula).post(reverse(WHERE), asked)
    run = Run.objects.latest("pk")
    assert answer.url == reverse("admin:operations_run_change", args=[run.pk])
    assert (run.kind, run.scope, run.start, run.days) == ("staffing", "CHU/MED", MONDAY, 7)
    assert (run.params["seconds"], run.asked_by) == (5, ward.paula)


def test_what_is_left_out_is_as_at_night(ward: SmallWard) -> None:
    client_of(ward.paula).post(reverse(WHERE), {"what": "staffing:CHU/MED"})
    run = Run.objects.latest("pk")
    assert (run.start.weekday(), run.days, run.params) == (0, 28, {})


def test_a_new_ward_is_offered_once_it_has_rules_of_cover(ward: SmallWard) -> None:
    client = client_of(ward.paula)
    new = Ward.objects.create(facility=ward.ward.facility, code="NEW", name="New")
    assert choices(client.get(reverse(WHERE))) == ["staffing:CHU/MED"]
    CoverRule.objects.create(ward=new, shift=ward.morning, minimum=1, target=1)
    assert choices(client.get(reverse(WHERE))) == ["staffing:CHU/MED", "staffing:CHU/NEW"]
    chosen = client.get(reverse(WHERE), {"what": "staffing:CHU/NEW"}).context["form"]
    assert chosen["what"].value() == "staffing:CHU/NEW"


def test_nothing_of_another_hospital_is_offered_or_taken(region: Region) -> None:
    client, other = client_of(region.charlie), region.roster.scope
    assert f"staffing:{other}" not in choices(client.get(reverse(WHERE)))
    before = Run.objects.count()
    page = client.post(reverse(WHERE), {"what": f"staffing:{other}"})
    assert page.context["form"].errors["what"]
    assert Run.objects.count() == before


def test_who_only_reads_is_shown_no_way_here(ward: SmallWard) -> None:
    client = client_of(ward.vera)
    assert client.get(reverse(WHERE)).status_code == 403
    for page in ("index", "operations_run_changelist"):
        assert reverse(WHERE) not in client.get(reverse(f"admin:{page}")).content.decode()


def test_who_may_plan_finds_the_way_on_the_first_page_and_in_the_list(ward: SmallWard) -> None:
    client = client_of(ward.paula)
    for page in ("index", "operations_run_changelist"):
        assert reverse(WHERE) in client.get(reverse(f"admin:{page}")).content.decode()


def test_a_hospital_without_anything_to_plan_says_what_lacks(ward: SmallWard) -> None:
    CoverRule.objects.all().delete()
    shown = read(client_of(ward.paula).get(reverse(WHERE)))
    assert "once it has rules of cover" in shown
