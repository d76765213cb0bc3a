"""R16, R2: many people and the night change the same roster; no accepted change is lost.

Eight writers at once (API, admin, an import, nights of another week), then nights of the very week
that a person is changing. The control is the same read-change-write without a version.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

from django.db import OperationalError, connection
from django.db.models import Max
from django.test import Client
from rest_framework.test import APIClient

from benchmarks.reliability.inside import DAY, FOLDER, ON, demand, run
from hospital.errors import Conflict
from hospital.imports.load import import_file
from hospital.models import StaffMember
from operations.models import Plan, PlanEvent, PlanState, Run, ShiftAssignment
from operations.services import assignment_edit, run_execute, run_request
from tests.operations.remembered import answers_remembered
from tests.operations.ward import SmallWard, small_ward

WRITERS = ("api", "api", "api", "admin", "admin", "admin", "import", "night")
PAUSE = 0.002
LEAST, PATIENCE = 3, 10


def lines(plan: Plan) -> list[ShiftAssignment]:
    found = ShiftAssignment.objects.filter(plan=plan).select_related("plan", "shift")
    return list(found.defer("plan__problem", "plan__answer").order_by("pk"))


def other_shift(line: ShiftAssignment) -> str:
    return "N" if line.shift is None or line.shift.code == "M" else "M"


def by_api(client: APIClient, line: ShiftAssignment, why: str) -> bool:
    seen = f'"v{line.plan.edit_version}"'
    body = {"shift": other_shift(line), "why": why}
    answer = client.patch(
        f"/api/shift-assignments/{line.pk}/", body, format="json", HTTP_IF_MATCH=seen
    )
    demand(answer.status_code in (200, 412), f"API: {answer.status_code} {answer.content[:200]!r}")
    return bool(answer.status_code == 200)


def by_admin(client: Client, line: ShiftAssignment, why: str) -> bool:
    page = f"/operations/shiftassignment/{line.pk}/change/"
    shift = line.plan.facility.shift_types.get(code=other_shift(line))
    body = {
        "staff": line.staff_id, "date": line.date.isoformat(), "shift": shift.pk, "skill": "",
        "why": why, "base_version": line.plan.edit_version,
    }  # fmt: skip
    answer = client.post(page, body, follow=True)
    demand(answer.status_code == 200, f"admin: {answer.status_code}")
    # A service's no comes back as a message on the next page.
    return bool(answer.redirect_chain) and b'<li class="error' not in answer.content


def write(how: str, number: int, seconds: float) -> dict[str, object]:
    """What one writer had accepted, and how often the database refused."""
    plan, dice = Plan.objects.get(version=1, start="2026-03-09"), random.Random(number)
    paula = plan.facility.memberships.get(user__username="paula").user
    api, admin = APIClient(), Client()
    api.force_authenticate(paula)
    admin.force_login(paula)
    accepted, locked, began = [], 0, time.monotonic()
    while (spent := time.monotonic() - began) < seconds or (
        len(accepted) < LEAST and spent < PATIENCE * seconds  # a busy machine
    ):
        why = f"{how}-{number}-{len(accepted)}"
        try:
            if how == "import":
                rows = "".join(f"N{n},nurse,FT,MED\n" for n in range(1, 5))
                table = FOLDER / f"staff-{number}.csv"
                table.write_text(f"number,role,contract,home_ward\n{rows}")
                import_file("staff", table, network="NET", again=True)
                done = True
            elif how == "night":
                today = DAY + timedelta(days=7 * dice.randint(2, 9))
                with answers_remembered():
                    night(plan.scope, today)
                done = True
            else:
                line = dice.choice(lines(plan))
                done = (by_api if how == "api" else by_admin)(
                    api if how == "api" else admin, line, why
                )
        except OperationalError:
            locked += 1
            connection.close()
            continue
        if done:
            accepted.append(why)
        time.sleep(PAUSE)
    return {"how": how, "accepted": accepted, "locked": locked}


def night(scope: str, today: object) -> Run:
    (asked,) = run_request(kind="staffing", scope=scope, days=7, seconds=1, today=today)
    run_execute(run_id=asked.pk)
    asked.refresh_from_db()
    return asked


def children(words: list[list[str]]) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.reliability.lost_updates"]
    started = [
        subprocess.Popen([*command, *each], stdout=subprocess.PIPE, text=True) for each in words
    ]
    said = [each.communicate()[0] for each in started]
    codes = [each.returncode for each in started]
    demand(not any(codes), f"writers ended with {codes}")
    return [each.strip().splitlines()[-1] for each in said]


def at_once(ward: SmallWard, plan: Plan, seconds: float) -> Counter[str]:
    """Eight writers: every accepted change is on the record and counted in the version."""
    asked = [["write", how, str(n), str(seconds)] for n, how in enumerate(WRITERS)]
    told = [json.loads(each) for each in children(asked)]
    refused = sum(each["locked"] for each in told)
    demand(refused == 0, f"{refused} times the database was locked")
    edits = {why for each in told if each["how"] in ("api", "admin") for why in each["accepted"]}
    recorded = PlanEvent.objects.filter(plan=plan, action="edited").values_list("reason", flat=True)
    lost = edits - set(recorded)
    demand(not lost, f"{len(lost)} of {len(edits)} accepted changes are not on the record")
    plan.refresh_from_db()
    demand(plan.edit_version == len(edits), f"version {plan.edit_version} of {len(edits)} changes")
    newest = PlanEvent.objects.filter(plan=plan, action="edited").values("subject")
    for each in newest.annotate(last=Max("pk")):
        event = PlanEvent.objects.get(pk=each["last"])
        demand(event.after != event.before, f"{event.subject}: nothing changed")
    counted = Counter()
    for each in told:
        counted[each["how"]] += len(each["accepted"])
    idle = [how for how in dict.fromkeys(WRITERS) if not counted[how]]
    demand(not idle, f"nothing was accepted from {idle}")
    return counted


def during_the_night(ward: SmallWard, times: int) -> int:
    """A change at a random moment of a night of the same week; it is in what holds afterwards."""
    dice, drafts = random.Random(4), 0
    for _time in range(times):
        (asked,) = run_request(
            kind="staffing", scope=ward.ward.scope, days=7, seconds=1, seed=_time, today=DAY
        )
        command = [sys.executable, "-m", "benchmarks.reliability.one_run", str(asked.pk), "plain"]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(dice.uniform(0, 12))
        plan = Plan.objects.filter(state=PlanState.PUBLISHED, start="2026-03-09").latest("version")
        line = dice.choice(lines(plan))
        shift = ward.night if other_shift(line) == "N" else ward.morning
        try:
            assignment_edit(
                row=line, changes={"shift": shift}, actor=ward.paula,
                base_version=plan.edit_version, reason="in the night",
            )  # fmt: skip
            accepted = True
        except Conflict:
            accepted = False  # it was told: the night was quicker
        running.wait()
        held = Plan.objects.filter(state=PlanState.PUBLISHED, start="2026-03-09").latest("version")
        drafts += held.pk == plan.pk
        if accepted:
            found = ShiftAssignment.objects.get(plan=held, staff=line.staff, date=line.date)
            demand(found.shift == shift, f"the night overwrote {line}: {found.shift}")
    return drafts


def naive(count: int) -> None:
    plan = Plan.objects.get(version=1, start="2026-03-09")
    for _time in range(count):
        row = Run.objects.get(pk=plan.run_id)
        time.sleep(PAUSE)
        row.seconds += 1
        row.save(update_fields=["seconds"])


def measure(short: bool) -> str:
    ward = small_ward()
    with answers_remembered():
        plan = Plan.objects.get(run=night(ward.ward.scope, DAY))
    ward.paula.is_staff = True
    ward.paula.save()
    counted = at_once(ward, plan, 10 if short else 60)
    nights = 2 if short else 20
    drafts = during_the_night(ward, nights)
    Run.objects.filter(pk=plan.run_id).update(seconds=0)
    children([["naive", "50"]] * 4)
    lost = 200 - int(Run.objects.get(pk=plan.run_id).seconds)
    demand(lost > 0, "the control lost nothing: these trials show nothing")
    demand(StaffMember.objects.count() == 4, "the import doubled somebody")
    each = ", ".join(f"{how} {number}" for how, number in sorted(counted.items()))
    return (
        f"8 writers ({each}): 0 lost, 0 locked; {nights} nights under a change: 0 overwritten, "
        f"{drafts} kept as drafts; control lost {lost} of 200 on {ON}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        found = write(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
        sys.stdout.write(json.dumps(found) + "\n")
    elif sys.argv[1:2] == ["naive"]:
        naive(int(sys.argv[2]))
        sys.stdout.write("done\n")
    else:
        run(measure)
