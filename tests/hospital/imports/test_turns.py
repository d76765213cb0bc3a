"""Two files of a kind at once: the second waits a while, then is told of the first and writes
nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hospital.imports import turns
from hospital.imports.load import import_file
from hospital.imports.turns import Busy, turn
from hospital.models import ImportBatch, Product, Supplier

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[None]:
    """Nobody waits long here."""
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.0)
    if connection.vendor == "sqlite":  # which waits by itself, as long as it was told when opened
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
    connection.close()
    yield
    connection.close()


@contextmanager
def elsewhere(kind: str, meanwhile: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Somebody else has a file of the kind on its way, in a connection of their own."""
    begun, over = threading.Event(), threading.Event()

    def takes_in() -> None:
        try:
            with turn([kind]):
                meanwhile()
                begun.set()
                over.wait(10)
        finally:
            connection.close()

    other = threading.Thread(target=takes_in)
    other.start()
    assert begun.wait(10)
    try:
        yield
    finally:
        over.set()
        other.join()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text("code,name\nACME,Acme\n")
    return path


@pytest.mark.parametrize("dry_run", [False, True])
def test_while_another_is_taken_in_nothing_is_written_or_looked_at(
    file: Path, dry_run: bool
) -> None:
    with (
        elsewhere("suppliers", lambda: Supplier.objects.create(code="ACME", name="Theirs")),
        pytest.raises(Busy, match="Another file of suppliers is being taken in"),
    ):
        import_file("suppliers", file, dry_run=dry_run)

    assert [each.name for each in Supplier.objects.all()] == ["Theirs"]
    assert not ImportBatch.objects.exists()


def test_once_it_is_done_the_file_comes_in_after_it(file: Path) -> None:
    with elsewhere("suppliers", lambda: Supplier.objects.create(code="ACME", name="Theirs")):
        pass

    assert import_file("suppliers", file).updated == 1


def test_the_command_says_it_in_one_sentence(file: Path) -> None:
    with elsewhere("suppliers"), pytest.raises(CommandError, match="Wait until the other is done"):
        call_command("import_records", "suppliers", str(file))


def test_files_of_other_kinds_come_in_meanwhile_where_several_may_write(file: Path) -> None:
    one_alone = connection.vendor == "sqlite"

    with elsewhere("products"), pytest.raises(Busy) if one_alone else nullcontext():
        assert import_file("suppliers", file).created == 1


def test_a_file_waits_too_for_what_its_mapping_makes_on_the_way(tmp_path: Path) -> None:
    Supplier.objects.create(code="S", name="S")
    (tmp_path / "m.toml").write_text(
        '[columns]\nsupplier = "supplier"\nproduct = "product"\nprice_cents = "price_cents"\n'
        '[[creates]]\nkind = "products"\n[creates.columns]\ncode = "product"\nname = "product"\n'
    )
    (tmp_path / "x.csv").write_text("supplier,product,price_cents\nS,P,1\n")

    with elsewhere("products"), pytest.raises(Busy):
        import_file("offers", tmp_path / "x.csv", mapping=tmp_path / "m.toml")
    assert not Product.objects.exists()
