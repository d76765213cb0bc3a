"""Role by endpoint by verb by {own, the neighbour's, another network's}: nothing leaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, get_resolver, reverse
from rest_framework.test import APIClient

from tests.access import table
from tests.access.table import (
    API,
    EXPORT,
    HERE,
    OPEN,
    OWN,
    RECORDS_READ,
    STRANGERS,
    VIEW,
    Route,
)
from tests.access.world import Side, World

pytestmark = [pytest.mark.django_db, pytest.mark.core]  # who may what is no database's matter

PLACES = ("north", "aside", "common", "south")
KEPT_OUT = {401, 403, 404}
PEOPLE = ["administrator-one", "planner-whole", "planner-one", "supply-one", "viewer-one"]
PEOPLE += ["viewer-whole", "nobody", "nurse"]
SAME = {"planner-one", "viewer-whole", "nobody", "nurse"}
"""For whom the records are read: every role reads them, by one class of views."""
LISTED = {"list", "records", "step", "replan", "import", "receive", "cancel"}
"""Actions of a resource, not of one row; `export` of order lines too."""


def names(prefix: str = "api/") -> Iterator[tuple[str, str]]:
    def walk(resolver: Any, before: str) -> Iterator[tuple[str, str]]:
        for each in resolver.url_patterns:
            path = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from walk(each, path)
            elif each.name:
                yield path, each.name

    yield from ((path, name) for path, name in walk(get_resolver(), "") if path.startswith(prefix))


def expected_names() -> set[str]:
    found = {*OPEN, "token"}
    for name, route in API.items():
        plain = {"list", "detail"} if route.lists else set()
        found |= {f"{name}-{each}" for each in {*plain, *route.reads, *route.writes}}
    return found


def test_every_endpoint_has_a_row() -> None:
    assert {name for _path, name in names()} == expected_names()


def test_every_verb_has_a_row() -> None:
    """What changes something is in the table, and every other unsafe verb is refused as such."""
    for path, name in names():
        if name in OPEN or name in STRANGERS:
            continue
        base, _, action = name.rpartition("-")
        route = next((API[n] for n in API if name.startswith(f"{n}-") and n == _base(name)), None)
        assert route is not None, (path, base, action)
        view = _view(name)
        unsafe = {verb for verb in view.actions if verb not in {"get", "head", "options"}}
        assert bool(unsafe) == (_action(name) in route.writes), (name, unsafe)


def _base(name: str) -> str:
    return max((each for each in API if name.startswith(f"{each}-")), key=len)


def _action(name: str) -> str:
    return name.removeprefix(f"{_base(name)}-")


def _view(name: str) -> Any:
    from django.urls import resolve

    try:
        return resolve(reverse(name)).func
    except NoReverseMatch:
        return resolve(reverse(name, args=[1])).func


@pytest.fixture(scope="module")
def clients(made: World) -> dict[str, APIClient]:
    found = {}
    for name in PEOPLE:
        found[name] = APIClient(raise_request_exception=False)
        found[name].force_authenticate(made.people[name])
    return found


def row_of(route: Route, side: Side) -> Any:
    """None where a place has no such row: only what may name no hospital is common."""
    if route.model == "Plan":
        return side.plans.get(route.family)
    return side.rows.get(route.model)


def may(person: str, need: str, route: Route, where: str) -> bool:
    if need == OWN:
        # Swaps and wishes: whose they are, or who plans the ward.
        own = person == "nurse" and where == "north"
        return own or may(person, "staffing", route, where)
    return table.may(person, need, route.model, route.reach, where)


def own_by_right(person: str, route: Route, where: str) -> bool:
    """A nurse without a role reads their own swaps."""
    return person == "nurse" and where == "north" and route.model == "ShiftSwap"


@pytest.mark.parametrize("person", PEOPLE)
def test_reading(person: str, made: World, clients: dict[str, APIClient]) -> None:
    client, wrong = clients[person], []
    for name, route in API.items():
        if name in RECORDS_READ and person not in SAME:
            continue
        reads = dict(route.reads) | ({"detail": route.view} if route.lists else {})
        for action, need in reads.items():
            if action == "records" or (name, action) == ("order-line", "export"):
                continue
            for where in PLACES:
                row = row_of(route, getattr(made, where))
                if row is None:
                    continue
                url = reverse(f"{name}-{action}", args=[row.pk])
                answer = client.get(url, {"format": "csv"} if need == EXPORT else {})
                within = may(person, need, route, where) or (
                    action == "detail" and own_by_right(person, route, where)
                )
                if (answer.status_code not in KEPT_OUT) != within or answer.status_code >= 500:
                    wrong.append((url, where, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("person", PEOPLE)
def test_lists_show_what_may_be_read(
    person: str, made: World, clients: dict[str, APIClient]
) -> None:
    client, wrong = clients[person], []
    for name, route in API.items():
        if not route.lists or (name in RECORDS_READ and person not in SAME):
            continue
        answer = client.get(reverse(f"{name}-list"))
        rows = answer.json().get("results", []) if answer.status_code == 200 else []
        ids = {row["id"] for row in rows}
        for where in PLACES:
            side = getattr(made, where)
            row = row_of(route, side)
            within = may(person, route.view, route, where) or own_by_right(person, route, where)
            if row is not None and (row.pk in ids) != within:
                wrong.append((name, where, answer.status_code))
        for where in ("north", "aside", "south"):
            side = getattr(made, where)
            seen = may(person, VIEW, Route("", HERE), where) or own_by_right(person, route, where)
            if not seen and side.mark in answer.content.decode():
                wrong.append((name, "names", side.mark))
    assert not wrong


def test_strangers_read_and_write_nothing(made: World) -> None:
    client = APIClient()
    for name, route in API.items():
        row = row_of(route, made.north)
        for action in {*route.reads, *route.writes, *(("list", "detail") if route.lists else ())}:
            try:
                url = reverse(f"{name}-{action}", args=[row.pk])
            except NoReverseMatch:
                url = reverse(f"{name}-{action}")
            for verb in ("get", "post", "put", "patch", "delete"):
                assert getattr(client, verb)(url).status_code == 401, (verb, url)
    for name in OPEN:
        assert client.get(reverse(name)).status_code == 401


def test_who_works_nowhere_reads_no_catalogue(made: World, clients: dict[str, APIClient]) -> None:
    for name in OPEN:
        assert clients["nobody"].get(reverse(name)).status_code == 403
        assert clients["viewer-one"].get(reverse(name)).status_code == 200


@pytest.mark.parametrize("person", PEOPLE)
def test_changing(
    person: str, made: World, clients: dict[str, APIClient], digest: Callable[[], str]
) -> None:
    """Who may is let in, to be told what is missing; who may not is kept out, changing nothing."""
    client, wrong, before = clients[person], [], digest()
    for name, route in API.items():
        for action, need in route.writes.items():
            if action in LISTED:
                continue
            for where in PLACES:
                row = row_of(route, getattr(made, where))
                if row is None:
                    continue
                url = reverse(f"{name}-{action}", args=[row.pk])
                verb = client.patch if action == "detail" else client.post
                within = may(person, need, route, where)
                body, tag = {}, '"v0"'
                if (
                    where == "common"
                ):  # read by some who may not change it: asked for as they see it
                    body = {"why": "x", "after": "dismissed"}
                    tag = client.get(reverse(f"{name}-detail", args=[row.pk])).get("ETag", tag)
                with transaction.atomic():
                    answer = verb(url, body, format="json", HTTP_IF_MATCH=tag)
                    transaction.set_rollback(within)
                refused = answer.status_code in KEPT_OUT
                if refused == within or answer.status_code >= 500:
                    wrong.append((url, where, answer.status_code, answer.content[:80]))
    assert not wrong
    assert digest() == before


def foreign(side: Side) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows of another place named in the body."""
    row, plans = side.rows, side.plans
    supply, roster = plans["supply"].pk, plans["staffing"].pk
    line, day = row["OrderLine"].pk, "2026-11-24"
    staff = row["StaffMember"].number
    yield "order-line-step", {"plan": supply, "lines": [line], "to": "reviewed"}
    yield "order-line-replan", {"plan": supply}
    yield (
        "shift-swap-list",
        {"plan": roster, "asking": staff, "asking_date": day, "other": staff, "other_date": day},
    )
    for scope in (side.facility.code, row["Ward"].scope):
        yield "run-list", {"kind": "staffing", "scope": scope}
    wide = {"kind": "admissions", "first_day": "2030-01-01", "last_day": "2030-01-02"}
    wide |= {"way": "factor", "number": 2, "reason": "x"}
    yield "forecast-override-list", wide | {"unique_id": row["Ward"].scope}
    yield "forecast-override-list", wide | {"unique_id": "*", "network": side.network.code}


