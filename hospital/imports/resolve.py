"""Names -> keys: the records that a chunk of rows speaks of, found in a few queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.imports.errors import Faults, FileRefused
from hospital.imports.finders import Finder, Indexes
from hospital.imports.forgotten import Forgotten, Parsed
from hospital.imports.inserts import insert
from hospital.imports.kind import Kind, Spec, Type
from hospital.imports.one_place import in_one_place
from hospital.models import Facility, Patient, Ward
from hospital.pseudonyms import key_mark, pseudonym_of
from hospital.services.stays import other_key, other_key_said


def unknown(finder: Finder) -> str:
    """Of a name that no record has, or none that the person reads."""
    return _(
        "No record of this name (%(label)s, %(shape)s). Import it first, or let the "
        "mapping file create it ([[creates]])."
    ) % {"label": finder.model._meta.verbose_name, "shape": finder.shape}


class Places:
    """Which network, and so which clock, a facility has; which facility a ward is in."""

    def __init__(self) -> None:
        self._networks: dict[int, tuple[int, str, ZoneInfo]] = {}
        self._wards: dict[int, int] = {}

    def network(self, facility: int) -> tuple[int, str, ZoneInfo]:
        """Key, code and time zone of the facility's network."""
        if facility not in self._networks:
            fields = ("pk", "network_id", "network__code", "network__time_zone")
            for pk, network, code, zone in Facility.objects.values_list(*fields):
                self._networks[pk] = (network, code, ZoneInfo(zone))
        return self._networks[facility]

    def facility(self, ward: int) -> int:
        if ward not in self._wards:
            self._wards.update(Ward.objects.values_list("pk", "facility_id"))
        return self._wards[ward]


