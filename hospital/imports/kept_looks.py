"""What a large file would do, looked at once and kept beside it until somebody has decided."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from hospital.imports import waiting as files
from hospital.imports.errors import Fault
from hospital.imports.shown import ShownCell, ShownRow
from hospital.imports.waiting import Waiting

LOOK = "look.json"


@dataclass(frozen=True, slots=True)
class KeptLook:
    """Counts of rows, the first of them as they are shown, and what is wrong, in the language of
    whoever asked. columns: which were looked at, ours."""

    new: int
    changed: int
    same: int
    wrong: int
    fault_count: int
    mark: str
    columns: list[str]
    rows: list[ShownRow]
    faults: list[Fault]
    left_over: int
    gone: list[ShownRow]

    @property
    def can_be_done(self) -> bool:
        return not self.fault_count and bool(self.new or self.changed or self.gone)


def look_keep(waiting: Waiting, look: KeptLook) -> None:
    files.write_whole(waiting.folder / LOOK, json.dumps(asdict(look)))


def look_kept(waiting: Waiting) -> KeptLook | None:
    """None where nobody looked since the columns were chosen."""
    try:
        found = json.loads((waiting.folder / LOOK).read_bytes())
        rows, gone = (
            [
                ShownRow(row["number"], row["state"], [ShownCell(**cell) for cell in row["cells"]])
                for row in found.pop(name)
            ]
            for name in ("rows", "gone")
        )
        faults = [Fault(**fault) for fault in found.pop("faults")]
        return KeptLook(**found, rows=rows, gone=gone, faults=faults)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def look_forget(waiting: Waiting) -> None:
    (waiting.folder / LOOK).unlink(missing_ok=True)
