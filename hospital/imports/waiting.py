"""A file between its upload and its import: for whoever brought it, for an hour at most."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError, Conflict, NotFound

KEPT_SECONDS = 3_600
MOST_BYTES = 10_000_000
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
ABOUT = "about.json"
APPLYING = "applying"
PROGRESS = "progress"
STALE_SECONDS = 300
"""After these a claim is of a process that was killed: no request works that long."""
LARGE_BYTES = 200_000
LARGE_SHEET_BYTES = 50_000
"""Of a file that is looked at and taken in by a worker: some 2,000 rows."""


@dataclass(slots=True)
class Waiting:
    """One uploaded file and what was said of it so far. `columns`: ours -> the file's."""

    token: str
    user: int
    kind: str
    network: str
    name: str
    encoding: str
    columns: dict[str, str] = field(default_factory=dict)
    extent: str = ""
    """Of what the file has all there is, as somebody said."""
    batch: int = 0
    """What it became; the file itself is gone then."""
    run: int = 0
    """Who looks at it or takes it in beside the requests, the last one; 0: nobody yet."""

    @property
    def folder(self) -> Path:
        return _home() / self.token

    @property
    def path(self) -> Path:
        """Under its own name, by which faults and the record speak of it."""
        return self.folder / self.name

    @property
    def mapping(self) -> Path:
        return self.folder / "mapping.toml"

    @property
    def is_large(self) -> bool:
        """Whether a person should not wait for one answer until it is done with."""
        most = LARGE_SHEET_BYTES if self.path.suffix.lower() == ".xlsx" else LARGE_BYTES
        try:
            return self.path.stat().st_size > most
        except OSError:  # it came in, or its hour is over
            return False


def _home() -> Path:
    return Path(settings.VAR_DIR) / "imports"


def keep(
    *, chunks: Iterable[bytes], name: str, user: Any, kind: str, network: str, encoding: str = ""
) -> Waiting:
    """Raises ApplicationError for a file that is too large or of no kind that is read."""
    sweep()
    name = re.sub(r"[^\w .()-]", "_", Path(name.replace("\\", "/")).name)[-120:]
    if Path(name).suffix.lower() not in SUFFIXES:
        raise ApplicationError(_("Choose a CSV or an XLSX file."))
    waiting = Waiting(secrets.token_urlsafe(24), user.pk, kind, network, name, encoding)
    _home().mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting.folder.mkdir(mode=0o700)
    try:
        _write(waiting.path, _limited(chunks))
    except ApplicationError:
        shutil.rmtree(waiting.folder, ignore_errors=True)
        raise
    note(waiting)
    return waiting


def _limited(chunks: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            most = MOST_BYTES // 1_000_000
            raise ApplicationError(_("The file is over %(most)d MB. Split it.") % {"most": most})
        yield chunk


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        for chunk in chunks:
            stream.write(chunk)


def note(waiting: Waiting, mapping: str | None = None) -> None:
    """What was said of the file is kept beside it."""
    if mapping is not None:
        _write(waiting.mapping, [mapping.encode()])
    write_whole(waiting.folder / ABOUT, json.dumps(asdict(waiting)))


def write_whole(path: Path, text: str) -> None:
    """In one step: another request or a worker may read it at any moment."""
    part = path.with_name(f"{path.name}.part")
    _write(part, [text.encode()])
    part.replace(path)


def find(*, token: str, user: Any) -> Waiting:
    """Only for the person who brought it. Raises NotFound, also when its hour is over."""
    sweep()
    waiting = _read(_home() / token) if TOKEN.fullmatch(token) else None
    if waiting is None or waiting.user != user.pk:
        raise _gone()
    return waiting


def _gone() -> NotFound:
    return NotFound(_("This file is not here any more: it is kept for an hour. Bring it again."))


def _read(folder: Path) -> Waiting | None:
    try:
        return Waiting(**json.loads((folder / ABOUT).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def all_of(user: Any) -> list[Waiting]:
    """The person's files, those that came in included, the newest first."""
    sweep()
    found = [waiting for folder in _folders() if (waiting := _read(folder)) is not None]
    return [waiting for waiting in found if waiting.user == user.pk]


def of_run(run: int) -> Waiting:
    """The file that the run with this number is about. Raises NotFound."""
    for folder in _folders():
        waiting = _read(folder)
        if waiting is not None and waiting.run == run:
            return waiting
    raise _gone()


def _folders() -> list[Path]:
    def age(folder: Path) -> float:
        try:
            return folder.stat().st_mtime
        except OSError:  # swept meanwhile
            return 0.0

    return sorted(_home().glob("*/"), key=age, reverse=True)


def claim(waiting: Waiting) -> None:
    """One import at a time of one file. Raises Conflict."""
    mark = waiting.folder / APPLYING
    try:
        if mark.exists() and time.time() - mark.stat().st_mtime > STALE_SECONDS:
            unclaim(waiting)
        mark.mkdir()
    except FileExistsError:
        raise Conflict(_("This file is being taken in already.")) from None
    except FileNotFoundError:
        raise NotFound(_("This file is not here any more.")) from None


def unclaim(waiting: Waiting) -> None:
    shutil.rmtree(waiting.folder / APPLYING, ignore_errors=True)


def done(waiting: Waiting, batch: int) -> None:
    """The file goes; what it became is known for the rest of its hour, for a second press."""
    waiting.batch = batch
    note(waiting)
    for path in (waiting.path, waiting.mapping):
        path.unlink(missing_ok=True)


def progress_keep(waiting: Waiting, done: int) -> None:
    """How many rows were read. Beside the file: the database shows nothing of a transaction under
    way, and SQLite lets nobody else write meanwhile."""
    with contextlib.suppress(OSError):  # its hour is over: who reads it goes on all the same
        write_whole(waiting.folder / PROGRESS, str(done))


def progress_kept(waiting: Waiting) -> int:
    try:
        return int((waiting.folder / PROGRESS).read_bytes())
    except (OSError, ValueError):
        return 0


def rows_about(waiting: Waiting) -> int:
    """How many rows the file has, as its lines are; 0 of a workbook, whose rows nobody counted."""
    if waiting.path.suffix.lower() == ".xlsx":
        return 0
    try:
        with waiting.path.open("rb") as stream:
            lines = sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    except OSError:
        return 0
    return max(0, lines - 1)


def drop(waiting: Waiting) -> None:
    shutil.rmtree(waiting.folder, ignore_errors=True)


def sweep(*, now: float | None = None) -> int:
    """Files whose hour is over go. Counted from their upload, whatever was said since."""
    before, gone = (now or time.time()) - KEPT_SECONDS, 0
    for folder in _home().glob("*/"):
        try:
            uploads = [each for each in folder.iterdir() if each.suffix.lower() in SUFFIXES]
            over = min(path.stat().st_mtime for path in uploads or [folder]) < before
        except OSError:  # another request sweeps too
            continue
        if over:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone
