"""Pages that are not the admin's; "/" itself is the admin's index."""

from django.urls import path

from operations.web.views import healthz, metrics, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
