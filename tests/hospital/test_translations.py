"""Every word of ours is there in French and in Arabic, and the compiled catalogues say the same."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Field
from django.utils import translation
from django.utils.translation.template import templatize

from hospital.field_names import FIELD_NAMES

ROOT = Path(settings.BASE_DIR)
LANGUAGES = ("fr", "ar")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
TEMPLATE_CALLS = re.compile(r"""\bn?gettext\(u('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
PLACES = re.compile(r"%\((\w+)(?:\|[a-z ]+)?\)s|%\((\w+)\)d|{(\w+)}")
"""By name; with or without a noun, since a language may count without one."""


def catalogue(language: str) -> gettext.GNUTranslations:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def compiled(language: str) -> dict[str, str]:
    """msgid -> what it becomes; a plural's first form stands for all."""
    found: dict[str, str] = {}
    for key, words in catalogue(language)._catalog.items():  # type: ignore[attr-defined]
        found.setdefault(key[0] if isinstance(key, tuple) else key, words)
    return found


def written(language: str) -> dict[str, list[str]]:
    """msgid (after its context, if it has one) -> its forms, from the .po file; only what our own
    catalogues use of the format."""
    text = (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for block in text.split("\n\n")[1:]:
        parts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if match := re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$', line):
                name = match.group(1)
                parts[name] = ast.literal_eval(match.group(2))
            elif line.startswith('"'):
                parts[name] += ast.literal_eval(line)
        key = "\x04".join(parts[each] for each in ("msgctxt", "msgid") if each in parts)
        found[key] = [each for name, each in parts.items() if name.startswith("msgstr")]
    return found


def marked() -> set[str]:
    """The strings that our code and templates mark for translation, as the catalogues name them: in
    a template's a percent sign is doubled, and a block is a string with places to fill in."""
    found: set[str] = set()
    for app in ("hospital", "forecasting", "operations"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                    called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                    first = node.args[0] if node.args else None
                    if called in CALLS and isinstance(first, ast.Constant):
                        found.add(str(first.value))
                    if called in IN_CONTEXT and isinstance(first, ast.Constant):
                        word = node.args[1]
                        assert isinstance(word, ast.Constant)
                        found.add(f"{first.value}\x04{word.value}")
        for path in (ROOT / app).rglob("*.html"):
            calls = TEMPLATE_CALLS.findall(templatize(path.read_text("utf-8")))
            found.update(ast.literal_eval(each) for each in calls)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_string_is_translated(language: str) -> None:
    known = compiled(language)
    assert sorted(each for each in marked() if not known.get(each)) == []


def test_what_is_wrong_with_a_file_is_never_said_in_english_alone() -> None:
    """A refusal or fault of an import takes a marked sentence, not one written where it is raised.
    What is not understood of a mapping file (ValueError) speaks of TOML to who wrote it."""
    bare = []
    for path in (ROOT / "hospital" / "imports").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            said = node.args[-1] if called == "add" else node.args[0]
            told = called in {"CellError", "FileRefused"} or (
                called == "add" and len(node.args) == 4
            )
            if told and isinstance(said, ast.JoinedStr | ast.Constant):
                bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    known = catalogue(language)
    for msgid, forms in written(language).items():
        assert all(forms), msgid
        if len(forms) == 1:
            assert known.gettext(msgid) == forms[0]
        else:
            assert set(forms) <= set(compiled_forms(known, msgid)), msgid


def compiled_forms(known: gettext.GNUTranslations, msgid: str) -> list[str]:
    entries = known._catalog.items()  # type: ignore[attr-defined]
    return [words for key, words in entries if isinstance(key, tuple) and key[0] == msgid]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_stands_in_every_translation(language: str) -> None:
    for msgid, forms in written(language).items():
        for form in forms:
            assert set(PLACES.findall(form)) == set(PLACES.findall(msgid)), msgid


def test_field_names_are_exactly_those_of_the_models() -> None:
    """A new field without a verbose name adds its name to FIELD_NAMES and to the catalogues."""
    used = {
        field.name.replace("_", " ")
        for app in ("hospital", "forecasting", "operations")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, Field) and not field.auto_created and field._verbose_name is None
    }
    assert used == set(FIELD_NAMES)


def test_a_form_speaks_the_reader_s_language() -> None:
    field = apps.get_model("operations", "Plan")._meta.get_field("hard_violations")
    with translation.override("fr"):
        assert str(field.verbose_name) == "règles impératives enfreintes"
    with translation.override("en"):
        assert str(field.verbose_name) == "hard violations"


def test_pages_list_words_as_the_language_parts_them() -> None:
    """By hospital.said.listed, or the tag `comma`; codes that are shown from left to right have
    commas of their own."""
    codes = {"operations/admin/base.py", "forecasting/templates/forecasting/card.html"}
    codes.add("operations/templates/admin/operations/run/change_form.html")
    rooms = [f"{app}/{room}" for app in ("hospital", "forecasting", "operations") for room in
             ("admin", "web", "templates", "words", "selectors")]  # fmt: skip
    latin = re.compile(r'", "\.join\(|join:", "|endif %}, |%}, {%|}}, {{')
    found = {
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".py", ".html"} and latin.search(path.read_text("utf-8"))
    }
    assert found == codes
