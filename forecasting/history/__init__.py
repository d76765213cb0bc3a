"""Records -> long frames: the only package that reads records to forecast from.

Nothing after the last day is seen: a discharge that came later is, for the history, a patient who
is still there. Days are local days of the network's time zone. Hundreds of thousands of stays go
from the database to arrays in one pass; counting is arithmetic on those.
"""

from __future__ import annotations

from datetime import date

from forecasting.core.freq import Freq
from forecasting.history.attributes import described
from forecasting.history.calendars import read_calendar
from forecasting.history.consumption import consumption
from forecasting.history.frame import History
from forecasting.history.signals import with_signals
from forecasting.history.wards import ward_days
from forecasting.models import LEARNED_FROM, ForecastFamily, ForecastKind, family_of
from hospital.models import Network

HORIZON = {Freq.DAILY: 28, Freq.WEEKLY: 12, Freq.MONTHLY: 6}

__all__ = ["HORIZON", "History", "read_calendar", "read_family", "read_history"]


def read_family(*, network: Network, family: str, as_of: date) -> dict[str, History]:
    """The histories of a family's kinds up to and including the local day `as_of`, with what is
    known of their series and of the days: attributes, and signals also ahead."""
    if family == ForecastFamily.CONSUMPTION:
        found = {str(ForecastKind.CONSUMPTION): consumption(network, as_of)}
    else:
        found = ward_days(network, as_of)
    return {
        kind: with_signals(network, described(network, kind, history), HORIZON[history.freq])
        for kind, history in found.items()
    }


def read_history(*, network: Network, kind: str, as_of: date) -> History:
    """The history of one kind; its family is read for it."""
    histories = read_family(network=network, family=family_of(kind), as_of=as_of)
    return histories[LEARNED_FROM.get(kind, kind)]
