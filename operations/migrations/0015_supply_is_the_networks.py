"""Supply plans are the network's. Where a hospital has the code of its network, they were kept as
that hospital's."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def forwards(apps: Any, schema_editor: Any) -> None:
    plans = apps.get_model("operations", "Plan").objects.filter(family="supply")
    plans.exclude(facility=None).update(facility=None)


class Migration(migrations.Migration):
    dependencies = [("operations", "0014_export_log")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
