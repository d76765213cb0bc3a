"""The night's form in the admin: who decides, what it refuses, and that it is on the record."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hospital.models import AuditEntry
from operations.models import NightSchedule
from tests.operations.admin.pages import client_of
from tests.operations.cast import Region

pytestmark = pytest.mark.django_db
ADD = "admin:operations_nightschedule_add"


def given(region: Region, **changed: object) -> dict[str, object]:
    return {
        "network": region.north.pk, "facility": "", "active": "on", "time": "03:15",
        "weekdays": ["0", "2"], "steps": ["forecast", "beds"], "mail_to": "a@example.org",
        "mail_failure": "on", **changed,
    }  # fmt: skip


def test_it_is_kept_shown_with_its_next_nights_and_on_the_record(region: Region) -> None:
    admin = client_of(region.admin)
    admin.post(reverse(ADD), given(region))
    kept = NightSchedule.objects.get()
    assert (kept.weekdays, kept.steps, str(kept.time)) == (
        "1010000",
        ["forecast", "beds"],
        "03:15:00",
    )
    assert kept.decided is not None
    page = reverse("admin:operations_nightschedule_change", args=[kept.pk])
    opened = admin.get(page)
    shown = opened.content.decode()
    assert shown.count("03:15") >= 3
    assert region.north.time_zone in shown
    seen = opened.context["adminform"].form["seen"].value()
    admin.post(page, given(region, mail_to="b@example.org", seen=seen))
    told = NightSchedule.objects.get()
    assert (told.mail_to, told.decided) == ("b@example.org", kept.decided)
    seen = admin.get(page).context["adminform"].form["seen"].value()
    admin.post(page, given(region, time="04:00", seen=seen))
    moved = NightSchedule.objects.get().decided
    assert moved is not None
    assert moved > kept.decided
    admin.post(reverse("admin:operations_nightschedule_delete", args=[kept.pk]), {"post": "yes"})
    noted = AuditEntry.objects.filter(model="operations.NightSchedule").order_by("pk")
    assert [each.action for each in noted] == ["created", "changed", "changed", "deleted"]
    assert not NightSchedule.objects.exists()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"weekdays": []}, "This field is required"),
        ({"steps": []}, "This field is required"),
        ({"mail_to": "a@example.org, nobody"}, "valid email"),
    ],
)
def test_what_cannot_be_is_refused(region: Region, changed: dict[str, object], word: str) -> None:
    refused = client_of(region.admin).post(reverse(ADD), given(region, **changed))
    assert word in refused.content.decode()
    assert not NightSchedule.objects.exists()


def test_a_hospital_has_no_night_for_supply_alone_and_planners_none_at_all(region: Region) -> None:
    own = given(region, facility=region.chu.pk, steps=["supply"])
    refused = client_of(region.admin).post(reverse(ADD), own)
    assert "rosters, beds, or both" in refused.content.decode()
    assert client_of(region.amina).get(reverse(ADD)).status_code == 403
