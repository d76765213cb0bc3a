"""Tells the broker of every run that can start, as the web process would."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital.settings")
django.setup()

from operations.tasks import nudge_ready  # noqa: E402

nudge_ready()