@pytest.mark.parametrize("person", [name for name in PEOPLE if name.endswith("-one")])
@pytest.mark.parametrize("where", ["aside", "south"])
def test_another_place_s_rows_in_a_body(
    person: str, where: str, made: World, clients: dict[str, APIClient], digest: Callable[[], str]
) -> None:
    before = digest()
    for name, body in foreign(getattr(made, where)):
        answer = clients[person].post(reverse(name), body, format="json", HTTP_IF_MATCH='"v0"')
        assert answer.status_code in {400, 403, 404}, (name, body, answer.content)
    assert digest() == before


def test_another_place_s_rows_as_a_new_value(
    made: World, clients: dict[str, APIClient], digest: Callable[[], str]
) -> None:
    """One's own line cannot be given another hospital's shift, room or theatre."""
    before, theirs = digest(), made.aside.rows
    client = clients["planner-one"]
    for name, body in (
        ("shift-assignment", {"shift": theirs["ShiftType"].code}),
        ("bed-assignment", {"room": theirs["Room"].pk}),
        ("bed-assignment", {"theatre": theirs["Theatre"].code}),
    ):
        row = row_of(API[name], made.north)
        url = reverse(f"{name}-detail", args=[row.pk])
        answer = client.patch(url, body, format="json", HTTP_IF_MATCH='"v0"')
        assert (answer.status_code, digest()) == (400, before), answer.content


def test_a_filter_tells_nothing_of_another_place(
    made: World, clients: dict[str, APIClient]
) -> None:
    """Asking for somebody else's row by its number answers as for one that is not there."""
    client = clients["planner-one"]
    for name, key, theirs in (
        ("rooms", "ward", made.south.rows["Ward"].pk),
        ("absences", "staff", made.south.rows["StaffMember"].pk),
        ("findings", "plan", made.south.plans["staffing"].pk),
        ("stays", "ward", made.south.rows["Ward"].pk),
    ):
        there = client.get(f"/api/{name}/", {key: theirs})
        nowhere = client.get(f"/api/{name}/", {key: 10**9})
        told = [(each.status_code, each.json().get("results")) for each in (there, nowhere)]
        assert told[0] == told[1], (name, there.content, nowhere.content)
