"""Alice administers the network, Paula plans one hospital, Sami supplies, Vera reads, Charlie
has no role: who may do what, where."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser, User

from hospital.access import (
    EXPORT_ROWS,
    ROLES,
    Act,
    export_rows,
    may,
    may_common,
    may_whole,
    networks_within,
    require,
    scope,
)
from hospital.errors import Forbidden
from hospital.models import Contract, Facility, Membership, Network, Role, Signal, Ward

DAY = date(2026, 11, 23)


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    network = Network.objects.create(code="NET", name="Net")
    other = Network.objects.create(code="OTHER", name="Other")
    chu = Facility.objects.create(network=network, code="CHU", name="CHU", kind="university")
    chp = Facility.objects.create(network=network, code="CHP", name="CHP", kind="provincial")
    far = Facility.objects.create(network=other, code="FAR", name="Far", kind="provincial")
    people = {n: User.objects.create_user(n) for n in ("alice", "paula", "sami", "vera", "charlie")}
    for name, facility, role in (
        ("alice", None, Role.ADMINISTRATOR),
        ("paula", chu, Role.PLANNER),
        ("sami", None, Role.SUPPLY),
        ("vera", chp, Role.VIEWER),
    ):
        Membership.objects.create(user=people[name], network=network, facility=facility, role=role)
    return SimpleNamespace(network=network, other=other, chu=chu, chp=chp, far=far, **people)


def test_a_planner_plans_in_her_own_hospital_only(cast: SimpleNamespace) -> None:
    assert may(cast.paula, Act.STAFFING, cast.chu)
    assert not may(cast.paula, Act.STAFFING, cast.chp)
    assert not may(cast.paula, Act.STAFFING, network=cast.network)
    assert not may(cast.paula, Act.SUPPLY, cast.chu)


def test_a_network_role_holds_in_each_of_its_facilities_and_nowhere_else(
    cast: SimpleNamespace,
) -> None:
    assert may(cast.alice, Act.RULES, cast.chp)
    assert may(cast.sami, Act.SUPPLY, network=cast.network)
    assert not may(cast.alice, Act.VIEW, cast.far)
    assert not may(cast.alice, Act.VIEW, network=cast.other)


def test_reading_is_all_that_a_reader_may(cast: SimpleNamespace) -> None:
    allowed = {act for act in Act if may(cast.vera, act, cast.chp)}
    assert allowed == {Act.VIEW} == set(ROLES[Role.VIEWER])


def test_who_has_no_role_may_nothing(cast: SimpleNamespace) -> None:
    for person in (cast.charlie, AnonymousUser()):
        assert not any(may(person, act) for act in Act)
        with pytest.raises(Forbidden):
            require(person, Act.VIEW, cast.chu)


def test_a_disabled_person_may_nothing_superuser_or_not(cast: SimpleNamespace) -> None:
    for person in (cast.alice, User.objects.create_superuser("root")):
        person.is_active = False
        assert not may(person, Act.VIEW, cast.chu)


def test_rows_are_those_of_ones_own_places(cast: SimpleNamespace) -> None:
    for facility in (cast.chu, cast.chp, cast.far):
        Ward.objects.create(facility=facility, code="MED", name="Medicine")

    def seen(person: User, act: Act = Act.VIEW) -> set[str]:
        wards = scope(Ward.objects.all(), person, "facility", act)
        return {ward.facility.code for ward in wards}

    assert seen(cast.alice) == {"CHU", "CHP"}
    assert seen(cast.paula) == {"CHU"}
    assert seen(cast.vera) == {"CHP"}
    assert seen(cast.vera, Act.STAFFING) == set()
    assert seen(cast.charlie) == set()
    assert seen(User.objects.create_superuser("root")) == {"CHU", "CHP", "FAR"}
    networks = scope(Network.objects.all(), cast.paula, "network:")
    assert [network.code for network in networks] == ["NET"]


def test_how_much_one_takes_away_at_once_goes_by_the_role_that_reaches_the_place(
    cast: SimpleNamespace,
) -> None:
    root = User.objects.create_superuser("root")
    most = [export_rows(person, cast.chu, cast.network) for person in (root, cast.alice)]
    assert most == [EXPORT_ROWS[Role.ADMINISTRATOR]] * 2
    assert export_rows(cast.paula, cast.chu, cast.network) == EXPORT_ROWS[Role.PLANNER]
    assert export_rows(cast.paula, cast.chp, cast.network) == 0
    assert export_rows(cast.vera, cast.chp, cast.network) == 0


def test_what_hospitals_have_in_common_is_read_in_each_and_changed_for_all(
    cast: SimpleNamespace,
) -> None:
    """Of a network as of a contract; a signal of one hospital is that hospital's."""
    Contract.objects.create(network=cast.network, code="FT", name="Full", minutes_per_week=2400)
    Contract.objects.create(network=cast.other, code="FT", name="Full", minutes_per_week=2400)
    for facility in (None, cast.chu, cast.chp):
        Signal.objects.create(
            network=cast.network, facility=facility, name="rain", date=DAY, value=1
        )
    keeper = User.objects.create_user("keeper")
    Membership.objects.create(
        user=keeper, network=cast.network, facility=cast.chu, role=Role.ADMINISTRATOR
    )

    def rows(person: User, act: Act) -> tuple[int, int, int, list[str | None]]:
        signals = scope(Signal.objects.order_by("pk"), person, "part:facility", act)
        return (
            scope(Network.objects.all(), person, "network:", act).count(),
            scope(Contract.objects.all(), person, "network:network", act).count(),
            scope(Contract.objects.all(), person, "whole:network", act).count(),
            [signal.facility and signal.facility.code for signal in signals],
        )

    assert rows(keeper, Act.VIEW) == (1, 1, 0, [None, "CHU"])
    assert rows(keeper, Act.RECORDS) == (0, 0, 0, ["CHU"])
    assert rows(cast.alice, Act.RECORDS) == (1, 1, 1, [None, "CHU", "CHP"])
    assert rows(cast.charlie, Act.VIEW) == (0, 0, 0, [])
    root = User.objects.create_superuser("root")
    assert rows(root, Act.RECORDS) == (2, 2, 2, [None, "CHU", "CHP"])
    for act in (Act.VIEW, Act.RECORDS):
        # The network that a hospital's own row is in can be named all the same.
        assert list(networks_within(keeper, act)) == [cast.network]
        assert may_common(keeper, act, cast.network) == (act is Act.VIEW)
    assert networks_within(root, Act.RECORDS).count() == 2
    assert [may_whole(each, Act.RECORDS) for each in (keeper, cast.alice, root)] == [
        False, True, True,
    ]  # fmt: skip
