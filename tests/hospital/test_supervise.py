"""A supervised child ends in a known way, whatever it does, and never outlives its parent."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hospital import supervise as module
from hospital.supervise import Ending, Limits, Wish, supervise


def limits(**changes: float) -> Limits:
    return Limits(**{"wall_seconds": 60, "tick_seconds": 0.05, **changes})  # type: ignore[arg-type]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_child_that_ends_well_is_heard() -> None:
    heard: list[dict[str, object]] = []
    ended = supervise("tests.children.talker", [], limits(), heard.append)
    assert (ended.ending, ended.code) == (Ending.FINISHED, 0)
    assert [line["cost"] for line in heard] == [0, 1, 2]
    assert "not JSON" in ended.log


def test_a_child_that_breaks_leaves_its_words() -> None:
    ended = supervise("tests.children.no_such_module", [], limits())
    assert ended.ending is Ending.CRASHED
    assert "no_such_module" in ended.log


def test_a_wish_to_stop_lets_the_child_keep_its_best(tmp_path: Path) -> None:
    def wish() -> Wish:
        return Wish.STOP if (tmp_path / "ready").exists() else Wish.GO_ON

    ended = supervise("tests.children.obedient", [str(tmp_path)], limits(), on_tick=wish)
    assert ended.ending is Ending.STOPPED
    assert (tmp_path / "answer").read_text() == "best so far"


def test_a_child_that_does_not_listen_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.3)

    def wish() -> Wish:
        return Wish.STOP if (tmp_path / "ready").exists() else Wish.GO_ON

    ended = supervise("tests.children.stubborn", [str(tmp_path)], limits(), on_tick=wish)
    assert ended.ending is Ending.KILLED
    assert ended.code == -signal.SIGKILL


def test_a_child_out_of_time_is_stopped_with_its_best(tmp_path: Path) -> None:
    ended = supervise("tests.children.obedient", [str(tmp_path)], limits(wall_seconds=3))
    assert ended.ending is Ending.STOPPED
    assert (tmp_path / "answer").exists()


def test_a_child_that_uses_no_cpu_is_taken_for_hung() -> None:
    ended = supervise("tests.children.sleeper", [], limits(idle_seconds=1))
    assert ended.ending is Ending.HUNG


def test_a_child_over_its_memory_fails_alone() -> None:
    ended = supervise("tests.children.greedy", [], limits(memory_mb=400))
    assert ended.ending is Ending.MEMORY


def test_what_the_owner_raises_ends_the_child(tmp_path: Path) -> None:
    class LostLease(Exception):
        pass

    def tick() -> Wish:
        raise LostLease

    with pytest.raises(LostLease):
        supervise("tests.children.sleeper", [], limits(), on_tick=tick)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_a_killed_parent_takes_its_child_along(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.children.parent", str(tmp_path)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    # From then on the child has asked the kernel for its parent's signal.
    until((tmp_path / "ready").exists)
    assert alive(child)
    parent.kill()
    parent.wait()
    until(lambda: not alive(child))


def until(there: Callable[[], bool], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.02)
