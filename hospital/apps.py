from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hospital.field_names import translated


class HospitalConfig(AppConfig):
    name = "hospital"
    verbose_name = _("Hospital records")

    def ready(self) -> None:
        from hospital import checks  # noqa: F401  (registers the system checks)
        from hospital.celery import app  # noqa: F401  (so that shared tasks find the broker)

        translated(self)
