"""Who looks on while a file is written: for nobody, nothing is kept of its rows."""

from __future__ import annotations

from hospital.imports.errors import SHOWN_ERRORS, Faults
from hospital.imports.kind import Kind, Spec
from hospital.imports.resolve import Parsed
from hospital.imports.upsert import Changes
from hospital.models import ImportBatch


class Witness:
    """Sees rows as they are written, within the transaction."""

    faults_kept = SHOWN_ERRORS
    looks_on = False
    """Whether rows are still tried after a fault: whoever only looks wants to know of them all."""

    def allowed(self, kind: Kind, rows: list[Parsed], faults: Faults) -> list[Parsed]:
        """The rows that may be written; the others are told to `faults`."""
        return rows

    def wrote(
        self, kind: Kind, rows: list[Parsed], specs: list[Spec], changes: Changes, faults: Faults
    ) -> None:
        """A chunk is there; what is told to `faults` now undoes it."""

    def made(self, kind: Kind, rows: list[Parsed], changes: Changes) -> None:
        """Records of another kind, made on the way because the rows name them."""

    def read_all(self, faults: Faults) -> None:
        """The file is at its end. Raises to leave nothing."""

    def written(self, batch: ImportBatch) -> None:
        """The whole file is in, and its line is there."""
