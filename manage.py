#!/usr/bin/env python
"""Django's command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("MIZAN_DEMO", "1")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
