"""A file between its upload and its import: for whoever brought it, for an hour at most."""

from __future__ import annotations

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
    batch: int = 0
    """What it became; the file itself is gone then."""

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
    whole = waiting.folder / f"{ABOUT}.part"  # another request may read it at any moment
    _write(whole, [json.dumps(asdict(waiting)).encode()])
    whole.replace(waiting.folder / ABOUT)


def find(*, token: str, user: Any) -> Waiting:
    """Only for the person who brought it. Raises NotFound, also when its hour is over."""
    sweep()
    gone = NotFound(_("This file is not here any more: it is kept for an hour. Bring it again."))
    if not TOKEN.fullmatch(token):
        raise gone
    try:
        waiting = Waiting(**json.loads((_home() / token / ABOUT).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise gone from None
    if waiting.user != user.pk:
        raise gone
    return waiting


def claim(waiting: Waiting) -> None:
    """One import at a time of one file. Raises Conflict."""
    try:
        (waiting.folder / APPLYING).mkdir()
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
