"""One term per rule about places, under the rule's name: the rule said a second time.

Nothing here is shared with `rules`: where the two disagree, one of them is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations

from operations.core.beds.cpsat.fits import FITS
from operations.core.beds.cpsat.places import Places
from operations.core.beds.cpsat.work import Linear
from operations.core.beds.problem import Gender, GenderPolicy, Patient, State
from operations.core.rule import Kind


def room_capacity(p: Places) -> None:
    rooms = p.fitting.rooms
    for room, day, lying in p.open():
        beds = rooms[room].beds(day)
        p.work.over("room_capacity", sum(lit for _, lit in lying), beds, len(lying) - beds)


def room_one_gender(p: Places) -> None:
    for room, day, lying in p.open():
        if p.fitting.rooms[room].gender is not GenderPolicy.SAME:
            continue
        women = [lit for patient, lit in lying if patient.gender is Gender.FEMALE]
        men = [lit for patient, lit in lying if patient.gender is Gender.MALE]
        if women and men:
            p.work.together("room_one_gender", (women, men), _crowd(p, room, day))


def isolation_respected(p: Places) -> None:
    """The room's fitness is told by `fits`; here, who lies together."""
    for room, day, lying in p.open():
        reasons: dict[str, list[Linear]] = defaultdict(list)
        for patient, lit in lying:
            reasons[patient.isolation].append(lit)
        if len(reasons) > 1:
            groups = tuple(reasons.values())
            p.work.together("isolation_respected", groups, _crowd(p, room, day))


def _crowd(p: Places, room: str, day: int) -> int:
    """The most people who can lie in a room: its beds, where capacity is a bar."""
    return p.fitting.rooms[room].beds(day) if p.work.bars("room_capacity") else 1_000_000


def surgeon_minutes(p: Places) -> None:
    for surgeon in p.problem.surgeons:
        for day, limit in enumerate(surgeon.minutes):
            operated = [item for item in p.operations(day) if item.surgeon == surgeon.id]
            used = sum(item.surgery_minutes * p.from_day(item, day) for item in operated)
            most = sum(item.surgery_minutes for item in operated) - limit
            p.work.over("surgeon_minutes", used, limit, most)


def theatre_minutes(p: Places) -> None:
    minutes: dict[tuple[str, int], list[tuple[int, Linear]]] = defaultdict(list)
    for (operated, day, where), lit in p.operated.items():
        minutes[where, day].append((p.patients[operated].surgery_minutes, lit))
    for theatre in p.problem.theatres:
        for day, limit in enumerate(theatre.minutes):
            used = minutes[theatre.id, day]
            most = sum(length for length, _ in used) - limit
            p.work.over("theatre_minutes", sum(n * lit for n, lit in used), limit, most)
    with_theatre = {(patient, day) for patient, day, _ in p.operated}
    for patient in p.problem.patients if p.problem.theatres else ():
        for fit, lit in p.options[patient.id]:
            if patient.surgery_minutes and (patient.id, fit.day) not in with_theatre:
                p.work.charge("theatre_minutes", patient.surgery_minutes * lit)


def bed_kept(p: Places) -> None:
    """By the hour, as the rule counts: what lying somewhere breaks is counted by the night."""
    for patient in p.problem.patients:
        if patient.abed:
            hours = 24 * len(p.problem.nights(patient, 0))
            p.work.charge("bed_kept", hours * (1 - p.admitted(patient)))


def present_placed(p: Places) -> None:
    for patient in p.problem.patients:
        if patient.state is State.PRESENT:
            p.work.charge("present_placed", 1 - p.admitted(patient))


def mandatory_admitted(p: Places) -> None:
    for patient in p.problem.patients:
        if patient.state is not State.PRESENT and patient.mandatory:
            p.work.charge("mandatory_admitted", 1 - p.admitted(patient))


def optional_admitted(p: Places) -> None:
    for patient in p.problem.patients:
        if patient.state is not State.PRESENT and not patient.mandatory:
            missing = 1 - p.admitted(patient)
            p.work.charge("optional_admitted", missing, patient.optional_price)


def emergency_beds_held(p: Places) -> None:
    for held in p.problem.beds_held:
        rooms = [room for room in p.problem.rooms if room.ward == held.ward]
        lying = [lit for room in rooms for _, lit in p.lying.get((room.id, held.day), ())]
        room_left = sum(room.beds(held.day) for room in rooms) - held.beds
        p.work.over("emergency_beds_held", sum(lying), room_left, len(lying) - room_left)


def overstay_absorbed(p: Places) -> None:
    """Chances to be there still, beyond a hundred for each bed that is free."""
    rooms = p.fitting.rooms
    may: dict[tuple[str, int], list[tuple[Patient, int, Linear]]] = defaultdict(list)
    for name, options in p.options.items():
        patient = p.patients[name]
        for fit, lit in options if any(patient.overstay) else ():
            for day, chance in enumerate(patient.overstay, start=fit.day + patient.stay_nights):
                if chance and day < p.problem.days:
                    may[fit.room, day].append((patient, chance, lit))
    for (room, day), chances in may.items():
        lying = p.lying.get((room, day), [])
        people = [*(patient for patient, _ in lying), *(patient for patient, _, _ in chances)]
        if p.pricing or not all(p.kept(patient) for patient in people):
            free = _free(p, rooms[room].beds(day), [lit for _, lit in lying])
            wanted = sum(chance * lit for _, chance, lit in chances)
            most = sum(chance for _, chance, _ in chances)
            p.work.over("overstay_absorbed", wanted, 100 * free, most)


