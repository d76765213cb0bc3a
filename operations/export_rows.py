"""The lines of a plan read into the plain tables that exports are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from hospital.models import ShiftType, StaffMember
from operations.exports.marked import mark_now
from operations.exports.tables import (
    BedList,
    BedRow,
    DeliveryRow,
    Distribution,
    Duty,
    Head,
    OrderRow,
    Procurement,
    Roster,
    Shift,
    StandInRow,
    StopRow,
    Worker,
)
from operations.keeping.supply import answer
from operations.keeping.supply_deliveries import lot_said
from operations.keeping.supply_orders import asked_of, cover_days, price_for
from operations.keeping.supply_stand_ins import shown
from operations.models import (
    BedAssignment,
    DeliveryLine,
    Family,
    OrderLine,
    Plan,
    PlanEvent,
    RouteStop,
    ShiftAssignment,
)


def head(plan: Plan, language: str = "en") -> Head:
    return Head(
        family=plan.family,
        scope=plan.scope,
        version=plan.version,
        edit_version=plan.edit_version,
        state=plan.state,
        start=plan.start,
        days=plan.days,
        made=plan.created,
        language=language,
        mark=mark_now(),
    )


def procurement(plan: Plan, language: str = "en") -> Procurement:
    return order_lines(plan, OrderLine.objects.filter(plan=plan), language)


def order_lines(plan: Plan, lines: QuerySet[OrderLine], language: str = "en") -> Procurement:
    """Only these lines of the plan."""
    found = lines.select_related("supplier", "product", "facility")
    for line in found:
        line.plan = plan
    rows = tuple(_order(line, f"P{plan.pk}v{plan.edit_version}L{line.pk}") for line in found)
    return Procurement(head(plan, language), rows)


def _order(line: OrderLine, key: str) -> OrderRow:
    # Packs are what a person edits; what follows from them is reckoned again, so that no paper
    # ever shows units that are not packs times size.
    units = line.packs * line.product.pack_size
    as_planned = units == line.units
    return OrderRow(
        supplier_code=line.supplier.code,
        supplier=line.supplier.name,
        product_code=line.product.code,
        product=line.product.name,
        unit=line.product.unit,
        pack_size=line.product.pack_size,
        facility_code=line.facility.code,
        facility=line.facility.name,
        order_by=line.order_date,
        arrives=line.arrival_date,
        packs=line.packs,
        units=units,
        price_cents=line.price_cents,
        cost_cents=line.cost_cents if as_planned else line.packs * line.price_cents,
        state=line.state,
        approved_packs=line.approved_packs,
        average_rule_packs=line.average_rule_packs,
        reason=str(line.reason),
        suggested=line.suggested_packs,
        why=line.why,
        cover_days=cover_days(line),
        key=key,
        mode=line.mode,
        suggested_price_cents=price_for(line, line.suggestion),
        approved_price_cents=price_for(line, line.counted),
    )


def distribution(plan: Plan, language: str = "en") -> Distribution:
    lines = DeliveryLine.objects.filter(plan=plan).select_related(
        "origin", "destination", "product"
    )
    stops = RouteStop.objects.filter(plan=plan).select_related("vehicle", "facility")
    return Distribution(
        head(plan, language),
        tuple(
            _delivery(line, plan)
            for line in lines.select_related("origin", "destination", "product")
        ),
        tuple(_stop(stop) for stop in stops),
        _stand_ins(plan),
    )


def _stand_ins(plan: Plan) -> tuple[StandInRow, ...]:
    """As the lines stand now, where anything may stand in."""
    if not plan.problem or not (problem := asked_of(plan)).equivalents:
        return ()
    return tuple(shown(plan, answer(plan, problem)))


def _delivery(line: DeliveryLine, plan: Plan) -> DeliveryRow:
    return DeliveryRow(
        day=line.date,
        origin=line.origin.code,
        destination_code=line.destination.code,
        destination=line.destination.name,
        product_code=line.product.code,
        product=line.product.name,
        lot=lot_said(line.lot, plan.start),
        expiry=line.expiry,
        packs=line.packs,
        units=line.packs * line.product.pack_size,
        reason=str(line.reason),
    )


def _stop(stop: RouteStop) -> StopRow:
    return StopRow(
        day=stop.date,
        vehicle=stop.vehicle.code,
        sequence=stop.sequence,
        facility_code=stop.facility.code,
        facility=stop.facility.name,
        arrival_minute=stop.arrival_minute,
        load_litres=stop.load_litres,
        cold_litres=stop.cold_litres,
    )


def beds(plan: Plan, language: str = "en") -> BedList:
    rows = BedAssignment.objects.filter(plan=plan).select_related(
        "stay__specialty", "referral__specialty", "room__ward__facility", "theatre", "surgeon"
    )
    return BedList(head(plan, language), tuple(_bed(row) for row in rows))


def _bed(row: BedAssignment) -> BedRow:
    person = row.stay or row.referral
    assert person is not None, "the database keeps one of the two"
    return BedRow(
        patient=person.number,
        waiting=row.stay is None,
        ward=row.room.ward.scope if row.room else "",
        room=row.room.code if row.room else "",
        first_day=row.first_day,
        nights=row.nights,
        gender=person.gender,
        age_band=person.age_band,
        specialty=person.specialty.name if person.specialty else "",
        theatre=row.theatre.code if row.theatre else "",
        surgeon=row.surgeon.code if row.surgeon else "",
        locked=row.locked,
        reason=str(row.reason),
    )


def roster(plan: Plan, language: str = "en") -> Roster:
    """All people of the ward, also those who are off throughout, and whoever floats in."""
    rows = list(ShiftAssignment.objects.filter(plan=plan).select_related("staff", "shift", "skill"))
    return _of_lines(plan, rows, _workers(plan, {row.staff_id for row in rows}), language)


def _of_lines(
    plan: Plan, rows: list[ShiftAssignment], workers: tuple[Worker, ...], language: str = "en"
) -> Roster:
    zone = ZoneInfo(plan.network.time_zone)
    shifts = {row.shift.code: row.shift for row in rows if row.shift}
    in_order = sorted(shifts.values(), key=lambda shift: (shift.starts, shift.code))
    return Roster(
        head=head(plan, language),
        shifts=tuple(map(_shift, in_order)),
        workers=workers,
        duties=tuple(_duty(row, zone) for row in rows),
        place=str(plan.ward or plan.facility or ""),
    )


def _shift(shift: ShiftType) -> Shift:
    begins = datetime.combine(date.min, shift.starts)
    ends = begins + timedelta(minutes=shift.minutes)
    hours = f"{begins:%H:%M}–{ends:%H:%M}"
    return Shift(shift.code, shift.name, shift.minutes, shift.is_night, hours)


def own_rosters(lines: Iterable[ShiftAssignment]) -> list[Roster]:
    """These lines alone, by their plans; for a person's own calendar."""
    by_plan: dict[Plan, list[ShiftAssignment]] = {}
    for line in lines:
        by_plan.setdefault(line.plan, []).append(line)
    told = _revisions({plan.scope for plan in by_plan})
    found = (_of_lines(plan, rows, ()) for plan, rows in by_plan.items())
    return [replace(r, head=replace(r.head, revision=told.get(r.head.scope))) for r in found]


