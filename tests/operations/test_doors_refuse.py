"""What both doors, pages and API, say no to in the same words."""

from __future__ import annotations

import pytest

from hospital.errors import ApplicationError, Forbidden, NotFound
from hospital.models import Facility, Network
from operations import doors, scoping
from operations.models import Run
from operations.services.night import network_of
from tests.operations.admin.conftest import region
from tests.operations.cast import Region

__all__ = ["region"]
pytestmark = pytest.mark.django_db


def test_forecasts_are_not_asked_for(region: Region) -> None:
    with pytest.raises(ApplicationError, match="Only plans are asked for"):
        doors.runs_ask(user=region.admin, kind="forecast", scope="NORTH")


def test_whose_scope_it_is(region: Region) -> None:
    assert scoping.network_named(region.basma, None) == region.north
    assert scoping.network_named(region.basma, "CHU/MED", "staffing") == region.north
    with pytest.raises(NotFound, match="Say for which scope"):
        scoping.network_named(region.admin, None)
    with pytest.raises(NotFound, match="There is no SUD here"):
        scoping.network_named(region.basma, "SUD", "beds")


def test_a_hospital_with_the_code_of_another_network_is_another_place(region: Region) -> None:
    Network.objects.filter(pk=region.south.pk).update(code="CHU")
    south = Network.objects.get(pk=region.south.pk)
    Facility.objects.create(network=south, code="STORE", name="Store", kind="depot")
    assert network_of("CHU:flow", "forecast") == south
    for ask in (scoping.network_named, lambda _user, *scope: network_of(*scope)):
        assert ask(region.admin, "CHU", "supply") == south
        assert ask(region.admin, "CHU", "beds") == region.north
        assert ask(region.admin, "CHU/MED", "staffing") == region.north
    run = doors.run_ask(user=region.admin, kind="supply", scope="CHU")
    assert (run.network, run.facility_code) == (south, "")
    assert run not in scoping.runs_seen(region.basma)
    assert run not in scoping.runs_seen(region.amina)
    with pytest.raises(NotFound, match="There is no CHU here"):
        doors.run_ask(user=region.samir, kind="supply", scope="CHU")
    assert scoping.network_named(region.charlie, "CHU", "staffing") == south


def test_a_run_of_others_is_not_there_and_of_another_trade_not_ones_own(region: Region) -> None:
    for stop in (doors.run_stop, doors.run_cancel, doors.run_again):
        with pytest.raises(NotFound):
            stop(user=region.charlie, run=region.run)
        with pytest.raises(Forbidden):
            stop(user=region.samir, run=region.run)
    with pytest.raises(TypeError, match="has no plan"):
        scoping.rows_seen(Run, region.admin)
    assert scoping.networks_whole(region.admin) == scoping.networks_whole(region.admin)
