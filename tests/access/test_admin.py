"""The same of the admin: its pages, the screens beside them, and what its lists can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from hospital.access import Act
from hospital.admin.base import ScopedAdmin, within
from hospital.imports.kinds import KINDS
from hospital.imports.reach import changeable
from tests.access.table import (
    ADMIN,
    ALL,
    API,
    BROUGHT_BY,
    COMMON,
    DELETED_BY,
    EACH,
    HERE,
    MAY,
    NETWORK,
    OPEN,
    OWN,
    READ_IN_EACH,
    RECORDS,
    SCREENS,
    STRANGERS,
    UNDELETED,
    VIEW,
    WHOLE,
    may,
)
from tests.access.world import ASIDE, MARKS, World

pytestmark = [pytest.mark.django_db, pytest.mark.core]  # who may what is no database's matter

PLAIN = ("changelist", "add", "history", "delete", "change")
PEOPLE = [f"{role}-{where}" for role in MAY for where in ("whole", "one")] + ["nobody", "nurse"]
AT_SCREENS = ["planner-one", "supply-one", "viewer-one", "nurse"]
REACH = {route.model: route.reach for route in API.values()}
PLACES = ("north", "aside", "common", "south")


def pages() -> dict[str, type[Any]]:
    return {model.__name__: page for model, page in admin.site._registry.items()}


def named() -> Iterator[str]:
    def walk(resolver: Any) -> Iterator[str]:
        for each in resolver.url_patterns:
            if hasattr(each, "url_patterns"):
                yield from walk(each)
            elif each.name:
                yield each.name

    yield from walk(get_resolver())


def test_every_page_has_a_row() -> None:
    plain = {
        f"{page.model._meta.app_label}_{page.model._meta.model_name}_{name}"
        for page in pages().values()
        for name in PLAIN
    }
    api = {f"{name}-" for name in API}
    known = plain | set(SCREENS) | OPEN | STRANGERS | EACH | {"app_list"}
    left = {name for name in named() if name not in known}
    assert not {name for name in left if not any(name.startswith(each) for each in api)}
    assert set(pages()) == set(ADMIN)


def may_change(person: str, need: str, name: str, where: str) -> bool:
    reach = WHOLE if name in COMMON else ADMIN[name][0]
    return may(person, need, name, reach, where)


@pytest.mark.parametrize("person", PEOPLE)
def test_what_each_page_lets_a_person_do(person: str, made: World) -> None:
    """Asked of the pages themselves, which every address of theirs goes through."""
    request, wrong = RequestFactory().get("/"), []
    request.user = User.objects.get(pk=made.people[person].pk)
    for name, (reach, (reads, changes)) in ADMIN.items():
        page = pages()[name]
        seen = set(page.get_queryset(request).values_list("pk", flat=True))
        for where in PLACES:
            row = getattr(made, where).rows.get(name)
            if row is None:
                continue
            own = person == "nurse" and name == "ShiftSwap" and where == "north"
            within = own or may(person, reads, name, reach, where)
            if (row.pk in seen and page.has_view_permission(request, row)) != within and not own:
                wrong.append((name, where, "view", row.pk in seen))
            within = may_change(person, changes, name, where)
            if (row.pk in seen and page.has_change_permission(request, row)) != within:
                wrong.append((name, where, "change", not within))
            within = may_change(person, DELETED_BY.get(name, changes), name, where)
            within = within and name not in UNDELETED
            if (row.pk in seen and page.has_delete_permission(request, row)) != within:
                wrong.append((name, where, "delete", not within))
        if page.has_add_permission(request) and changes not in MAY.get(person.split("-")[0], ()):
            wrong.append((name, "", "add", True))
    assert not wrong


@pytest.mark.parametrize("person", PEOPLE)
def test_the_layer_gives_no_act_more_rows_than_the_table(person: str, made: World) -> None:
    """Of every act, not of those alone that some page asks for today; and of files that come in."""
    user, wrong = User.objects.get(pk=made.people[person].pk), []
    for name, page in pages().items():
        reach, (_reads, changes) = ADMIN[name]
        if not isinstance(page, ScopedAdmin) or not changes:
            continue
        reach = NETWORK if name in COMMON else reach  # whose patients are seen is the page's to say
        for act in Act:
            rows = within(page.model._default_manager.all(), user, page.place, act)
            wrong += [
                (name, act, where)
                for where, row in placed(made, name)
                if rows.filter(pk=row.pk).exists() != may(person, act, name, reach, where)
            ]
    for kind in KINDS.values():
        name = kind.model.__name__
        reach, need = REACH.get(name, HERE), BROUGHT_BY.get(kind.code, RECORDS)
        wrong += [
            (kind.code, where)
            for where, row in placed(made, name)
            if bool(changeable(kind, [row.pk], user))
            != (kind.code != "networks" and may(person, need, name, reach, where))
        ]
    assert not wrong


def placed(made: World, name: str) -> list[tuple[str, Any]]:
    rows = [(where, getattr(made, where).rows.get(name)) for where in PLACES]
    return [(where, row) for where, row in rows if row is not None]


@pytest.fixture(scope="module")
def clients(made: World) -> dict[str, Client]:
    found = {}
    for name in PEOPLE:
        found[name] = Client(raise_request_exception=False)
        found[name].force_login(made.people[name])
    return found


def test_lists_and_forms_name_nobody_else(made: World, clients: dict[str, Client]) -> None:
    """Choices, filters and columns included."""
    client, wrong = clients["administrator-one"], []
    for name, (reach, _who) in ADMIN.items():
        if reach == ALL:
            continue
        meta = pages()[name].model._meta
        base = f"admin:{meta.app_label}_{meta.model_name}"
        row = made.north.rows.get(name)
        form = reverse(f"{base}_change", args=[row.pk]) if row else reverse(f"{base}_add")
        urls = [reverse(f"{base}_changelist"), form]
        for url in urls:
            text = client.get(url).content.decode()
            wrong += [(url, mark) for mark in (ASIDE, MARKS["south"]) if mark in text]
    for url in (reverse("admin:index"), *(f"/{app}/" for app in ("hospital", "operations"))):
        text = client.get(url).content.decode()
        wrong += [(url, mark) for mark in (ASIDE, MARKS["south"]) if mark in text]
    assert not wrong


@pytest.mark.parametrize("person", ["administrator-one"])
def test_another_place_s_pages_are_not_there(
    person: str, made: World, clients: dict[str, Client], digest: Callable[[], str]
) -> None:
    client, wrong, before = clients[person], [], digest()
    for name, (reach, _who) in ADMIN.items():
        if reach == ALL:
            continue
        meta = pages()[name].model._meta
        for side in (made.south, made.aside) if reach != NETWORK else (made.south,):
            row = side.rows.get(name)
            if row is None:
                continue
            for page, verb in (("change", "get"), ("change", "post"), ("delete", "post")):
                url = reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[row.pk])
                answer = getattr(client, verb)(url, {"post": "yes"})
                told = answer.status_code == 200 or side.mark in answer.content.decode()
                if told or answer.status_code >= 500:
                    wrong.append((url, answer.status_code))
    assert not wrong
    assert digest() == before


def test_one_hospital_s_people_leave_alone_what_all_have_in_common(
    made: World, clients: dict[str, Client], digest: Callable[[], str]
) -> None:
    """They read it, are offered no network to put a row in, and cannot change or delete one."""
    client, wrong, before = clients["administrator-one"], [], digest()
    for name, (reach, _who) in ADMIN.items():
        side = made.north if reach in {NETWORK, WHOLE} or name in COMMON else made.common
        if name not in side.rows or reach == ALL:
            continue
        meta = pages()[name].model._meta
        base = f"admin:{meta.app_label}_{meta.model_name}"
        page, row = reverse(f"{base}_change", args=[side.rows[name].pk]), side.rows[name]
        readable = name in READ_IN_EACH or (reach != WHOLE and side is made.north)
        if readable != (client.get(page).status_code == 200):
            wrong.append((name, "read"))
        if side is made.north and client.get(reverse(f"{base}_add")).status_code != 403:
            wrong.append((name, "add"))
        body = {each.name: each.value_to_string(row) or "" for each in meta.concrete_fields}
        picked = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        for url, sent in (
            (page, body | {"name": "changed", "network": side.network.pk}),
            (reverse(f"{base}_delete", args=[row.pk]), {"post": "yes"}),
            (reverse(f"{base}_changelist"), picked),
        ):
            if client.post(url, sent).status_code >= 500:
                wrong.append((name, url))
    assert not wrong
    assert digest() == before


def picked(made: World) -> Iterator[tuple[str, str, list[int]]]:
    """Each list's actions on rows of another place: (address, action, rows)."""
    for name, (reach, _who) in ADMIN.items():
        page = pages()[name]
        rows = [made.south.rows[name].pk] if name in made.south.rows else []
        rows += [made.aside.rows[name].pk] if rows and reach not in {NETWORK, ALL} else []
        url = reverse(
            f"admin:{page.model._meta.app_label}_{page.model._meta.model_name}_changelist"
        )
        if rows and reach != ALL:
            for action in {"delete_selected", *(_named(each) for each in page.actions)}:
                yield url, action, rows


