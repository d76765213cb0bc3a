"""Pages that are not the admin's; "/" itself is the admin's index."""

from django.contrib import admin
from django.urls import path

from operations.web.views import healthz, metrics, readyz
from operations.web.wall import wall

urlpatterns = [
    path("wall/", admin.site.admin_view(wall), name="wall"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
