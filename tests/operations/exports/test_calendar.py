"""iCalendar: what a nurse's telephone shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from operations.exports.calendar import to_feed, to_ics, uid
from tests.operations.exports.cast import ROSTER


def events(content: bytes) -> list:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_one_entry_a_duty_and_none_for_a_day_off() -> None:
    assert [str(event["SUMMARY"]) for event in events(to_ics(ROSTER))] == [
        "1001 M Morning",
        "1001 N Night",
    ]


def test_one_person_s_calendar_leaves_the_others_out() -> None:
    assert [str(event["SUMMARY"]) for event in events(to_ics(ROSTER, "1001"))] == [
        "M Morning",
        "N Night",
    ]
    assert events(to_ics(ROSTER, "1002")) == []


def test_times_are_utc() -> None:
    content = to_ics(ROSTER)
    assert b"DTSTART:20261123T070000Z" in content
    first = events(content)[0]
    assert first["DTEND"].dt == datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_a_later_version_moves_the_same_entry() -> None:
    later = replace(
        ROSTER,
        head=replace(ROSTER.head, version=4, edit_version=0),
        duties=(replace(ROSTER.duties[0], starts=ROSTER.duties[0].starts + timedelta(hours=1)),),
    )
    old, new = events(to_ics(ROSTER))[0], events(to_ics(later))[0]
    assert old["UID"] == new["UID"]
    assert new["SEQUENCE"] > old["SEQUENCE"]


def test_entries_of_other_days_people_and_wards_differ() -> None:
    made = {uid(s, w, d) for s in ("A/1", "A/2") for w in ("1", "2") for d in ("x", "y")}
    assert len(made) == 8


def test_a_draft_is_tentative() -> None:
    draft = replace(ROSTER, head=replace(ROSTER.head, state="draft"))
    assert {str(event["STATUS"]) for event in events(to_ics(draft))} == {"TENTATIVE"}
    assert {str(event["STATUS"]) for event in events(to_ics(ROSTER))} == {"CONFIRMED"}


def test_same_plan_same_bytes() -> None:
    assert to_ics(ROSTER) == to_ics(ROSTER)


def test_a_feed_is_one_person_s_of_several_rosters_and_says_when_to_read_again() -> None:
    nowhere = replace(ROSTER, place="", head=replace(ROSTER.head, scope="CHU/SUR"))
    feed = to_feed([ROSTER, nowhere], "1001")
    found = events(feed)
    assert [str(event["SUMMARY"]) for event in found] == ["M Morning", "N Night"] * 2
    assert len({str(event["UID"]) for event in found}) == 4
    assert ["LOCATION" in event for event in found] == [True, True, False, False]
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT" in feed
