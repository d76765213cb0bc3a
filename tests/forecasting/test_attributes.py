"""What a series is like, beside its values: specialty, kind of place, ATC, and the pack."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from forecasting.core.series import validate
from forecasting.core.units import Units
from forecasting.history import read_history
from forecasting.models import ForecastKind
from forecasting.services import forecast_make
from hospital.models import Product, Specialty, WardSpecialty
from tests.forecasting.records import (
    MONDAY,
    fill_ward,
    make_facility,
    make_network,
    make_product,
    make_ward,
    use,
)
from tests.forecasting.remembered import in_process

pytestmark = pytest.mark.django_db


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def attributes(history, name: str) -> dict[str, object]:
    frame = history.frame.drop_duplicates("unique_id")
    return dict(zip(frame["unique_id"].astype(str), frame[name], strict=True))


def test_a_ward_has_its_first_specialty_and_the_kind_of_its_hospital():
    facility = make_facility(make_network())
    medicine, other = make_ward(facility), make_ward(facility, "ICU")
    for code, priority in (("CARDIO", 2), ("GENERAL", 1)):
        specialty = Specialty.objects.create(code=code, name=code)
        WardSpecialty.objects.create(ward=medicine, specialty=specialty, priority=priority)
    fill_ward(medicine, 30)
    fill_ward(other, 30)
    found = read_history(network=facility.network, kind=ForecastKind.ADMISSIONS, as_of=day(29))
    assert found.static == ("facility", "specialty", "facility_kind")
    assert attributes(found, "specialty") == {"CHU/MED": "GENERAL", "CHU/ICU": ""}
    assert set(attributes(found, "facility_kind").values()) == {"university"}
    panel = validate(found.frame, found.freq, fill=found.fill, static=found.static)
    assert panel.static["specialty"].tolist() == [0, 1]
    assert found.units == Units.IGNORE


def test_a_product_has_its_class_at_two_levels_and_its_pack():
    facility = make_facility(make_network())
    for code, atc in (("AMOX", "J01CA04"), ("GLOVES", "")):
        for week in range(6):
            product = Product.objects.filter(code=code).first() or make_product(code, atc)
            use(facility, product, day(7 * week), 10)
    Product.objects.filter(code="AMOX").update(pack_size=24)
    found = read_history(network=facility.network, kind="consumption", as_of=day(41))
    assert attributes(found, "atc") == {"CHU/AMOX": "J", "CHU/GLOVES": ""}
    assert attributes(found, "atc3") == {"CHU/AMOX": "J01C", "CHU/GLOVES": ""}
    assert attributes(found, "pack") == {"CHU/AMOX": 24, "CHU/GLOVES": 1}
    assert (found.units, found.pack, "pack" in found.static) == (Units.MEND, "pack", False)


def test_a_night_mends_packs_recorded_as_units_and_the_series_says_so():
    facility, product = make_facility(make_network()), make_product()
    Product.objects.update(pack_size=14)
    for week in range(80):
        packs = 6 + week % 3
        use(facility, product, day(7 * week), packs if week < 50 else 14 * packs)
    asked = {"network": facility.network, "kind": ForecastKind.CONSUMPTION}
    run = forecast_make(**asked, as_of=day(7 * 80 - 1), runner=in_process)
    row = run.series.get()
    assert "14 times as much" in str(row.note)
    assert "correct the records before that day" in str(row.note)
    assert 14 * 5 < row.points["q50"][0] < 14 * 10
