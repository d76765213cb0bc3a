"""How long people stay and how many come unannounced: finished stays and forecasts as numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forecasting.models import ForecastKind
from forecasting.selectors import forecast_quantile
from hospital.models import Facility, Stay, Urgency

SEEN_DAYS = 180
"""Days of finished stays that lengths of stay are read from."""
NIGHTS_QUANTILE = 0.7
"""Nights planned for a stay that has no expected discharge: seven in ten leave by then."""
OVERSTAY_NIGHTS, LEAST_CHANCE = 5, 5
"""Nights beyond a planned discharge that are looked at, and percent below which none is."""
EMERGENCY_QUANTILE = 0.8
"""Emergencies of a day for which beds are held."""


@dataclass(frozen=True, slots=True)
class Past:
    """One finished stay: `nights` at least 1."""

    ward: str
    specialty: str
    emergency: bool
    admitted: date
    nights: int


def past_stays(facility: Facility, start: date) -> list[Past]:
    """Stays that ended in the `SEEN_DAYS` before `start`."""
    rows = Stay.objects.filter(
        facility=facility,
        discharged__date__lt=start,
        discharged__date__gte=start - timedelta(days=SEEN_DAYS),
    ).values_list("ward__code", "specialty__code", "urgency", "admitted", "discharged")
    return [
        Past(
            ward,
            specialty or "",
            urgency != Urgency.ELECTIVE,
            admitted.date(),
            max(1, (discharged.date() - admitted.date()).days),
        )
        for ward, specialty, urgency, admitted, discharged in rows.iterator(chunk_size=5000)
    ]


class Lengths:
    """Nights of finished stays, by specialty, and of all where a specialty has too few.

    expected: by the key of a stay, nights still to come as they are forecast for this very patient;
    chances: the probability that they are no more than 0, 1, 2 ...
    """

    ENOUGH = 20

    def __init__(
        self,
        past: Iterable[Past],
        expected: Mapping[int, int] | None = None,
        chances: Mapping[int, list[float]] | None = None,
    ) -> None:
        self.expected = expected or {}
        self.chances = chances or {}
        self.all: list[int] = []
        self.by_specialty: dict[str, list[int]] = defaultdict(list)
        for stay in past:
            self.all.append(stay.nights)
            self.by_specialty[stay.specialty].append(stay.nights)

    def left(self, specialty: str, so_far: int) -> int:
        """Nights still to come after `so_far`, at `NIGHTS_QUANTILE` of those who stayed longer."""
        for known in (self.by_specialty.get(specialty, []), self.all):
            longer = sorted(nights - so_far for nights in known if nights > so_far)
            if len(longer) >= self.ENOUGH:
                return longer[int(NIGHTS_QUANTILE * (len(longer) - 1))]
        return 1

    def spread(
        self, specialty: str, so_far: int, nights: int, stay: int | None = None
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Chances in percent to be here still on each of `nights` to come, and on each one after:
        the forecast's of the patient, else those of finished stays that were as long.

        Both empty where too little is known.
        """
        if stay in self.chances:
            done = self.chances[stay]
            still = [1 - chance for chance in done]
        else:
            still = self._still(specialty, so_far)
        if not still:
            return (), ()
        percent = [max(0, min(100, round(100 * share))) for share in still]
        percent += [0] * (nights - len(percent))
        after = [chance for chance in percent[nights:][:OVERSTAY_NIGHTS] if chance >= LEAST_CHANCE]
        return tuple(percent[:nights]), tuple(after)

    def _still(self, specialty: str, so_far: int) -> list[float]:
        """Of stays that were longer than `so_far` nights, the shares longer by 0, 1, 2 ... more."""
        for known in (self.by_specialty.get(specialty, []), self.all):
            longer = [nights - so_far for nights in known if nights > so_far]
            if len(longer) >= self.ENOUGH:
                counts = [0] * (max(longer) + 1)
                for nights in longer:
                    counts[nights] += 1
                left, found = len(longer), []
                for count in counts:
                    left -= count
                    found.append(left / len(longer))
                return found
        return []


@dataclass(frozen=True, slots=True)
class Unannounced:
    """People in a ward's beds by night who will have come unannounced: at `EMERGENCY_QUANTILE` of
    the day's own arrivals, and on average."""

    high: list[float]
    mean: list[float]


def emergencies_in_bed(
    facility: Facility, past: list[Past], start: date, days: int
) -> tuple[dict[str, Unannounced], bool]:
    """Ward code -> people in bed who will have come unannounced; and if forecast.

    Arrivals of earlier days count by their mean times the share still there that night, arrivals
    of the day itself at `EMERGENCY_QUANTILE`. Forecast admissions are taken times the share that
    was unannounced; without a forecast, the last four weeks' mean.
    """
    shares, recent = _emergency_shares(past), _recent_means(past, start)
    means = _forecast(facility, None, start, days)
    highs = _forecast(facility, EMERGENCY_QUANTILE, start, days)
    still = _still_there(past)
    expected = {}
    for ward in facility.wards.filter(active=True):
        share = shares.get(ward.code, 0.0)
        mean = [value * share for value in means.get(ward.scope, [])]
        high = [value * share for value in highs.get(ward.scope, [])]
        if not mean:
            mean = high = [recent.get(ward.code, 0.0)] * days
        curve = still.get(ward.code, [1.0])
        earlier = [_remaining(mean[:day], curve) for day in range(days)]
        expected[ward.code] = Unannounced(
            [high[day] + earlier[day] for day in range(days)],
            [mean[day] + earlier[day] for day in range(days)],
        )
    return expected, bool(means)


def _remaining(arrivals: list[float], still: list[float]) -> float:
    """Of arrivals on earlier days, those still in bed tonight."""
    return sum(
        came * still[night]
        for night, came in enumerate(reversed(arrivals), start=1)
        if night < len(still)
    )


def _forecast(
    facility: Facility, quantile: float | None, start: date, days: int
) -> Mapping[str, list[float]]:
    return forecast_quantile(
        network=facility.network,
        kind=ForecastKind.ADMISSIONS,
        quantile=quantile,
        start=start,
        days=days,
        unique_ids=[ward.scope for ward in facility.wards.select_related("facility")],
    )


def _emergency_shares(past: list[Past]) -> dict[str, float]:
    every: dict[str, list[bool]] = defaultdict(list)
    for stay in past:
        every[stay.ward].append(stay.emergency)
    return {ward: sum(found) / len(found) for ward, found in every.items()}


def _recent_means(past: list[Past], start: date) -> dict[str, float]:
    """Unannounced arrivals a day in the four weeks before the last; the last has open stays."""
    counts: dict[str, int] = defaultdict(int)
    for stay in past:
        if stay.emergency and 7 < (start - stay.admitted).days <= 35:
            counts[stay.ward] += 1
    return {ward: count / 28 for ward, count in counts.items()}


def _still_there(past: list[Past]) -> dict[str, list[float]]:
    """Ward -> share of unannounced stays that last longer than 0, 1, 2 ... nights."""
    nights: dict[str, list[int]] = defaultdict(list)
    for stay in past:
        if stay.emergency:
            nights[stay.ward].append(stay.nights)
    return {
        ward: [sum(n > night for n in found) / len(found) for night in range(max(found))]
        for ward, found in nights.items()
    }
