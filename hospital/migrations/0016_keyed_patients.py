"""Patients' identifiers, as files wrote them so far, become keyed pseudonyms."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

BATCH = 2_000


def keyed(apps, schema_editor):
    from hospital.pseudonyms import key_mark, pseudonym_of

    Patient = apps.get_model("hospital", "Patient")
    mark, last = key_mark(), 0
    while rows := list(Patient.objects.filter(pk__gt=last, key_mark="").order_by("pk")[:BATCH]):
        for row in rows:
            row.pseudonym = pseudonym_of(row.network_id, row.pseudonym)
            row.key_mark = mark
        Patient.objects.bulk_update(rows, ["pseudonym", "key_mark"], batch_size=500)
        last = rows[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('hospital', '0015_break_glass'),
    ]

    operations = [
        migrations.AddField(
            model_name='patient',
            name='key_mark',
            field=models.CharField(blank=True, editable=False, max_length=8),
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pseudonym', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.CharField(max_length=150)),
                ('reason', models.CharField(max_length=500)),
                ('counts', models.JSONField(default=dict, help_text='what was erased, by kind')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='erasures', to='hospital.network')),
            ],
            options={
                'verbose_name': 'erasure',
                'verbose_name_plural': 'erasures',
                'ordering': ['-at'],
                'constraints': [models.UniqueConstraint(fields=('network', 'pseudonym'), name='erased_once')],
            },
        ),
        migrations.RunPython(keyed, migrations.RunPython.noop),
    ]
