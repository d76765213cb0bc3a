#!/usr/bin/env python
"""Django's command line."""

import os
import sys


def main() -> None:
    """What an operator can mend (a setting, the database) is one sentence, not a traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        if not {"-h", "--help", "help"} & set(sys.argv):
            from django.conf import settings

            # Django's own search for a command would hide what is wrong with the settings.
            settings.INSTALLED_APPS  # noqa: B018
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Settings: {error}")
    except (OperationalError, ProgrammingError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(
            f"Database: {str(error).strip()}\n"
            "`manage.py doctor` says what is missing; --traceback shows where."
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("MIZAN_DEMO", "1")
    main()
