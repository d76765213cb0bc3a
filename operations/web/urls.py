"""Pages that are not the admin's; "/" itself is the admin's index."""

from datetime import date

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, register_converter

from operations.web import imports, my
from operations.web.break_glass import break_glass
from operations.web.views import healthz, metrics, readyz
from operations.web.wall import wall


class DayConverter:
    """A date in an address, as ISO 8601 writes it."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("wall/", admin.site.admin_view(wall), name="wall"),
    path("break-glass/", admin.site.admin_view(break_glass), name="break_glass"),
    path("import/", admin.site.admin_view(imports.imports), name="import"),
    path(
        "import/file/<str:token>/", admin.site.admin_view(imports.import_file), name="import_file"
    ),
    path(
        "import/file/<str:token>/faults.csv",
        admin.site.admin_view(imports.import_faults),
        name="import_faults",
    ),
    path(
        "import/file/<str:token>/gone.csv",
        admin.site.admin_view(imports.import_gone),
        name="import_gone",
    ),
    path(
        "import/file/<str:token>/live/",
        admin.site.admin_view(imports.import_live),
        name="import_live",
    ),
    path(
        "import/template/<slug:kind>.<slug:fmt>",
        admin.site.admin_view(imports.import_template),
        name="import_template",
    ),
    path("import/<int:pk>/", admin.site.admin_view(imports.import_batch), name="import_batch"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("my/", my.shifts, name="my_shifts"),
    path(
        "my/login/",
        LoginView.as_view(template_name="operations/my/login.html", next_page="my_shifts"),
        name="my_login",
    ),
    path("my/logout/", LogoutView.as_view(next_page="my_login"), name="my_logout"),
    path("my/ward/", my.ward, name="my_ward"),
    path("my/wishes/", my.wishes, name="my_wishes"),
    path("my/swap/<day:day>/", my.swap, name="my_swap"),
    path("my/swaps/<int:pk>/", my.swap_answer, name="my_swap_answer"),
    path("my/calendar/", my.calendar_link, name="my_calendar"),
    path("calendar/<str:token>.ics", my.feed, name="my_feed"),
]
