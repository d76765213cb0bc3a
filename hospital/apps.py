from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hospital.field_names import translated


class HospitalConfig(AppConfig):
    name = "hospital"
    verbose_name = _("Hospital records")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from hospital import checks  # noqa: F401  (registers the system checks)
        from hospital.audit import entries, triggers
        from hospital.celery import app  # noqa: F401  (so that shared tasks find the broker)
        from hospital.login import first, sessions

        post_migrate.connect(triggers.install, sender=self, dispatch_uid="audit triggers")
        entries.connect()
        sessions.connect()
        first.connect()
        translated(self)
