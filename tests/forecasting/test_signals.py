"""Signals from the records beside the series they belong to."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.core.series import validate
from forecasting.history import HORIZON, read_history
from forecasting.models import ForecastKind
from forecasting.services import forecast_make
from hospital.models import Period, Signal
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
ADMISSIONS = ForecastKind.ADMISSIONS


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.fixture
def network():
    """Two hospitals with a ward each, thirty days long."""
    found = make_network()
    for code in ("CHU", "PROV"):
        fill_ward(make_ward(make_facility(found, code)), 30)
    return found


def tell(network, name, values, facility=None, first=0):
    for number, value in enumerate(values):
        Signal.objects.create(
            network=network, facility=facility, name=name, date=day(first + number), value=value
        )


def known(history, name):
    panel = validate(
        history.frame,
        history.freq,
        fill=history.fill,
        known=history.known,
        future=history.future,
        horizon=HORIZON[history.freq],
    )
    return dict(zip(panel.ids, panel.known[name], strict=True)), panel.reach


def test_without_signals_nothing_is_added(network):
    history = read_history(network=network, kind=ADMISSIONS, as_of=day(29))
    assert (history.known, history.future) == ((), None)


def test_a_facility_s_own_value_goes_before_its_network_s(network):
    tell(network, "heat", [20.0] * 30)
    tell(network, "heat", [35.0] * 10, facility=network.facilities.get(code="PROV"))
    history = read_history(network=network, kind=ADMISSIONS, as_of=day(29))
    found, reach = known(history, "heat")
    np.testing.assert_array_equal(found["CHU/MED"][:30], 20)
    np.testing.assert_array_equal(found["PROV/MED"][:10], 35)
    np.testing.assert_array_equal(found["PROV/MED"][10:30], 20)
    assert reach == {"heat": 0}


def test_values_of_days_to_come_are_known_ahead(network):
    tell(network, "heat", np.arange(33.0))
    history = read_history(network=network, kind=ADMISSIONS, as_of=day(29))
    found, reach = known(history, "heat")
    assert reach == {"heat": 3}
    assert found["CHU/MED"][29:34].tolist()[:4] == [29, 30, 31, 32]
    assert np.isnan(found["CHU/MED"][33:]).all()


def test_a_week_has_the_mean_of_its_days_also_of_those_to_come(network):
    facility, product = network.facilities.get(code="CHU"), make_product()
    for week in range(5):
        use(facility, product, day(7 * week), 10, Period.WEEK)
    tell(network, "flu", np.arange(42.0))
    history = read_history(network=network, kind="consumption", as_of=day(34))
    found, reach = known(history, "flu")
    assert found["CHU/AMOX"][:6].tolist() == [3, 10, 17, 24, 31, 38]
    assert reach == {"flu": 1}


def test_a_name_that_a_column_has_already_is_no_clash(network):
    tell(network, "facility", [1.0] * 30)
    history = read_history(network=network, kind=ADMISSIONS, as_of=day(29))
    assert history.known == ("facility_signal",)
    assert set(history.frame["facility"]) == {"CHU", "PROV"}


def test_another_network_s_signals_are_not_read(network):
    tell(make_network("SOUTH"), "heat", [20.0] * 30)
    assert read_history(network=network, kind=ADMISSIONS, as_of=day(29)).known == ()


def test_a_night_with_a_gappy_signal_is_a_night(network):
    for ward in ("A", "B", "C"):
        fill_ward(make_ward(network.facilities.get(code="CHU"), ward), 130)
    tell(network, "flu", [1.0, 2.0, 3.0], first=40)
    tell(network, "heat", [30.0] * 5, first=130)
    run = forecast_make(network=network, kind=ADMISSIONS, as_of=day(129), runner=in_process)
    assert run.series.count() == 5
    assert list(run.options["known"]) == ["flu", "heat"]
