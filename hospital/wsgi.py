"""The door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital.settings")
application = get_wsgi_application()
# What is loaded stays as long as the process. A full collection that goes through it takes a tenth
# of a second, in every third request of a roster or a bed board; without it, a few milliseconds.
assert get_resolver().url_patterns  # loads every page's module
gc.collect()
gc.freeze()
