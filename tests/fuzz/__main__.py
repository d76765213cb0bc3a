"""`python -m tests.fuzz [--cases N] [--seed N]`: one line; exit code 1 when anything was found."""

from __future__ import annotations

import argparse
import logging
import os
import sys


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.db import connection, transaction
    from django.test.utils import setup_test_environment

    from tests.fuzz.cases import Fuzz
    from tests.fuzz.grounds import grounds, one_connection

    logging.disable(logging.CRITICAL)  # each refusal would be a line
    setup_test_environment()
    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with one_connection(), transaction.atomic():
            found = Fuzz(grounds(), asked.seed).run(asked.cases)
            transaction.set_rollback(True)
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)
    sys.stdout.write(found.said() + "\n")
    enough = found.cases >= asked.cases and not found.never
    return 0 if enough and not found.failures else 1


if __name__ == "__main__":
    sys.exit(main())
