"""How a record is named in a file, and how a named record is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hospital.models import (
    Bed,
    Contract,
    Equipment,
    Facility,
    Network,
    Patient,
    Product,
    Room,
    ShiftType,
    Skill,
    Specialty,
    StaffMember,
    Stay,
    Supplier,
    Surgeon,
    Syndrome,
    Theatre,
    Ward,
)

KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Finder:
    """`parts` of the name from the widest to the record's own; `network` leads to its network."""

    model: type[models.Model]
    shape: str
    parts: tuple[str, ...]
    network: str = ""
    within: str = field(init=False)
    """What its widest part is: facility__code, network__code."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "within", "__".join(self.parts[0].split("__")[-2:]))


_WARD = ("facility__code", "code")
_ROOM = ("ward__facility__code", "ward__code", "code")
_BED = ("room__ward__facility__code", "room__ward__code", "room__code", "code")

FINDERS: dict[type[models.Model], Finder] = {
    finder.model: finder
    for finder in (
        Finder(Network, "NETWORK", ("code",), "code"),
        Finder(Facility, "FACILITY", ("code",), "network__code"),
        Finder(Specialty, "SPECIALTY", ("code",)),
        Finder(Equipment, "EQUIPMENT", ("code",)),
        Finder(Skill, "SKILL", ("code",)),
        Finder(Product, "PRODUCT", ("code",)),
        Finder(Supplier, "SUPPLIER", ("code",)),
        Finder(Syndrome, "SYNDROME", ("code",)),
        Finder(Ward, "FACILITY/WARD", _WARD, "facility__network__code"),
        Finder(Room, "FACILITY/WARD/ROOM", _ROOM, "ward__facility__network__code"),
        Finder(Bed, "FACILITY/WARD/ROOM/BED", _BED, "room__ward__facility__network__code"),
        Finder(Contract, "NETWORK/CONTRACT", ("network__code", "code"), "network__code"),
        Finder(StaffMember, "STAFF NUMBER", ("number",), "facility__network__code"),
        Finder(ShiftType, "FACILITY/SHIFT", _WARD, "facility__network__code"),
        Finder(Surgeon, "FACILITY/SURGEON", _WARD, "facility__network__code"),
        Finder(Theatre, "FACILITY/THEATRE", _WARD, "facility__network__code"),
        Finder(Stay, "FACILITY/STAY", ("facility__code", "number"), "facility__network__code"),
        Finder(Patient, "NETWORK/PATIENT", ("network__code", "pseudonym"), "network__code"),
    )
}


class Index:
    """Names -> primary keys of one kind of record; asks the database a chunk at a time."""

    def __init__(self, finder: Finder, network: str = "") -> None:
        self.finder = finder
        self.network = network
        self._found: dict[str, tuple[int, ...]] = {}

    def load(self, names: Iterable[str]) -> None:
        """Looks up the names not known yet; a short name (WARD for FACILITY/WARD) may do."""
        wanted = {name for name in names if name not in self._found}
        if not wanted:
            return
        own = self.finder.parts[-1]
        rows = self.finder.model._default_manager.order_by()
        if self.network and self.finder.network:
            rows = rows.filter(**{self.finder.network: self.network})
        last = sorted({name.rsplit("/", 1)[-1] for name in wanted})
        found: dict[str, list[int]] = {name: [] for name in wanted}
        for pk, *parts in rows.filter(**{f"{own}__in": last}).values_list("pk", *self.finder.parts):
            for length in range(1, len(parts) + 1):
                name = "/".join(parts[-length:])
                if name in found:
                    found[name].append(pk)
        # What is missing is asked again: the file may create it on the way.
        self._found.update({name: tuple(pks) for name, pks in found.items() if pks})

    def find(self, name: str) -> int | None:
        """The record's key, None when there is none. Raises LookupError when there are several."""
        found = self._found.get(name, ())
        if len(found) > 1:
            raise LookupError(
                _("Several records have this name. Write it in full: %(shape)s.")
                % {"shape": self.finder.shape}
            )
        return found[0] if found else None

    def trim(self) -> None:
        """Between two chunks: what was found is forgotten when it grows large."""
        if len(self._found) > KEPT:
            self._found.clear()

    def learn(self, name: str, pk: int) -> None:
        self._found[name] = (pk,)


class Indexes:
    """One index a model, made when first asked for."""

    def __init__(self, network: str = "") -> None:
        self.network = network
        self._indexes: dict[type[models.Model], Index] = {}

    def of(self, model: Any) -> Index:
        if model not in self._indexes:
            self._indexes[model] = Index(FINDERS[model], self.network)
        return self._indexes[model]

    def trim(self) -> None:
        for index in self._indexes.values():
            index.trim()