class Resolver:
    """Turns names into keys, makes the patients that stays name, and joins clocks to days."""

    def __init__(self, indexes: Indexes, zone: ZoneInfo | None = None) -> None:
        self.indexes = indexes
        self.zone = zone
        self.places = Places()
        self.forgotten = Forgotten()
        self.gone = 0
        """Rows left out because what they tell of was erased, or is not kept any more."""
        self._keyed: set[int] = set()

    def resolve(
        self, kind: Kind, rows: Iterable[Parsed], specs: Iterable[Spec], faults: Faults
    ) -> list[Parsed]:
        """Only the rows without fault, their names, which are written in full, replaced by keys."""
        self.indexes.trim()
        specs = list(specs)
        rows = [Parsed(row.number, dict(row.values)) for row in rows]
        rows, gone = self.forgotten.without(kind, rows)
        self.gone += gone
        patient = next((spec for spec in specs if spec.is_patient), None)
        found = self._found(rows, [spec for spec in specs if spec is not patient], faults)
        if patient is not None:
            found = self._patients(found, patient, faults)
        moments = [spec.name for spec in specs if spec.type is Type.MOMENT]
        for row in found if moments else ():
            self._clocks(row.values, moments)
        return in_one_place(kind, found, faults)

    def unknown_told(self, rows: list[Parsed], specs: Iterable[Spec], faults: Faults) -> None:
        """Of rows that are at fault already: what they name that there is not, to be mended with
        the rest."""
        self._found(rows, [spec for spec in specs if not spec.is_patient], faults)

    def _found(self, rows: list[Parsed], specs: list[Spec], faults: Faults) -> list[Parsed]:
        links = [spec for spec in specs if spec.finder is not None]
        for spec in links:
            names = {name for row in rows for name in _names(spec, row.values.get(spec.name))}
            self.indexes.of(spec.finder.model).load(names)  # type: ignore[union-attr]
        good = []
        for row in rows:
            before = faults.count
            for spec in links:
                if row.values.get(spec.name):
                    self._replace(spec, row, faults)
            if faults.count == before:
                good.append(row)
        return good

    def _replace(self, spec: Spec, row: Parsed, faults: Faults) -> None:
        value = row.values[spec.name]
        if spec.type is Type.LIST:
            pairs = [(self._key(spec, name, row, faults), payload) for name, payload in value]
            row.values[spec.name] = tuple(pairs)
        else:
            row.values[spec.name] = self._key(spec, value, row, faults)

    def _key(self, spec: Spec, name: str, row: Parsed, faults: Faults) -> int | None:
        assert spec.finder is not None
        try:
            key = self.indexes.of(spec.finder.model).find(name)
        except LookupError as fault:
            faults.add(row.number, spec.name, name, str(fault))
            return None
        if key is None:
            faults.add(row.number, spec.name, name, unknown(spec.finder))
        return key

    def _patients(self, rows: list[Parsed], spec: Spec, faults: Faults) -> list[Parsed]:
        """Pseudonyms are new every day: the missing ones are made in the facility's network."""
        index = self.indexes.of(Patient)
        names: dict[str, tuple[int, str]] = {}
        kept: list[Parsed] = []
        for row in rows:
            network, code, _zone = self.places.network(row.values["facility"])
            self._one_key(network)
            try:
                pseudonym = pseudonym_of(network, row.values[spec.name])
            except ApplicationError as fault:
                faults.add(row.number, spec.name, "", fault.message)
                continue
            if self.forgotten.erased(network, pseudonym, row):
                self.gone += 1
                continue
            kept.append(row)
            row.values[spec.name] = f"{code}/{pseudonym}"
            names[f"{code}/{pseudonym}"] = (network, pseudonym)
        index.load(names)
        missing = {name: pair for name, pair in names.items() if index.find(name) is None}
        if missing:
            networks, pseudonyms = map(list, zip(*missing.values(), strict=True))
            made = {"network_id": networks, "pseudonym": pseudonyms}
            made["key_mark"] = [key_mark()] * len(missing)
            for name, key in zip(missing, insert(Patient, made), strict=True):
                index.learn(name, key)
        for row in kept:
            row.values[spec.name] = index.find(row.values[spec.name])
        return kept

    def _one_key(self, network: int) -> None:
        """Two keys would make two patients of one. Raises FileRefused."""
        if network in self._keyed:
            return
        self._keyed.add(network)
        if other := other_key(network):
            raise FileRefused(other_key_said(other))

    def _clocks(self, values: dict[str, Any], moments: list[str]) -> None:
        for name in moments:
            value = values.get(name)
            if isinstance(value, datetime) and value.tzinfo is None:
                values[name] = value.replace(tzinfo=self._zone(values))

    def _zone(self, values: dict[str, Any]) -> ZoneInfo:
        if self.zone is not None:
            return self.zone
        facility = values.get("facility") or self.places.facility(values["ward"])
        return self.places.network(facility)[2]


def _names(spec: Spec, value: Any) -> list[str]:
    if not value:
        return []
    return [name for name, _payload in value] if spec.type is Type.LIST else [value]


def in_full(values: dict[str, Any], specs: list[Spec]) -> dict[str, Any]:
    """A ward named W1 in a row whose facility is CHU is CHU/W1. specs: those whose names may be
    short (`named_within`)."""
    facility = values.get("facility")
    for wider in ("ward", "stay"):
        if not facility and "/" in str(values.get(wider) or ""):
            facility = str(values[wider]).split("/", 1)[0]
    context = {"facility__code": facility, "network__code": values.get("network")}
    full = dict(values)
    for spec in specs:
        assert spec.finder is not None
        prefix = context.get(spec.finder.within) if values.get(spec.name) else None
        if prefix and spec.type is Type.LIST:
            full[spec.name] = tuple((_join(prefix, n, spec), load) for n, load in values[spec.name])
        elif prefix:
            full[spec.name] = _join(prefix, values[spec.name], spec)
    return full


def named_within(specs: Iterable[Spec]) -> list[Spec]:
    """The columns that name records of a facility or a network, where its own code may be left
    out."""
    return [spec for spec in specs if spec.finder is not None and len(spec.finder.parts) > 1]


def _join(prefix: str, name: str, spec: Spec) -> str:
    assert spec.finder is not None
    one_short = name.count("/") == len(spec.finder.parts) - 2
    return f"{prefix}/{name}" if one_short else name
