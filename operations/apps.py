from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hospital.field_names import translated


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = _("Planning")

    def ready(self) -> None:
        from hospital.audit import chain
        from operations import checks, words  # noqa: F401  (checks registers the system checks)
        from operations.services.plan_seals import plans_verified

        chain.GUESTS["plans"] = plans_verified
        words.register()
        translated(self)
