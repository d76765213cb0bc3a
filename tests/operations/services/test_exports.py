"""Whatever leaves the house is capped by role, carries who took it away, and is in the log."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from hospital import access
from hospital.errors import ApplicationError, Forbidden
from hospital.models import AuditEntry, Role
from operations.models import ExportLog, Plan
from operations.plan_files import PlanFile, plan_file, plans_file
from operations.services import export_make
from operations.services.retention import retention_apply
from tests.operations.admin.conftest import region
from tests.operations.cast import Region

__all__ = ["region"]
pytestmark = pytest.mark.django_db


def taken(user: Any, plan: Plan, fmt: str, **how: Any) -> PlanFile:
    return export_make(
        user=user, plans=[plan], asked={"format": fmt}, make=lambda: plan_file(plan, fmt, **how)
    )


def text_of(file: PlanFile) -> str:
    """All that a reader of the file sees, its footers included."""
    if file.name.endswith("xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(file.content))
        cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row]
        return "\n".join(cells + [str(sheet.oddFooter.left.text) for sheet in book])
    if file.name.endswith("pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages)
    return file.content.decode().replace("\r\n ", "")


@pytest.mark.parametrize(
    ("plan", "fmt"),
    [
        ("roster", "csv"), ("roster", "xlsx"), ("roster", "ics"),
        ("beds", "csv"), ("beds", "xlsx"),
        ("supply", "csv"), ("supply", "xlsx"), ("supply", "pdf"),
    ],
)  # fmt: skip
def test_the_file_says_who_took_it(plan: str, fmt: str, region: Region) -> None:
    found = taken(region.admin, getattr(region, plan), fmt)
    log = ExportLog.objects.get()
    assert f"-E{log.pk}." in found.name
    text = text_of(found)
    for told in (f"E{log.pk}", "admin", f"{log.at:%Y-%m-%d %H:%M}Z", getattr(region, plan).scope):
        assert told in text, (told, text[:2000])
    assert (log.sha256, log.size) == (
        hashlib.sha256(found.content).hexdigest(), len(found.content),
    )  # fmt: skip
    assert log.personal == (plan != "supply")
    assert log.rows >= 1


def test_a_csv_is_a_csv_and_says_what_is_personal(region: Region) -> None:
    """The mark is a column, not a line: the header is the first line and every row is as long."""
    rows = list(
        csv.reader(io.StringIO(taken(region.admin, region.beds, "csv").content.decode("utf-8-sig")))
    )
    assert len({len(row) for row in rows}) == 1
    assert rows[0][0] == "patient (personal)"
    assert rows[0][-1] == "export"
    assert "room" in rows[0]
    plain = plan_file(region.beds, "csv").content.decode("utf-8-sig")
    assert "export" not in plain.splitlines()[0]


def test_what_is_on_the_record(region: Region) -> None:
    with_two = [region.roster, region.elsewhere]
    export_make(
        user=region.amina, plans=with_two, asked={"format": "csv"},
        make=lambda: plans_file(with_two, "csv"),
    )  # fmt: skip
    log, entry = ExportLog.objects.get(), AuditEntry.objects.get(action="exported")
    assert (log.facility, log.network) == (None, region.north)
    assert (entry.actor, entry.after["number"]) == ("amina", log.pk)
    assert entry.after["sha256"] == log.sha256
    taken(None, region.supply, "csv")
    assert ExportLog.objects.first().name.startswith("command:")


def test_a_role_takes_away_so_much_at_once(region: Region, monkeypatch: Any) -> None:
    roles = {Role.ADMINISTRATOR: 1_000, Role.PLANNER: 1, Role.SUPPLY: 5}
    monkeypatch.setattr(access, "EXPORT_ROWS", roles)
    with pytest.raises(ApplicationError, match="your role takes away 1 at once") as refused:
        taken(region.amina, region.roster, "csv")
    assert "ask an administrator" in refused.value.message
    with pytest.raises(Forbidden):
        taken(region.vera, region.roster, "csv")
    with pytest.raises(Forbidden):
        taken(region.basma, region.elsewhere, "csv")
    assert not ExportLog.objects.exists()
    assert not AuditEntry.objects.filter(action="exported").exists()
    assert taken(region.admin, region.roster, "csv")
    assert access.export_rows(region.vera, region.chu, region.north) == 0
    assert access.export_rows(region.basma, None, region.north) == 0


def test_what_cannot_be_written_leaves_no_trace(region: Region) -> None:
    with pytest.raises(ApplicationError, match="not written as"):
        taken(region.admin, region.beds, "ics")
    assert not ExportLog.objects.exists()


def test_every_door_is_logged(region: Region) -> None:
    """Lists' actions, the distribution's and the question's page, the API's two."""
    client = Client()
    client.force_login(region.admin)
    plans = reverse("admin:operations_plan_changelist")
    client.post(plans, {"action": "export_csv", "_selected_action": [region.beds.pk]})
    lines = reverse("admin:operations_orderline_changelist")
    picked = list(region.supply.orderlines.values_list("pk", flat=True))
    client.post(lines, {"action": "export_csv", "_selected_action": picked})
    page = reverse("admin:operations_plan_distribution", args=[region.supply.pk])
    client.get(page, {"format": "csv"})
    client.get(reverse("admin:operations_plan_problem", args=[region.roster.pk]))
    client.get(reverse("plan-export", args=[region.supply.pk]), {"format": "xlsx"})
    client.get(reverse("order-line-export"), {"format": "csv", "plan": region.supply.pk})
    assert ExportLog.objects.count() == 6
    assert set(ExportLog.objects.values_list("name", flat=True)) == {"admin"}
    asked = json.dumps(list(ExportLog.objects.values_list("asked", flat=True)))
    assert f"plan={region.supply.pk}" in asked


def test_too_many_lines_are_said_on_the_page(region: Region, monkeypatch: Any) -> None:
    monkeypatch.setattr(access, "EXPORT_ROWS", {Role.ADMINISTRATOR: 0, Role.PLANNER: 0})
    client = Client()
    client.force_login(region.admin)
    url = reverse("admin:operations_plan_problem", args=[region.roster.pk])
    assert "at once" in client.get(url, follow=True).content.decode()
    assert (
        client.get(reverse("plan-export", args=[region.beds.pk]), {"format": "csv"}).status_code
        == 400
    )


def test_who_reads_the_log(region: Region) -> None:
    taken(region.admin, region.supply, "csv")
    client = Client()
    url = reverse("admin:operations_exportlog_changelist")
    client.force_login(region.basma)
    assert client.get(url).status_code == 403
    client.force_login(region.admin)
    assert f"E{ExportLog.objects.get().pk}" in client.get(url).content.decode()
    detail = reverse("admin:operations_exportlog_change", args=[ExportLog.objects.get().pk])
    assert client.get(detail).status_code == 200


def test_the_log_has_its_time_too(region: Region) -> None:
    taken(region.admin, region.supply, "csv")
    ExportLog.objects.update(at=timezone.now() - timedelta(days=800))
    assert retention_apply(kinds=["exports"]) == {"exports": 1}
    assert AuditEntry.objects.filter(action="exported").exists()
