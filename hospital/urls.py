"""The site's addresses; apps are named by dotted string, so that nothing here imports them."""

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from hospital.login import own
from hospital.login.first import OwnPassword
from hospital.login.forms import LogInForm
from hospital.login.second import second_step

own_password = login_required(OwnPassword.as_view(), login_url="my_login")
own_sessions = login_required(own.own_sessions, login_url="my_login")
admin.site.login_form = LogInForm
admin.site.site_header = "Mizan"
admin.site.site_title = "Mizan"
admin.site.index_title = ""
admin.site.site_url = None
admin.site.enable_nav_sidebar = False

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("operations.api.urls")),
    path("second-step/", second_step, name="second-step"),
    path("password/", own_password, name="own-password"),
    path("sessions/", own_sessions, name="own-sessions"),
    path("", include("operations.web.urls")),
    path("", admin.site.urls),
]
