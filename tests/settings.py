"""Settings of the test suite: the product's own, with a fixed key and quick password hashing."""

import os

os.environ.setdefault("MIZAN_DEMO", "1")

from hospital.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = False
# Sample rows that tests make for themselves are not put on the record; requests and runs are.
AUDIT_OUTSIDE_REQUESTS = False

# Tests lose nothing that matters in a power cut, and wait for no disk; what the product's own
# settings keep is tried by processes that are started with them.
_OPTIONS = DATABASES["default"]["OPTIONS"]  # noqa: F405
if "init_command" in _OPTIONS:
    _OPTIONS["init_command"] = _OPTIONS["init_command"].replace(
        "synchronous=FULL", "synchronous=OFF"
    )
else:
    _OPTIONS["options"] = "-c synchronous_commit=off"

# A client of a test is a server's start: each would read the whole list of static files.
WHITENOISE_AUTOREFRESH = True
