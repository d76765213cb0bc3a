"""The web process, as gunicorn loads it."""

from __future__ import annotations

import subprocess
import sys

SAID = """
import gc, sys
import hospital.wsgi
print(gc.get_freeze_count(), len(gc.get_objects()), "operations.admin" in sys.modules)
"""


def test_what_it_keeps_for_ever_is_in_no_collection() -> None:
    said = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, check=True)
    frozen, rest, pages = said.stdout.split()
    assert pages == "True"  # what pages load was loaded before
    assert int(frozen) > 10 * int(rest)
