from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hospital.field_names import translated


class ForecastingConfig(AppConfig):
    name = "forecasting"
    verbose_name = _("Forecasts")

    def ready(self) -> None:
        from forecasting import notes

        notes.register()
        translated(self)
