"""Nothing is installed that was not locked, and nothing is used that its makers do not allow."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.dependencies.licences import licence, refused
from tests.dependencies.lock import LOCKS, ROOT, locked
from tests.dependencies.sbom import sbom


@pytest.mark.parametrize("file", LOCKS)
def test_every_package_is_locked_to_a_version_and_its_files(file: str) -> None:
    parts = locked(file)
    assert len(parts) > 20
    assert [each.name for each in parts if not each.hashes] == []


@pytest.mark.parametrize("file", LOCKS)
def test_what_is_asked_for_is_in_the_lock(file: str) -> None:
    asked = (ROOT / file.replace(".txt", ".in")).read_text()
    names = re.findall(r"^([A-Za-z][A-Za-z0-9._-]*)", asked, re.MULTILINE)
    there = {each.name.lower().replace("_", "-") for each in locked(file)}
    assert [name for name in names if name.lower().replace("_", "-") not in there] == []


def test_nothing_is_installed_past_the_hashes() -> None:
    for file in ("Dockerfile", "Makefile"):
        text = (ROOT / file).read_text()
        lines = [line for line in text.splitlines() if re.search(r"pip install.* -r ", line)]
        assert lines, file
        assert [line for line in lines if "--require-hashes" not in line] == []


@pytest.mark.parametrize("file", LOCKS)
def test_every_licence_is_on_the_list(file: str) -> None:
    assert {each.name: refused(each.name) for each in locked(file) if refused(each.name)} == {}


def test_a_licence_that_is_not_on_the_list_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.dependencies import licences

    for said, wrong in (("MIT AND GPL-3.0-only", "GPL-3.0-only"), ("", "no licence"), ("MIT", "")):
        monkeypatch.setattr(licences, "licence", lambda _name, said=said: said)
        assert licences.refused("anything") == wrong


def test_the_parts_list_names_all_with_version_hash_and_licence() -> None:
    made = sbom(datetime(2026, 1, 1, tzinfo=UTC))
    parts = {each["name"]: each for each in made["components"]}
    assert set(parts) == {each.name for each in locked("requirements.txt")}
    assert parts["django"]["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert parts["django"]["purl"].startswith("pkg:pypi/django@5.2.")
    assert all(each["externalReferences"][0]["hashes"] for each in parts.values())
    assert licence("django") == "BSD-3-Clause"
    assert sbom()["serialNumber"] == made["serialNumber"]