def _revisions(scopes: Collection[str]) -> dict[str, tuple[int, datetime]]:
    """By scope of rosters, the last that is on their record."""
    rows = PlanEvent.objects.filter(plan__family=Family.STAFFING, plan__scope__in=scopes)
    found = rows.order_by().values_list("plan__scope").annotate(last=Max("pk"), at=Max("at"))
    return {scope: (last, at) for scope, last, at in found}


def _workers(plan: Plan, assigned: set[int]) -> tuple[Worker, ...]:
    there = Q(ended__isnull=True) | Q(ended__gte=plan.start)
    home = Q(home_ward=plan.ward) & there if plan.ward_id else Q(pk__in=[])
    people = StaffMember.objects.filter(home | Q(pk__in=assigned)).select_related("contract")
    return tuple(Worker(each.number, each.role, each.contract.name) for each in people)


def _duty(row: ShiftAssignment, zone: ZoneInfo) -> Duty:
    starts, ends = _span(row, row.shift, zone) if row.shift else (None, None)
    return Duty(
        worker=row.staff.number,
        day=row.date,
        shift=row.shift.code if row.shift else "",
        starts=starts,
        ends=ends,
        skill=row.skill.code if row.skill else "",
        locked=row.locked,
        reason=str(row.reason),
    )


def _span(row: ShiftAssignment, shift: ShiftType, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """UTC start and end. Both are wall-clock times: handover stays at seven on the night when the
    clock changes, so that night is an hour longer or shorter."""
    utc = ZoneInfo("UTC")
    wall = datetime.combine(row.date, shift.starts)
    end = wall + timedelta(minutes=shift.minutes)
    return wall.replace(tzinfo=zone).astimezone(utc), end.replace(tzinfo=zone).astimezone(utc)
