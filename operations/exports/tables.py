"""What an export is made of: plain values, already read and already allowed to be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Is(StrEnum):
    """What a column holds. MONEY is whole cents and shown with two decimals."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"


Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what stands below it, how wide it is (characters), and whether it is summed."""

    label: str
    holds: Is = Is.TEXT
    width: int = 14
    summed: bool = False
    personal: bool = False
    """About a person, and said so beside the heading."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet's worth of rows; `total` is the word before the sums, "" for none."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: str = ""

    def sums(self) -> tuple[Value, ...]:
        """The last line: the word, then the sum of each summed column."""
        found: list[Value] = [
            _sum(row[at] for row in self.rows) if column.summed else None
            for at, column in enumerate(self.columns)
        ]
        found[0] = self.total
        return tuple(found)


def _sum(values: Iterable[Value]) -> float:
    return sum(value for value in values if isinstance(value, int | float))


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every export: which plan this is, and in which language it is written."""

    family: str
    scope: str
    version: int
    edit_version: int
    state: str
    start: date
    days: int
    made: datetime
    language: str = "en"
    mark: str = ""
    """Who takes the file away, when, under which number."""
    revision: tuple[int, datetime] | None = None
    """Of a file that is read again and again: a number that grows whatever happens to the plans of
    the scope, and when that was; a plan that is in force again is older than the one before it."""


@dataclass(frozen=True, slots=True)
class Book:
    """One file of several tables; `facts` are the lines above the first."""

    title: str
    made: datetime
    tables: tuple[Table, ...]
    facts: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    mark: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of a procurement plan, in packs, units and cents."""

    supplier_code: str
    supplier: str
    product_code: str
    product: str
    unit: str
    pack_size: int
    facility_code: str
    facility: str
    order_by: date
    arrives: date | None
    packs: int
    units: int
    price_cents: int
    cost_cents: int
    state: str
    approved_packs: int | None = None
    average_rule_packs: int | None = None
    reason: str = ""
    suggested: int | None = None
    """Packs before a person changed them; None: nobody did."""
    why: str = ""
    cover_days: int | None = None
    key: str = ""
    """Plan, version and line ("P8v5L131"), by which an edited file finds its line again and knows
    its age; nothing that a spreadsheet takes for a date."""
    mode: str = ""
    """How it travels, by its code."""
    suggested_price_cents: int | None = None
    approved_price_cents: int | None = None
    """A pack where the suggested and the approved packs reach another price tier."""

    @property
    def suggested_packs(self) -> int:
        return self.packs if self.suggested is None else self.suggested

    @property
    def suggested_units(self) -> int:
        return self.suggested_packs * self.pack_size

    @property
    def suggested_cost_cents(self) -> int:
        """At the price of so many of the line's supplier, where it was changed since."""
        if self.suggested_packs == self.packs:
            return self.cost_cents
        return self.suggested_packs * self._price(self.suggested_price_cents)

    @property
    def approved_units(self) -> int | None:
        return None if self.approved_packs is None else self.approved_packs * self.pack_size

    @property
    def approved_cost_cents(self) -> int | None:
        """At the price of so many."""
        if self.approved_packs is None:
            return None
        if self.approved_packs == self.packs:
            return self.cost_cents
        return self.approved_packs * self._price(self.approved_price_cents)

    def _price(self, cents: int | None) -> int:
        return self.price_cents if cents is None else cents

    @property
    def average_rule_cost_cents(self) -> int | None:
        if self.average_rule_packs is None:
            return None
        return self.average_rule_packs * self.price_cents


@dataclass(frozen=True, slots=True)
class Procurement:
    head: Head
    lines: tuple[OrderRow, ...] = ()

    def by_supplier(self) -> dict[str, tuple[OrderRow, ...]]:
        """Supplier code -> its lines, both in order."""
        found: dict[str, list[OrderRow]] = {}
        for line in sorted(self.lines, key=lambda each: (each.supplier_code, each.order_by)):
            found.setdefault(line.supplier_code, []).append(line)
        return {code: tuple(lines) for code, lines in found.items()}


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """What a supplier has to know of one product: nothing of why it is ordered."""

    number: str
    """By which the hospital's records know it; "" before it is placed."""
    product_code: str
    product: str
    unit: str
    pack_size: int
    packs: int
    price_cents: int
    cost_cents: int
    place: str
    """Code, name and address of who receives it."""
    arrives: date | None = None
    mode: str = ""
    cold: bool = False
    life_days: int = 0
    """The least that it has to live when it arrives; 0: nothing is asked for."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order to one supplier on one day."""

    supplier_code: str
    supplier: str
    address: str
    day: date
    number: str
    """ "" for a draft: approved, and not marked as ordered."""
    lines: tuple[PurchaseLine, ...]


@dataclass(frozen=True, slots=True)
class Purchases:
    head: Head
    buyer: str
    currency: str = ""
    orders: tuple[Purchase, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One lot on its way from a depot to a facility."""

    day: date
    origin: str
    destination_code: str
    destination: str
    product_code: str
    product: str
    lot: str
    expiry: date | None
    packs: int
    units: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StopRow:
    """One stop of a vehicle's day; arrival in minutes after local midnight."""

    day: date
    vehicle: str
    sequence: int
    facility_code: str
    facility: str
    arrival_minute: int
    load_litres: float
    cold_litres: float


@dataclass(frozen=True, slots=True)
class StandInRow:
    """An equivalent in the place of what a facility lacks, in units, over some weeks; or of what
    some `facilities` together lack, then without code and name."""

    first: date
    last: date
    facility_code: str
    facility: str
    product_code: str
    product: str
    units: int
    stand_in_code: str
    stand_in: str
    stand_in_units: int
    facilities: int = 1


@dataclass(frozen=True, slots=True)
class Distribution:
    head: Head
    deliveries: tuple[DeliveryRow, ...] = ()
    stops: tuple[StopRow, ...] = ()
    stand_ins: tuple[StandInRow, ...] = ()


@dataclass(frozen=True, slots=True)
class BedRow:
    """One patient's bed; without a room the patient could not be placed."""

    patient: str
    waiting: bool
    ward: str
    room: str
    first_day: date | None
    nights: int
    gender: str
    age_band: str
    specialty: str = ""
    theatre: str = ""
    surgeon: str = ""
    locked: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BedList:
    head: Head
    rows: tuple[BedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as the ward calls it; minutes are paid minutes, hours its local times."""

    code: str
    name: str
    minutes: int
    is_night: bool = False
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Worker:
    number: str
    role: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A person works a shift on a day; shift "" is a day off that is held. Times are UTC."""

    worker: str
    day: date
    shift: str
    starts: datetime | None = None
    ends: datetime | None = None
    skill: str = ""
    locked: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    head: Head
    shifts: tuple[Shift, ...] = ()
    workers: tuple[Worker, ...] = ()
    duties: tuple[Duty, ...] = field(default=())
    place: str = ""
