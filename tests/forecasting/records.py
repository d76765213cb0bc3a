"""Records for the tests: one network, one hospital with two wards, patients who come and go."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np

from hospital.models import (
    Consumption,
    Facility,
    FacilityKind,
    Network,
    Patient,
    Period,
    Product,
    Stay,
    StayMove,
    Ward,
)

MONDAY = date(2024, 1, 1)


def make_network(code: str = "NOUR", zone: str = "Africa/Casablanca") -> Network:
    return Network.objects.create(code=code, name=code, country="MA", time_zone=zone)


def make_facility(network: Network, code: str = "CHU") -> Facility:
    return Facility.objects.create(
        network=network, code=code, name=code, kind=FacilityKind.UNIVERSITY
    )


def make_ward(facility: Facility, code: str = "MED") -> Ward:
    return Ward.objects.create(facility=facility, code=code, name=code)


def moment(day: int, hour: float = 12) -> datetime:
    """Days after MONDAY, hours UTC."""
    start = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC)
    return start + timedelta(days=day, hours=hour)


def make_stay(ward: Ward, begin: datetime, end: datetime | None, number: str | None = None) -> Stay:
    number = number or f"S{Stay.objects.count() + 1}"
    network = ward.facility.network
    patient = Patient.objects.create(network=network, pseudonym=f"P-{network.code}-{number}")
    return Stay.objects.create(
        facility=ward.facility,
        number=number,
        patient=patient,
        ward=ward,
        gender="F",
        age_band="16-64",
        admitted=begin,
        discharged=end,
    )


def move(stay: Stay, ward: Ward, begin: datetime, end: datetime | None) -> StayMove:
    return StayMove.objects.create(stay=stay, ward=ward, starts=begin, ends=end)


def fill_ward(ward: Ward, days: int, seed: int = 1, mean: float = 6) -> None:
    """Patients for `days` days, fewer on weekends, three nights on average, some still there."""
    generator = np.random.default_rng(seed)
    network = ward.facility.network
    stays = []
    for day in range(days):
        for _ in range(generator.poisson(mean * (0.4 if day % 7 >= 5 else 1.2))):
            nights = int(generator.geometric(0.33))
            end = moment(day + nights, 11) if day + nights < days else None
            stays.append((moment(day, 9), end))
    patient = Patient.objects.create(network=network, pseudonym=f"P-{ward.scope.replace('/', '-')}")
    Stay.objects.bulk_create(
        Stay(
            facility=ward.facility,
            number=f"{ward.code}-{number}",
            patient=patient,
            ward=ward,
            gender="F",
            age_band="16-64",
            admitted=begin,
            discharged=end,
        )
        for number, (begin, end) in enumerate(stays)
    )


def use(
    facility: Facility,
    product: Product,
    first: date,
    quantity: int,
    period: str = Period.WEEK,
    stockout_days: int = 0,
) -> Consumption:
    return Consumption.objects.create(
        facility=facility,
        product=product,
        first_day=first,
        period=period,
        quantity=quantity,
        stockout_days=stockout_days,
    )


def make_product(code: str = "AMOX", atc: str = "J01CA04") -> Product:
    return Product.objects.create(code=code, name=code, atc=atc)
