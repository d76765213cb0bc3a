"""The people, rooms, theatres and nurses that a bed problem is made of, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Gender(StrEnum):
    """An unknown gender shares with anybody: a missing record must not close a room."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class GenderPolicy(StrEnum):
    """Whom a room takes; SAME: either gender, never both on one day."""

    ANY = "any"
    FEMALE = "female"
    MALE = "male"
    SAME = "same"


class State(StrEnum):
    """PRESENT: in a bed on day 0. ADMISSION: will come on a fixed day. ELECTIVE: day is chosen."""

    PRESENT = "present"
    ADMISSION = "admission"
    ELECTIVE = "elective"


@dataclass(frozen=True, slots=True)
class Room:
    """`capacity`: usable beds, less `blocked[day]` (empty: none blocked).

    age_bands: those it takes (empty: all). specialties: priority of each, 1 is the room's first
    (empty: no preference).
    """

    id: str
    ward: str
    capacity: int
    blocked: tuple[int, ...] = ()
    gender: GenderPolicy = GenderPolicy.SAME
    age_bands: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    isolation: bool = False
    specialties: dict[str, int] = field(default_factory=dict)

    def beds(self, day: int) -> int:
        """Beds that can be used on `day`."""
        return max(0, self.capacity - (self.blocked[day] if self.blocked else 0))


@dataclass(frozen=True, slots=True)
class Patient:
    """A person who is here or may come.

    room: where a present patient lies on day 0 (empty: waits for a bed). bed_open: whether the bed
    there is in use (else it is blocked or closed under them, and they wait for another).
    release_day..due_day: admission days allowed, both included (None: to the horizon's end).
    isolation: empty, or the reason; people isolated for the same reason may share a room. wards:
    those that may take the patient (empty: any). surgeon: empty, whoever is free. workload,
    skill_needed: one figure per shift of the stay. staying, overstay: chance in percent to be here
    still on each night of the stay (empty: surely) and on each night after it. with_patient: whose
    room this patient shares while both are here (a child its mother's, whatever ages the room
    takes). *_price: price of this patient's own case, None takes the rule's.
    """

    id: str
    gender: Gender
    age_band: str
    stay_nights: int
    state: State = State.ELECTIVE
    room: str = ""
    bed_open: bool = True
    movable: bool = True
    mandatory: bool = True
    release_day: int = 0
    due_day: int | None = None
    specialty: str = ""
    surgeon: str = ""
    surgery_minutes: int = 0
    needs: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    isolation: str = ""
    wards: tuple[str, ...] = ()
    incompatible_rooms: tuple[str, ...] = ()
    workload: tuple[int, ...] = ()
    skill_needed: tuple[int, ...] = ()
    staying: tuple[int, ...] = ()
    overstay: tuple[int, ...] = ()
    with_patient: str = ""
    delay_price: int | None = None
    optional_price: int | None = None
    transfer_price: int | None = None

    @property
    def abed(self) -> bool:
        """Whether the patient lies in a bed that they can keep."""
        return self.state is State.PRESENT and bool(self.room) and self.bed_open

    def window(self, days: int) -> range:
        """Days on which this patient may be admitted within `days`."""
        if self.state is State.PRESENT:
            return range(1)
        last = days - 1 if self.due_day is None else min(self.due_day, days - 1)
        return range(self.release_day, last + 1)


@dataclass(frozen=True, slots=True)
class Surgeon:
    """`minutes[day]` of surgery at most."""

    id: str
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Theatre:
    """`minutes[day]` open, 0 closed."""

    id: str
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A nurse's shift, by its position in `Problem.shifts`, and the workload she can carry."""

    day: int
    shift: int
    max_load: int


@dataclass(frozen=True, slots=True)
class Nurse:
    """ward: the only one whose rooms she answers for (empty: any)."""

    id: str
    skill: int
    duties: tuple[Duty, ...]
    ward: str = ""


@dataclass(frozen=True, slots=True)
class BedsHeld:
    """Beds of a ward to be left free on a day for emergencies expected (a forecast quantile)."""

    ward: str
    day: int
    beds: int


@dataclass(frozen=True, slots=True)
class Arriving:
    """People in a ward's beds that night, in thousandths on average, who will have come unannounced
    from the plan's first day on. No rule reads it: the chance of too few beds is drawn from it."""

    ward: str
    day: int
    people_milli: int


@dataclass(frozen=True, slots=True)
class Lock:
    """A person's decision: admitted on `day`; whenever admitted, in `room`. One may be left out."""

    patient: str
    room: str = ""
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """Where the plan in force has a patient; departing from it has a price."""

    patient: str
    day: int
    room: str