def _named(action: Any) -> str:
    return action if isinstance(action, str) else action.__name__


@pytest.mark.parametrize("person", ["administrator-one", "nobody"])
def test_actions_reach_no_other_place(
    person: str, made: World, clients: dict[str, Client], digest: Callable[[], str]
) -> None:
    before, wrong = digest(), []
    for url, action, rows in picked(made):
        body = {"action": action, "_selected_action": rows, "post": "yes", "reason": "x"}
        answer = clients[person].post(url, body)
        file = "attachment" in answer.headers.get("Content-Disposition", "")
        if file or answer.status_code >= 500:
            wrong.append((url, action, answer.status_code))
    assert not wrong
    assert digest() == before


@pytest.mark.parametrize("person", AT_SCREENS)
def test_screens(
    person: str, made: World, clients: dict[str, Client], digest: Callable[[], str]
) -> None:
    client, wrong, before = clients[person], [], digest()
    for name, (model, family, need) in SCREENS.items():
        reach = NETWORK if model == "ForecastRun" else HERE
        for where in PLACES:
            side = getattr(made, where)
            row = made.people["nobody"] if model == "User" else side.rows.get(model)
            row = side.plans.get(family) if family else row
            if row is None:
                continue
            url = reverse(f"admin:{name}", args=[row.pk])
            within = may(person, need, model, reach, where)
            if need == OWN:
                own = person == "nurse" and where == "north"
                within = own or may(person, "staffing", model, reach, where)
            posted = name.endswith(("_judge", "_cell", "_decide", "_ask"))
            verbs = [client.get] if within and not posted else [client.post]
            verbs += [] if within else [client.get]
            for verb in verbs:
                answer = verb(url, {"_keep": "1", "base_version": "0", "why": "x"})
                let_in = answer.status_code in {200, 400}
                let_in |= (
                    name.endswith(("_decide", "_ask", "_withdraw")) and answer.status_code == 302
                )
                if let_in != within:
                    wrong.append((url, where, verb.__name__, answer.status_code))
    assert not wrong
    assert digest() == before