def _free(p: Places, beds: int, lits: list[Linear]) -> Linear:
    """Beds left, none where more people lie than there are beds."""
    if p.work.bars("room_capacity") or len(lits) <= beds:
        return beds - sum(lits)
    free = p.work.model.new_int_var(0, beds, "")
    p.work.model.add_max_equality(free, [beds - sum(lits), 0])
    return free


def kept_together(p: Places) -> None:
    """On each day that both are here: in no room may only one of the two lie."""
    if not p.work.policy("kept_together").active:
        return
    for patient in p.problem.patients:
        if not p.options[patient.id] or patient.with_patient not in p.options:
            continue
        own, other = p.rooms_by_day(patient.id), p.rooms_by_day(patient.with_patient)
        for day in own.keys() & other.keys():
            there = sum(lit for lits in other[day].values() for lit in lits)
            apart = p.work.new_bool()
            for room, lits in own[day].items():
                p.work.model.add(apart >= sum(lits) + there - 1 - sum(other[day].get(room, ())))
            p.work.charge("kept_together", apart)


def plan_stability(p: Places) -> None:
    """A change of day or room is told by `fits`; here, who loses the place altogether."""
    for patient in p.problem.patients:
        if patient.id in p.fitting.former:
            p.work.charge("plan_stability", 1 - p.admitted(patient))


def lock_kept(p: Places) -> None:
    """A change of day or room is told by `fits`; here, who is fixed and not admitted."""
    for patient in p.problem.patients:
        if p.fitting.fixed(patient):
            p.work.charge("lock_kept", 1 - p.admitted(patient))


def room_ages_close(p: Places) -> None:
    """Each pair of age bands in one room costs at least its distance; the widest pair decides."""
    if not p.work.policy("room_ages_close").active:
        return
    order = {band: number for number, band in enumerate(p.problem.age_bands)}
    for _, _, lying in p.open() if order else ():
        bands: dict[int, list[Linear]] = defaultdict(list)
        for patient, lit in lying:
            bands[order[patient.age_band]].append(lit)
        if len(bands) > 1:
            spread = p.work.model.new_int_var(0, max(bands) - min(bands), "")
            there = {band: _some(p, lits) for band, lits in bands.items()}
            for young, old in combinations(sorted(there), 2):
                both = there[young] + there[old] - 1
                p.work.model.add(spread >= (old - young) * both)
            p.work.charge("room_ages_close", spread)


def _some(p: Places, lits: list[Linear]) -> Linear:
    """A literal that is 1 as soon as one of `lits` is."""
    some = p.work.new_bool()
    for lit in lits:
        p.work.model.add_implication(lit, some)
    return some


def theatres_few(p: Places) -> None:
    used: dict[tuple[int, str], list[Linear]] = defaultdict(list)
    for (_, day, theatre), lit in p.operated.items():
        used[day, theatre].append(lit)
    for lits in used.values():
        p.work.charge("theatres_few", _some(p, lits))


def surgeon_one_theatre(p: Places) -> None:
    used: dict[tuple[int, str], dict[str, list[Linear]]] = defaultdict(lambda: defaultdict(list))
    for (patient, day, theatre), lit in p.operated.items():
        used[day, p.patients[patient].surgeon][theatre].append(lit)
    for (_, surgeon), theatres in used.items():
        if surgeon:
            there = sum(_some(p, lits) for lits in theatres.values())
            p.work.over("surgeon_one_theatre", there, 1, len(theatres) - 1)


def fits(p: Places) -> None:
    """What each choice amounts to by itself. Unlawful ones left are the least that can be."""
    for name, options in p.options.items():
        for fit, lit in options:
            given = not p.pricing and p.fitting.given(p.patients[name], fit)
            if given:
                p.work.given.append(lit)
            for code, amount, price in fit.charges:
                hard = p.work.policy(code).kind is Kind.HARD
                if not p.work.bars(code) and not (given and hard):
                    p.work.charge(code, amount * lit, price)


PLACE_TERMS: dict[str, Callable[[Places], None]] = {
    term.__name__: term
    for term in (
        room_capacity,
        room_one_gender,
        isolation_respected,
        surgeon_minutes,
        theatre_minutes,
        lock_kept,
        bed_kept,
        present_placed,
        mandatory_admitted,
        kept_together,
        emergency_beds_held,
        overstay_absorbed,
        optional_admitted,
        plan_stability,
        room_ages_close,
        theatres_few,
        surgeon_one_theatre,
    )
}


PLACED_CODES = frozenset(PLACE_TERMS) | frozenset(FITS)
