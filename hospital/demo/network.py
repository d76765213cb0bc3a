"""Facilities on the map, and inside the hospitals wards, rooms, beds, theatres and surgeons."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from hospital.demo.book import Book
from hospital.demo.draws import Ints, shares
from hospital.demo.kinds import (
    EQUIPMENT,
    PROVINCIAL_MIX,
    SMALL_MIX,
    SPECIALTIES,
    UNIVERSITY_MIX,
    WARDS,
    WardKind,
)
from hospital.demo.sizes import Size
from hospital.models import (
    AgePolicy,
    Bed,
    Equipment,
    Facility,
    FacilityKind,
    GenderPolicy,
    Room,
    Specialty,
    Surgeon,
    Theatre,
    Ward,
    WardSpecialty,
)


@dataclass(slots=True)
class RoomPlan:
    pk: int
    gender: str
    age: str
    isolation: bool
    equipment: frozenset[str]
    beds: list[int]
    """primary keys"""


@dataclass(slots=True)
class WardPlan:
    pk: int
    code: str
    kind: WardKind
    beds: int
    rooms: list[RoomPlan] = field(default_factory=list)
    overflow: int | None = None
    """index among the hospital's wards"""


@dataclass(slots=True)
class Site:
    """A facility; `population` is whom a health centre serves, 0 elsewhere."""

    pk: int
    code: str
    kind: str
    population: int = 0
    wards: list[WardPlan] = field(default_factory=list)
    surgeons: dict[str, list[int]] = field(default_factory=dict)
    """specialty code -> keys of its surgeons"""

    @property
    def beds(self) -> int:
        return sum(ward.beds for ward in self.wards)


@dataclass(slots=True)
class Map:
    """One network's places and the keys of the records that all of them share."""

    pk: int
    letter: str
    depot: Site
    hospitals: list[Site]
    centres: list[Site]
    specialties: dict[str, int]
    equipment: dict[str, int]


TOWNS = (
    "Aïn Zitoun", "Oued Nour", "Tizi Amal", "Sidi Warda", "Dar Nakhil", "Ksar Louz", "Bir Hilal",
    "Ouled Rahma", "Jnane Rih", "Tamda", "Agdal Ouarid", "Souk Naïm", "Zaouia Salam", "Azrou Fdda",
    "Taguelmimt", "Borj Nejma", "Aït Tiflout", "Lalla Yasmin", "Foum Argan", "Douar Sebt",
)  # fmt: skip
CENTRE_OF_REGION = {"A": (33.1, -6.6), "B": (31.9, -7.6), "C": (34.2, -4.6)}
"""degrees north and east; the regions are invented, the coordinates lie inside Morocco"""


def write_map(book: Book, rng: np.random.Generator, pk: int, letter: str, size: Size) -> Map:
    """Write the network's places; return them as the other subjects need them."""
    specialties = book.refer(
        Specialty, [{"code": kind.code, "name": kind.name} for kind in SPECIALTIES.values()]
    )
    equipment = book.refer(Equipment, [{"code": c, "name": n} for c, n in EQUIPMENT.items()])
    depot, hospitals, centres = _write_sites(book, rng, pk, letter, size)
    places = Map(pk, letter, depot, hospitals, centres, specialties, equipment)
    _plan_wards(hospitals, size)
    for hospital in hospitals:
        _write_wards(book, places, hospital)
        for ward in hospital.wards:
            _write_rooms(book, rng, places, ward)
        _write_theatres(book, rng, places, hospital)
    return places


