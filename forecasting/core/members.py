"""The forecasters that stand for election, and the walk-forward windows that elect among them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from forecasting.core.backtest import Window, loses, quantile_losses, windows
from forecasting.core.baselines import recent_mean, seasonal_naive
from forecasting.core.bycalendar import predict_by_calendar, train_by_calendar
from forecasting.core.calendar import CalendarSpec
from forecasting.core.calibration import Calibration, calibrate
from forecasting.core.choice import NAIVE, Choice, Forecaster, Recipe, choose
from forecasting.core.contributions import direct_parts, recursive_parts
from forecasting.core.discounted import discounted
from forecasting.core.drivers import Explainer, Parts
from forecasting.core.ets import ets
from forecasting.core.fallback import LEAST_PERIODS
from forecasting.core.freq import Floats, Freq, Ints
from forecasting.core.intermittent import MEMBERS as INTERMITTENT
from forecasting.core.model import predict, train
from forecasting.core.patients.discharges import train_discharges
from forecasting.core.patients.hazard import hazard, hazard_parts
from forecasting.core.patients.occupancy import kaplan_meier
from forecasting.core.patients.stays import last_day, read_stays
from forecasting.core.prediction import Prediction, with_whole_medians
from forecasting.core.recursive import predict_recursive, train_recursive
from forecasting.core.request import ForecastRequest
from forecasting.core.robust import robust
from forecasting.core.seasonless import own_seasons
from forecasting.core.series import Panel
from forecasting.core.theta import aggregated, theta
from forecasting.core.walkforward import MemberScore, score_members
from forecasting.core.workdays import working_days

OnProgress = Callable[[str, int, int], None]
LIGHTGBM = "lightgbm"
VALUES = 400
MOST_ZEROS = 0.1
MANY_ZEROS = 0.15
TOLERANCE = 0.01
"""Honest widths may cost this much of the loss."""
LEAST_WINDOWS, MOST_WINDOWS = 3, 8
KEPT = 2 / 3
"""Every window keeps this much of the history to learn from: what is best on half of it, and how
wide a band must be then, says little of the whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A forecaster ready to be asked. features, rows: what it learned from, where it learned.

    explain: the parts of its mean, where it can tell them (`drivers`)."""

    forecast: Forecaster
    features: tuple[str, ...] = ()
    rows: int = 0
    explain: Explainer | None = None


OnHead = Callable[[int, int], None]
Fitter = Callable[[Panel, ForecastRequest, OnHead], Member | None]


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """What the windows taught. chosen: the used forecast in each window, calibrated only by the
    windows before it; naive: the seasonal naive one, as it is; members: how each did, best first;
    lost: the recipe that gave way because seasonal naive was better than it."""

    windows: tuple[Window, ...]
    choice: Choice
    calibration: Calibration
    chosen: tuple[Prediction, ...]
    naive: tuple[Prediction, ...]
    members: tuple[MemberScore, ...] = ()
    lost: Recipe = ()


def _plain(forecast: Forecaster) -> Fitter:
    def fit(panel: Panel, request: ForecastRequest, told: OnHead) -> Member:
        return Member(forecast)

    return fit


def _fit_kaplan_meier(panel: Panel, request: ForecastRequest, told: OnHead) -> Member | None:
    if request.stays is None:
        return None
    return Member(kaplan_meier(read_stays(request.stays)))


def _fit_hazard(panel: Panel, request: ForecastRequest, told: OnHead) -> Member | None:
    if request.stays is None:
        return None
    stays, options = read_stays(request.stays), request.options
    trained = train_discharges(stays, last_day(panel), options.calendar, options.model)
    if trained is None:
        return None
    explain = hazard_parts(stays, trained)
    return Member(hazard(stays, trained), trained.features, trained.rows, explain)


def _fit_lightgbm(panel: Panel, request: ForecastRequest, told: OnHead) -> Member | None:
    options = request.options
    trained = train(panel, request.horizon, request.levels, options.calendar, options.model, told)
    if trained is None:
        return None

    def forecast(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
        return predict(trained, panel, options.calendar)

    def explain(panel: Panel, steps: Ints) -> Parts:
        return direct_parts(trained, panel, options.calendar, steps)

    return Member(forecast, trained.features, trained.rows, explain)


def _fit_calendar(panel: Panel, request: ForecastRequest, told: OnHead) -> Member | None:
    trained = train_by_calendar(panel, request.options.calendar, request.options.model)
    if trained is None:
        return None

    def forecast(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
        return predict_by_calendar(trained, panel, horizon, quantiles)

    return Member(forecast, trained.features, trained.rows)


def _fit_recursive(panel: Panel, request: ForecastRequest, told: OnHead) -> Member | None:
    trained = train_recursive(panel, request.options.model)
    if trained is None:
        return None

    def forecast(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
        return predict_recursive(trained, panel, horizon, quantiles)

    def explain(panel: Panel, steps: Ints) -> Parts:
        return recursive_parts(trained, panel, steps)

    return Member(forecast, trained.features, trained.rows, explain)


class Effect(Protocol):
    """Something that is taken out of a panel before a member sees it, and put back after."""

    @property
    def none(self) -> bool: ...
    def remove(self, panel: Panel) -> Panel: ...
    def restore(self, prediction: Prediction, panel: Panel) -> Prediction: ...
    def restore_parts(self, parts: Parts, panel: Panel, steps: Ints) -> Parts: ...


def _without(learn: Callable[[Panel, CalendarSpec], Effect], fit: Fitter) -> Fitter:
    """The member sees the panel without the effect, and its forecast is given it again."""

    def fitted(panel: Panel, request: ForecastRequest, told: OnHead) -> Member | None:
        effect = learn(panel, request.options.calendar)
        if effect.none:
            return fit(panel, request, told)
        member = fit(effect.remove(panel), request, told)
        if member is None:
            return None

        def forecast(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
            return effect.restore(member.forecast(effect.remove(panel), horizon, quantiles), panel)

        own = member.explain
        if own is None:
            return replace(member, forecast=forecast)

        def explain(panel: Panel, steps: Ints) -> Parts:
            return effect.restore_parts(own(effect.remove(panel), steps), panel, steps)

        return replace(member, forecast=forecast, explain=explain)

    return fitted


def _on_usual_days(fit: Fitter) -> Fitter:
    """The member sees months as if each had its usual number of working days."""
    return _without(working_days, fit)


FITTERS: dict[str, Fitter] = {
    NAIVE: _plain(seasonal_naive),
    "recent_mean": _plain(recent_mean),
    "discounted": _plain(discounted),
    "theta": _on_usual_days(_plain(theta)),
    "aggregated": _on_usual_days(_plain(aggregated)),
    "ets": _on_usual_days(_plain(ets)),
    "robust": _on_usual_days(_plain(robust)),
    "kaplan_meier": _fit_kaplan_meier,
    "hazard": _fit_hazard,
    LIGHTGBM: _fit_lightgbm,
    "calendar": _fit_calendar,
    "recursive": _on_usual_days(_without(own_seasons, _fit_recursive)),
    **{name: _plain(forecast) for name, forecast in INTERMITTENT.items()},
}
"""Who may stand for election; the one list."""


def standing(panel: Panel) -> tuple[str, ...]:
    """Who stands for a family, settled once on all that is known, so that no window differs.

    `aggregated` for weeks and months: sums of two or three days are nothing anybody looks at.
    `discounted` and `calendar` for days: their season is the week, their holidays are days.
    `recursive` and `robust` for months that are rarely without any: logarithms say nothing about
    zeros, and the median of many of them is one. The intermittent ones where many are: steady
    demand is forecast better by all others.
    """
    zeros = float((panel.values == 0).sum() / max(panel.observed().sum(), 1))
    without = set() if zeros > MANY_ZEROS else set(INTERMITTENT)
    without |= {"aggregated"} if panel.freq is Freq.DAILY else {"discounted", "calendar"}
    if panel.freq is not Freq.MONTHLY or zeros > MOST_ZEROS:
        without |= {"recursive", "robust"}
    return tuple(name for name in FITTERS if name not in without)


def fit_members(
    panel: Panel,
    request: ForecastRequest,
    say: OnProgress,
    stage: str = "train",
    only: Collection[str] = tuple(FITTERS),
) -> dict[str, Member]:
    """The named members fitted to the panel, without those that have too little to learn from."""
    fitted = {
        name: fit(panel, request, lambda done, of: say(stage, done, of))
        for name, fit in FITTERS.items()
        if name in only
    }
    return {name: member for name, member in fitted.items() if member is not None}


def test_members(panel: Panel, request: ForecastRequest, say: OnProgress) -> Tested:
    """Let all members forecast the windows, choose among them and calibrate the choice."""
    least = max(LEAST_PERIODS[panel.freq] + request.horizon, int(panel.periods * KEPT))
    count = request.options.windows or test_windows(panel, request.horizon)
    cut = tuple(windows(panel, request.horizon, count, least))
    if not cut:
        return _untested(request)
    allowed = request.options.members or tuple(FITTERS)
    names = [name for name in standing(panel) if name in allowed]
    parts = _forecast_windows(cut, request, say, names)
    truths = [window.truth for window in cut]
    choice = choose(parts, truths, request.levels, _size(cut[0].train))
    chosen = [choice.combine(_nth(parts, number)) for number in range(len(cut))]
    honest = [
        calibrate(chosen[:number], truths[:number], request.levels).apply(chosen[number])
        for number in range(len(cut))
    ]
    calibration = calibrate(chosen, truths, request.levels)
    if not _earned(honest, chosen, truths, request.levels):
        calibration, honest = calibrate((), (), request.levels), chosen
    honest = [with_whole_medians(each, panel.counts(), request.levels) for each in honest]
    scores, naive = score_members(parts, cut, request.levels), tuple(parts[NAIVE])
    if choice.family != (NAIVE,) and loses(honest, naive, truths, request.levels):
        none = calibrate((), (), request.levels)
        return Tested(cut, Choice((NAIVE,), {}), none, naive, naive, scores, choice.family)
    return Tested(cut, choice, calibration, tuple(honest), naive, scores)


def _earned(
    corrected: list[Prediction],
    plain: list[Prediction],
    truths: list[Floats],
    levels: tuple[float, ...],
) -> bool:
    """Whether correcting each window by those before it cost no more than `TOLERANCE` of loss."""
    after, before = (
        np.nansum(quantile_losses(given[1:], truths[1:], levels)) if truths[1:] else 0.0
        for given in (corrected, plain)
    )
    return bool(after <= (1 + TOLERANCE) * before)


def test_windows(panel: Panel, horizon: int) -> int:
    """How many windows say enough: `VALUES` values over all series, in the last quarter at most."""
    wanted = -(-VALUES // (max(1, len(panel.ids)) * horizon))
    return max(LEAST_WINDOWS, min(MOST_WINDOWS, wanted, panel.periods // (4 * horizon)))


def _forecast_windows(
    cut: tuple[Window, ...], request: ForecastRequest, say: OnProgress, names: Collection[str]
) -> dict[str, list[Prediction]]:
    """Every member's forecast of every window, trained at the oldest cutoff or at each."""
    parts: dict[str, list[Prediction]]
    refit = request.options.refit
    if refit is None:
        refit = request.freq is Freq.MONTHLY or _is_small(cut[0].train, request)
    members = fit_members(cut[0].train, request, say, "backtest", names)
    parts = {name: [] for name in members}
    for number, window in enumerate(cut):
        if number and refit:
            members = fit_members(window.train, request, say, "backtest", names)
        for name in parts:
            found = members[name].forecast(window.train, request.horizon, request.levels)
            parts[name].append(found)
    return parts


def _is_small(panel: Panel, request: ForecastRequest) -> bool:
    """Whether all there is to learn from fits into one sample: then training anew costs a second,
    and a model that is months old at the last window would be judged by its age."""
    periods = min(panel.periods, request.options.model.years * panel.freq.year)
    return len(panel.ids) * periods * request.horizon <= request.options.model.rows


def _nth(parts: Mapping[str, list[Prediction]], number: int) -> dict[str, Prediction]:
    return {name: predictions[number] for name, predictions in parts.items()}


def _untested(request: ForecastRequest) -> Tested:
    """No window fits into the history: the mean of two simple members, and no scores."""
    choice = Choice(("recent_mean", NAIVE), {})
    return Tested((), choice, calibrate((), (), request.levels), (), ())


def _size(panel: Panel) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Mean of each series' last year, to weigh losses by; 0 where it has not begun."""
    year = panel.values[:, -panel.freq.year :]
    count = (~np.isnan(year)).sum(axis=1)
    return np.asarray(np.nansum(year, axis=1) / np.maximum(count, 1))
