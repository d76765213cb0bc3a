"""The product's worker and beat, in a hurry: what is due is looked for every two seconds."""

from __future__ import annotations

from hospital.celery import app

for name in ("ensure-due-runs", "reconcile"):
    app.conf.beat_schedule[name]["schedule"] = 2.0
