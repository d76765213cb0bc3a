"""The house stands: imports point one way, rooms stay small, heavy guests stay outside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("lightgbm", "ortools", "pandas", "pyvrp", "typst", "numpy", "xlsxwriter")
LONGEST_MODULE = 400


def in_fresh_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_imports_point_one_way() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_worker_holds_no_solver_and_no_openmp() -> None:
    loaded = in_fresh_python(
        "import sys\n"
        "from hospital.celery import app\n"
        "app.loader.import_default_modules()\n"
        "import operations.tasks\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert loaded == "[]"


def test_pages_and_checks_load_nothing_heavy() -> None:
    loaded = in_fresh_python(
        "import os, sys\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'hospital.settings'\n"
        "import django\n"
        "django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check', verbosity=0, stdout=open(os.devnull, 'w'))\n"
        "import django.urls\n"
        "django.urls.get_resolver().url_patterns\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert loaded == "[]"


def test_judging_a_plan_loads_no_solver() -> None:
    loaded = in_fresh_python(
        "import sys\n"
        "for family in ('staffing', 'beds', 'supply'):\n"
        "    __import__(f'operations.core.{family}.report')\n"
        "print([name for name in ('ortools', 'pyvrp', 'django') if name in sys.modules])"
    )
    assert loaded == "[]"


@pytest.mark.parametrize("app", ["hospital", "forecasting", "operations", "tests"])
def test_a_module_can_be_read_in_one_sitting(app: str) -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}