def _write_sites(
    book: Book, rng: np.random.Generator, pk: int, letter: str, size: Size
) -> tuple[Site, list[Site], list[Site]]:
    kinds = (
        [FacilityKind.DEPOT, FacilityKind.UNIVERSITY]
        + [FacilityKind.PROVINCIAL] * size.provincial
        + [FacilityKind.CENTRE] * size.centres
    )
    count = len(kinds)
    codes = _codes(letter, size)
    latitude, longitude = _coordinates(rng, letter, size)
    hospitals = 1 + size.provincial
    is_centre = np.arange(count) > hospitals
    level = np.array([3, 3] + [2] * size.provincial + [1] * size.centres)
    population = shares(size.population, rng.lognormal(0.0, 0.5, size.centres), 3_000)
    rank = np.maximum(np.arange(count) - hospitals - 1, 0)
    fridge = np.concatenate(
        [[20_000, 3_000], np.full(size.provincial, 1_500), np.maximum(150, population // 500 * 10)]
    )
    # The depot is the first row, hence its key is the one the others are supplied by.
    # Half of the centres, those that serve fewer people, lie outside towns.
    served = np.concatenate([np.zeros(hospitals + 1, np.int64), population])
    rural = is_centre & (served < np.median(population)) if size.centres else is_centre
    first = int(book.add(Facility, **_row(pk, codes[0], kinds[0], latitude[0], longitude[0]))[0])
    pks = book.add(
        Facility,
        network_id=pk,
        code=codes[1:],
        name=_names(size)[1:],
        kind=[str(kind) for kind in kinds[1:]],
        level_of_care=level[1:],
        latitude=latitude[1:],
        longitude=longitude[1:],
        supplied_by_id=first,
        delivery_every_weeks=np.where(is_centre, 4, 1)[1:],
        delivery_offset_weeks=np.where(is_centre, rank % 4, 0)[1:],
        fridge_litres=fridge[1:],
        opens_minute=np.where(is_centre, 510, 450)[1:],
        closes_minute=np.where(is_centre, 930, 1_050)[1:],
        unloading_minutes=np.where(is_centre, 15, 45)[1:],
        rural=rural[1:].tolist(),
    )
    sites = [
        Site(int(key), code, str(kind), int(people))
        for key, code, kind, people in zip(pks, codes[1:], kinds[1:], served[1:], strict=True)
    ]
    return Site(first, codes[0], kinds[0]), sites[:hospitals], sites[hospitals:]


def _row(pk: int, code: str, kind: str, latitude: float, longitude: float) -> dict[str, object]:
    return {
        "network_id": pk,
        "code": [code],
        "name": "Regional depot",
        "kind": str(kind),
        "level_of_care": 3,
        "latitude": float(latitude),
        "longitude": float(longitude),
        "fridge_litres": 20_000,
        "opens_minute": 360,
        "closes_minute": 1_140,
        "unloading_minutes": 30,
        "rural": False,
    }


def _codes(letter: str, size: Size) -> list[str]:
    return (
        [f"{letter}-DEPOT", f"{letter}-CHU"]
        + [f"{letter}-HP{i:02}" for i in range(1, size.provincial + 1)]
        + [f"{letter}-CS{i:03}" for i in range(1, size.centres + 1)]
    )


def _names(size: Size) -> list[str]:
    towns = [f"Provincial hospital {TOWNS[i % len(TOWNS)]}" for i in range(size.provincial)]
    centres = [
        f"Health centre {TOWNS[(i * 7 + 3) % len(TOWNS)]} {i // len(TOWNS) + 1}"
        for i in range(size.centres)
    ]
    return ["Regional depot", "University hospital", *towns, *centres]


def _coordinates(rng: np.random.Generator, letter: str, size: Size) -> tuple[Ints, Ints]:
    """Provincial towns in a ring around the capital, health centres around their town."""
    north, east = CENTRE_OF_REGION[letter]
    turn = np.arange(size.provincial) * 2 * np.pi / max(size.provincial, 1)
    reach = rng.uniform(0.45, 0.85, size.provincial)
    towns = np.column_stack([reach * np.sin(turn), reach * np.cos(turn) * 1.15])
    towns = np.vstack([[[0.0, 0.0]], towns])
    home = np.arange(size.centres) % len(towns)
    around = rng.normal(0.0, 0.13 if size.provincial else 0.22, (size.centres, 2))
    offsets = np.vstack([[[0.02, -0.03], [0.0, 0.0]], towns[1:], towns[home] + around])
    return np.round(north + offsets[:, 0], 5), np.round(east + offsets[:, 1], 5)


def _plan_wards(hospitals: list[Site], size: Size) -> None:
    """Divide wards and beds; a ward's mix comes with the kind of hospital."""
    if size.provincial == 0:
        mixes = [SMALL_MIX]
    else:
        provincial = int(size.wards * 0.75) // size.provincial
        university = size.wards - provincial * size.provincial
        mixes = [_mix(UNIVERSITY_MIX, university)]
        mixes += [_mix(PROVINCIAL_MIX, provincial) for _ in range(size.provincial)]
    kinds = [WARDS[code] for mix in mixes for code in mix]
    beds = iter(shares(size.beds, np.array([kind.weight for kind in kinds]), 8).tolist())
    for hospital, mix in zip(hospitals, mixes, strict=True):
        for position, code in enumerate(mix):
            nth = mix[: position + 1].count(code)
            name = f"{code}{nth}" if mix.count(code) > 1 else code
            hospital.wards.append(WardPlan(0, name, WARDS[code], next(beds)))


def _mix(kinds: tuple[str, ...], count: int) -> tuple[str, ...]:
    return tuple(kinds[i % len(kinds)] for i in range(count))


def _write_wards(book: Book, places: Map, hospital: Site) -> None:
    wards = hospital.wards
    for number, ward in enumerate(wards):
        same = [i for i, other in enumerate(wards) if other.kind.code == ward.kind.overflow]
        ward.overflow = same[number % len(same)] if same else None
    first = book.add(
        Ward,
        facility_id=hospital.pk,
        code=[ward.code for ward in wards],
        name=[f"{ward.kind.name} {ward.code[3:]}".strip() for ward in wards],
    )
    Ward.objects.bulk_update(
        [
            Ward(pk=int(pk), overflow_to_id=int(first[ward.overflow]))
            for pk, ward in zip(first, wards, strict=True)
            if ward.overflow is not None
        ],
        ["overflow_to"],
    )
    links = []
    for pk, ward in zip(first, wards, strict=True):
        ward.pk = int(pk)
        links += [(ward.pk, places.specialties[code]) for code in ward.kind.specialties]
    book.add(
        WardSpecialty,
        ward_id=[link[0] for link in links],
        specialty_id=[link[1] for link in links],
        priority=[n for ward in wards for n in range(1, len(ward.kind.specialties) + 1)],
    )


def _write_rooms(book: Book, rng: np.random.Generator, places: Map, ward: WardPlan) -> None:
    sizes = _room_sizes(ward)
    alone = max(1, round(ward.beds * 0.1))
    genders = _room_genders(ward, len(sizes), alone)
    first = book.add(
        Room,
        ward_id=ward.pk,
        code=[f"{number:02}" for number in range(1, len(sizes) + 1)],
        capacity=sizes,
        gender_policy=genders,
        age_policy=str(ward.kind.age),
        isolation=[position < alone for position in range(len(sizes))],
    )
    fitted = {
        code: rng.permutation(len(sizes)) < max(1, round(share * len(sizes)))
        for code, share in ward.kind.equipment.items()
    }
    for position, capacity in enumerate(sizes):
        pk, isolation = int(first[position]), position < alone
        has = [c for c in fitted if fitted[c][position] or (isolation and c != "DIA")]
        beds = book.add(Bed, room_id=pk, code=[f"{pk_bed}" for pk_bed in range(1, capacity + 1)])
        ward.rooms.append(
            RoomPlan(
                pk,
                genders[position],
                str(ward.kind.age),
                isolation,
                frozenset(has),
                beds.tolist(),
            )
        )
    pairs = [(r.pk, places.equipment[c]) for r in ward.rooms for c in sorted(r.equipment)]
    if pairs:
        book.add(
            Room.equipment.through,
            room_id=[pair[0] for pair in pairs],
            equipment_id=[pair[1] for pair in pairs],
        )


def _room_sizes(ward: WardPlan) -> list[int]:
    """Single rooms fit for isolation first, then rooms of the ward's usual size."""
    alone = max(1, round(ward.beds * 0.1))
    rest = ward.beds - alone
    full, left = divmod(rest, ward.kind.room_beds)
    return [1] * alone + [ward.kind.room_beds] * full + ([left] if left else [])


def _room_genders(ward: WardPlan, rooms: int, alone: int) -> list[str]:
    """Where a ward keeps men and women apart, one room for each is fixed, the others follow."""
    genders = [str(ward.kind.gender)] * rooms
    if ward.kind.gender == GenderPolicy.SAME and rooms - alone >= 5:
        genders[alone], genders[alone + 1] = str(GenderPolicy.FEMALE), str(GenderPolicy.MALE)
    return genders


def _write_theatres(book: Book, rng: np.random.Generator, places: Map, hospital: Site) -> None:
    surgical = sum(ward.beds for ward in hospital.wards if _operates(ward))
    count = max(2, round(surgical / 22))
    book.add(
        Theatre,
        facility_id=hospital.pk,
        code=[f"T{i}" for i in range(1, count + 1)],
        minutes_monday_to_friday=[480] * (count - 1) + [360],
    )
    codes = sorted(
        {c for w in hospital.wards for c in w.kind.specialties if SPECIALTIES[c].surgery}
    )
    numbers = [(code, nth) for code in codes for nth in range(1, max(2, count // 2) + 1)]
    days = np.array(["1111100", "1010100", "0101000", "1101100"])
    keys = book.add(
        Surgeon,
        facility_id=hospital.pk,
        code=[f"{code}-{nth}" for code, nth in numbers],
        specialty_id=[places.specialties[code] for code, _ in numbers],
        minutes_per_day=rng.choice([240, 300, 360, 420], len(numbers)),
        weekdays=days[rng.integers(0, len(days), len(numbers))],
    )
    for (code, _), key in zip(numbers, keys.tolist(), strict=True):
        hospital.surgeons.setdefault(code, []).append(key)


def _operates(ward: WardPlan) -> bool:
    return any(SPECIALTIES[code].surgery for code in ward.kind.specialties)


def takes_age(policy: str, band: int) -> bool:
    """Whether a room's age policy admits age band number `band` (0 and 1 are children)."""
    return policy == AgePolicy.ANY or (policy == AgePolicy.CHILDREN) == (band < 2)
