"""What became of a file, and the line that remembers it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hospital.audit.entries import record
from hospital.imports.errors import Fault, FileRefused
from hospital.models import ImportBatch

ASKED = ("mapping", "network", "extent")
"""What, beside its content, makes a file another one."""
OPTIONAL = ("columns", "batch", "left_over", "gone", "gone_first")
"""Not told where there is none."""


@dataclass(slots=True)
class Result:
    """What became of a file. With errors nothing was written."""

    kind: str
    file: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[Fault] = field(default_factory=list)
    error_count: int = 0
    dry_run: bool = False
    seconds: float = 0.0
    already_imported: str = ""
    also_created: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    mended: dict[str, int] = field(default_factory=dict)
    rounded: dict[str, int] = field(default_factory=dict)
    left_over: int = 0
    """Records of the same places that the file does not have, and that stay as they were."""
    gone: int = 0
    """Those that became 0, since a whole file does not have them; they are among `updated`."""
    gone_first: list[str] = field(default_factory=list)
    columns: dict[str, str] | None = None
    """Ours -> the file's, as a person chose them."""
    batch: int | None = None
    """The number by which it can be undone."""

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        left_out = [name for name in OPTIONAL if not found[name]]
        return {name: value for name, value in found.items() if name not in left_out}


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError as fault:
        raise FileRefused(
            _("The file %(file)s cannot be read: %(fault)s.")
            % {"file": path, "fault": fault.strerror}
        ) from fault
    return digest.hexdigest()


def known_already(result: Result, digests: dict[str, str]) -> bool:
    """The same file, mapping and network were taken in whole before."""
    earlier = ImportBatch.objects.filter(
        kind=result.kind, sha256=digests["sha256"], errors=0, undone=None
    )
    for batch in earlier:
        same = all(batch.report.get(name, "") == digests[name] for name in ASKED)
        if same:
            result.already_imported = batch.at.isoformat(timespec="seconds")
            result.unchanged = batch.created + batch.updated + batch.unchanged
            return True
    return False


def remember(result: Result, digests: dict[str, str], user: Any) -> ImportBatch:
    report = result.as_json() | {name: digests[name] for name in ASKED}
    # PostgreSQL keeps no NUL in JSON; what a file said with one is kept with its picture (U+2400).
    report = json.loads(json.dumps(report).replace("\\u0000", "\\u2400"))
    batch = ImportBatch.objects.create(
        kind=result.kind,
        file_name=result.file[:300],
        sha256=digests["sha256"],
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
        errors=result.error_count,
        report=report,
        by=user,
    )
    record(
        "imported",
        f"{result.kind}: {result.file}",
        actor=user.get_username() if user is not None else "",
        after={
            "sha256": digests["sha256"],
            "created": result.created,
            "updated": result.updated,
            "errors": result.error_count,
        }
        | ({"gone": result.gone} if result.gone else {}),
    )
    return batch
