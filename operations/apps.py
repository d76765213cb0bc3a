from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hospital.field_names import translated


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = _("Plans")

    def ready(self) -> None:
        from operations import checks, words  # noqa: F401  (checks registers the system checks)

        words.register()
        translated(self)
