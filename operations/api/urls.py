"""Addresses under /api/."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from operations.api import (
    beds,
    forecasts,
    lines,
    orders,
    outbreaks,
    overrides,
    plans,
    records,
    rosters,
    runs,
    swaps,
)
from operations.api.base import nothing_here
from operations.api.tokens import TokenView

router = DefaultRouter()
router.include_format_suffixes = False
for shown in records.SHOWN:
    router.register(shown.address, records.viewset(shown), basename=shown.address)
router.register("forecasts", forecasts.ForecastRunViewSet, basename="forecast")
router.register("forecast-series", forecasts.ForecastSeriesViewSet, basename="forecast-series")
router.register(
    "expected-discharges", forecasts.ExpectedDischargeViewSet, basename="expected-discharge"
)
router.register("forecast-findings", forecasts.ForecastFindingViewSet, basename="forecast-finding")
router.register(
    "forecast-overrides", overrides.ForecastOverrideViewSet, basename="forecast-override"
)
router.register("outbreaks", outbreaks.OutbreakAlarmViewSet, basename="outbreak")
router.register("runs", runs.RunViewSet, basename="run")
router.register("plans", plans.PlanViewSet, basename="plan")
router.register("rosters", rosters.RosterViewSet, basename="roster")
router.register("bed-plans", beds.BedPlanViewSet, basename="bed-plan")
router.register("shift-swaps", swaps.ShiftSwapViewSet, basename="shift-swap")
router.register("findings", plans.FindingViewSet, basename="finding")
router.register("plan-events", plans.PlanEventViewSet, basename="plan-event")
router.register("shift-assignments", lines.ShiftAssignmentViewSet, basename="shift-assignment")
router.register("bed-assignments", lines.BedAssignmentViewSet, basename="bed-assignment")
router.register("order-lines", orders.OrderLineViewSet, basename="order-line")
router.register("delivery-lines", lines.DeliveryLineViewSet, basename="delivery-line")
router.register("route-stops", lines.RouteStopViewSet, basename="route-stop")

urlpatterns = [
    path("", include(router.urls)),
    path("token/", TokenView.as_view(), name="token"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    re_path(r"[\s\S]*/$", nothing_here),
]