def test_readers_open_a_screen_and_change_nothing_there(
    made: World, clients: dict[str, Client], digest: Callable[[], str]
) -> None:
    before = digest()
    for name, (_model, family, need) in SCREENS.items():
        if need == VIEW and family:
            url = reverse(f"admin:{name}", args=[made.north.plans[family].pk])
            for button in ("_lock", "_publish", "_again", "_keep"):
                answer = clients["viewer-one"].post(url, {button: "1", "base_version": "0"})
                # Where nothing is ever posted the page is shown as it was, or says that it is read.
                assert answer.status_code in {200, 403, 405}
    assert digest() == before


def test_search_boxes_find_nobody_else(made: World, clients: dict[str, Client]) -> None:
    for person in ("administrator-one", "nurse"):
        for app, model, name in (
            ("hospital", "staffmember", "user"),
            ("hospital", "ward", "facility"),
            ("hospital", "stay", "patient"),
            ("hospital", "membership", "user"),
            ("operations", "shiftassignment", "staff"),
        ):
            asked = {"term": "X", "app_label": app, "model_name": model, "field_name": name}
            answer = clients[person].get(reverse("admin:autocomplete"), asked)
            text = answer.content.decode()
            assert answer.status_code == 403 or not (MARKS["south"] in text or ASIDE in text)


def test_strangers_are_sent_to_log_in(made: World) -> None:
    client = Client()
    for name in ADMIN:
        meta = pages()[name].model._meta
        for page in PLAIN:
            args = [] if page in {"changelist", "add"} else [1]
            url = reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=args)
            answer = client.get(url)
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/")
    for name, (model, family, _need) in SCREENS.items():
        row = made.north.plans[family] if family else made.north.rows.get(model)
        url = reverse(f"admin:{name}", args=[row.pk if row else 1])
        assert client.get(url)["Location"].startswith("/login/")
