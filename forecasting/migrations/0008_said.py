"""Notes are kept as code and facts; finished sentences of earlier runs stand as they are."""

import json

from django.db import migrations

import hospital.said


def lists_to_text(apps, schema_editor):
    """A run's notes were a JSON list of sentences."""
    runs = apps.get_model("forecasting", "ForecastRun").objects
    for run in runs.only("notes").iterator():
        text = run.notes.dumps()
        sentences = json.loads(text) if text.startswith("[") else [text]
        run.notes = hospital.said.Said(verbatim="; ".join(sentences))
        run.save(update_fields=["notes"])


def text_to_lists(apps, schema_editor):
    runs = apps.get_model("forecasting", "ForecastRun").objects
    for run in runs.only("notes").iterator():
        run.notes = json.dumps(list(run.notes))
        run.save(update_fields=["notes"])


class Migration(migrations.Migration):
    dependencies = [
        ("forecasting", "0007_levels_of_totals"),
    ]

    operations = [
        migrations.AlterField(
            model_name="forecastrun",
            name="notes",
            field=hospital.said.SaidField(
                blank=True,
                default=hospital.said.Said,
                help_text="what a person should know: fallbacks",
            ),
        ),
        migrations.RunPython(lists_to_text, text_to_lists),
        migrations.AlterField(
            model_name="forecastseries",
            name="note",
            field=hospital.said.SaidField(blank=True, default=hospital.said.Said),
        ),
    ]
