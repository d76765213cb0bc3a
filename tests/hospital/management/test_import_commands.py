"""The two commands as a script sees them: one JSON document, and an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hospital.models import (
    AuditEntry,
    Facility,
    ImportBatch,
    Network,
    Product,
    Skill,
    StockLot,
)

KEYS = {
    "kind", "file", "created", "updated", "unchanged", "errors", "error_count", "dry_run",
    "seconds",
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills(tmp_path: Path) -> Path:
    path = tmp_path / "skills.csv"
    path.write_text("code,name\nICU,Intensive care\n", encoding="utf-8")
    return path


def test_what_came_in_is_taken_back_by_its_number_and_refused_as_on_the_page(
    skills: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Skill.objects.create(code="OR", name="Theatre")
    skills.write_text("code,name\nICU,Intensive care\nOR,Operating room\n", encoding="utf-8")
    call_command("import_records", "skills", str(skills))
    number = ImportBatch.objects.get().pk
    assert f"import {number}: manage.py import_records --undo {number}" in capsys.readouterr().out
    undo = ("import_records", "--undo", str(number))
    with pytest.raises(CommandError, match="Say why"):
        call_command(*undo)
    Skill.objects.filter(code="OR").update(name="Operating theatre")
    with pytest.raises(CommandError, match="Nothing was undone"):
        call_command(*undo, "--reason", "the wrong file")
    assert "OR: It was changed since." in capsys.readouterr().err
    Skill.objects.filter(code="OR").update(name="Operating room")
    call_command(*undo, "--reason", "the wrong file", "--json")
    assert json.loads(capsys.readouterr().out) == {"undone": number, "removed": 1, "put_back": 1}
    assert list(Skill.objects.values_list("code", "name")) == [("OR", "Theatre")]
    taken_back = ImportBatch.objects.get()
    assert (taken_back.undone_by, taken_back.undone_why) == (None, "the wrong file")
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {"system"}
    with pytest.raises(CommandError, match="undone already"):
        call_command(*undo, "--reason", "the wrong file")


def test_a_file_and_its_kind_or_a_number_must_be_named(skills: Path) -> None:
    with pytest.raises(CommandError, match="There is no import 99999"):
        call_command("import_records", "--undo", "99999", "--reason", "the wrong file")
    with pytest.raises(CommandError, match="Say which KIND"):
        call_command("import_records", "skills")


def test_json_is_the_only_thing_on_standard_output(skills: Path, capsys) -> None:
    call_command("import_records", "skills", str(skills), "--json")
    out, err = capsys.readouterr()
    report = json.loads(out)

    assert set(report) >= KEYS
    assert (report["kind"], report["file"], report["created"]) == ("skills", "skills.csv", 1)
    assert err == ""


def test_a_refused_file_exits_with_one_and_lists_its_errors(skills: Path, capsys) -> None:
    skills.write_text("code,name\nI/U,Intensive care\n", encoding="utf-8")
    with pytest.raises(SystemExit) as exit_:
        call_command("import_records", "skills", str(skills), "--json")
    report = json.loads(capsys.readouterr().out)

    assert exit_.value.code == 1
    assert report["error_count"] == 1
    assert set(report["errors"][0]) == {"sheet", "row", "column", "value", "message"}
    assert (report["errors"][0]["row"], report["errors"][0]["value"]) == (2, "I/U")


def test_for_a_person_the_errors_are_lines(skills: Path, capsys) -> None:
    skills.write_text("code,name\nI/U,Intensive care\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("import_records", "skills", str(skills))
    out, err = capsys.readouterr()

    assert out == ""
    assert "row 2, code: 'I/U'" in err
    assert "1 errors, nothing imported" in err


def test_a_dry_run_says_what_would_be(skills: Path, capsys) -> None:
    call_command("import_records", "skills", str(skills), "--dry-run")

    assert "1 would be created" in capsys.readouterr().out
    assert not Skill.objects.exists()


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path, capsys) -> None:
    with pytest.raises(SystemExit):
        call_command("import_records", "skills", str(tmp_path / "none.csv"), "--json")

    assert "cannot be read" in json.loads(capsys.readouterr().out)["errors"][0]["message"]


def test_an_unknown_kind_is_an_error_of_usage(skills: Path) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("import_records", "planets", str(skills))


def test_a_template_comes_on_standard_output_or_in_a_file(tmp_path: Path, capsys) -> None:
    call_command("import_template", "beds")
    header, example = capsys.readouterr().out.splitlines()
    assert header == "room,code,status,status_until"
    assert example == "CHU/CARD/101,A,open,"

    call_command("import_template", "beds", "--out", str(tmp_path / "beds.csv"))
    assert (tmp_path / "beds.csv").read_bytes().startswith(b"\xef\xbb\xbfroom,code")


@pytest.mark.parametrize(
    ("name", "words"),
    [("staff.doc", ".csv or an .xlsx"), ("nowhere/staff.csv", "cannot be written")],
)
def test_a_template_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, name: str, words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import_template", "staff", "--out", str(tmp_path / name))


def test_a_dry_run_of_all_the_stock_names_what_would_be_gone(tmp_path: Path, capsys) -> None:
    network = Network.objects.create(code="N", name="N")
    place = Facility.objects.create(network=network, code="H", name="H")
    product = Product.objects.create(code="P", name="P")
    StockLot.objects.create(
        facility=place, product=product, lot="OLD", quantity=5, expiry="2040-01-31"
    )
    path = tmp_path / "stock.csv"
    path.write_text("facility,product,lot,expiry,quantity\nH,P,NEW,2040-01-31,7\n")
    call_command("import_records", "lots", str(path), "--whole", "places", "--dry-run")
    said = capsys.readouterr().out
    assert "1 would be created, 1 would be updated" in said
    assert "of these not in the file and would be 0: 1\n    H/P/OLD\n" in said
    assert StockLot.objects.get(lot="OLD").quantity == 5
    call_command("import_records", "lots", str(path), "--whole", "places", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["gone"], told["gone_first"]) == (1, ["H/P/OLD"])
    assert StockLot.objects.get(lot="OLD").quantity == 0
