"""Which columns of a file become which of ours: from the mapping file, or by their names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from hospital.imports.errors import FileRefused
from hospital.imports.kind import Kind
from hospital.imports.mapping import MappingFile, Source, read_mapping
from hospital.imports.tables import Layout, Table, plain_header
from hospital.models import Network


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be read from the file, and how."""

    kind: Kind
    mapping: MappingFile | None
    layout: Layout
    network: str

    def sources(self, table: Table) -> dict[str, Source]:
        """From the mapping file, or the file's own headers when they are ours: also under a mapping
        that names no columns and says but how the file is written."""
        named = self.mapping.sources if self.mapping else {}
        found = dict(named) or self._own(table)
        unknown = [name for name in found if name not in self.kind.specs]
        if "" in unknown:
            raise FileRefused(
                _("Column %(column)d has no name. Name it, or delete it.")
                % {"column": table.headers.index("") + 1}
            )
        if unknown:
            raise FileRefused(
                _("%(kind)s has no column %(unknown)s. Its columns are %(known)s.")
                % {
                    "kind": self.kind.code,
                    "unknown": ", ".join(sorted(unknown)),
                    "known": ", ".join(self.kind.specs),
                }
            )
        if self.network and "network" in self.kind.specs:
            found.setdefault("network", Source(constant=self.network))
        missing = [name for name in self.kind.required if name not in found]
        if missing:
            raise FileRefused(
                _("Columns missing: %(missing)s. Expected %(known)s; found %(found)s.")
                % {
                    "missing": ", ".join(missing),
                    "known": ", ".join(self.kind.specs),
                    "found": ", ".join(table.headers),
                }
            )
        if self.mapping:
            absent = sorted(self.mapping.needs() - set(table.headers))
            if absent:
                raise FileRefused(
                    _(
                        "The mapping file names columns that are not there: %(names)s. "
                        "Found %(found)s."
                    )
                    % {"names": ", ".join(absent), "found": ", ".join(table.headers)}
                )
        return found

    def _own(self, table: Table) -> dict[str, Source]:
        # A comma between cells leaves the point as the only decimal sign.
        sign = "." if table.separator == "," else ""
        sign = (self.mapping.decimal if self.mapping else "") or sign
        return {plain_header(name): Source((name,), decimal=sign) for name in table.headers}


def plan_of(kind: Kind, mapping: Path | None, encoding: str, network: str) -> Plan:
    read = read_mapping(mapping) if mapping else None
    if read and read.kind and read.kind != kind.code:
        raise FileRefused(
            _("The mapping file is for %(other)s, not for %(kind)s.")
            % {"other": read.kind, "kind": kind.code}
        )
    if network and not Network.objects.filter(code=network).exists():
        raise FileRefused(_("There is no network %(network)s.") % {"network": network})
    layout = read.layout if read else Layout()
    if encoding:
        layout = Layout(encoding, layout.separator, layout.sheet, layout.header_row)
    return Plan(kind, read, layout, network)
