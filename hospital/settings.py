"""Django's settings: one file; what differs between installations comes from the environment."""

from __future__ import annotations

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from hospital import env

BASE_DIR = env.BASE_DIR
VAR_DIR = env.var_dir(BASE_DIR)

VERSION = "0.1.0"
DEMO = env.demo()
DEBUG = env.debug()
SECRET_KEY = env.kept_secret("SECRET_KEY", "secret_key", VAR_DIR)
ALLOWED_HOSTS = env.hosts()
CSRF_TRUSTED_ORIGINS = env.env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_otp",
    "hospital.login.apps.DevicesConfig",
    "hospital.login.apps.SpareCodesConfig",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "hospital",
    "forecasting",
    "operations",
]

MIDDLEWARE = [
    "hospital.logs.RequestLog",
    "hospital.encrypted.programs_encrypted",
    "django.middleware.security.SecurityMiddleware",
    "hospital.csp.policy_said",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hospital.kept.nothing_kept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hospital.login.sessions.SessionLimits",
    "django_otp.middleware.OTPMiddleware",
    "hospital.login.second.SecondStep",
    "hospital.login.first.OwnPasswordFirst",
    "hospital.audit.context.ActingMiddleware",
    "hospital.refused.Refusals",
    "hospital.login.trail.GlassTrail",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "hospital.urls"
WSGI_APPLICATION = "hospital.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the admin's own of the same name, which its app would win.
        "DIRS": [BASE_DIR / "operations" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": env.database(BASE_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hospital.login.words.WordsOfTheHouse"},
]
PASSWORD_HASHERS = [
    "hospital.login.limits.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # reads what was hashed before
]
AUTHENTICATION_BACKENDS = ["hospital.login.limits.LimitedBackend"]
LOGIN_URL = "admin:login"
# The longest session, and how long nobody may be there: wards share their computers.
SESSION_COOKIE_AGE = 10 * 3600
SESSION_IDLE_SECONDS = 60 * env.number("MIZAN_IDLE_MINUTES", 480 if DEMO else 30, low=1, high=600)
# A second step for who can change or export anything. Off for the sample region alone.
SECOND_STEP = env.flag("MIZAN_SECOND_STEP", default=not DEMO)
OTP_TOTP_ISSUER = "Mizan"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
# How many proxies of ours stand before the server: the address that tries are counted by is theirs
# to tell, and a stranger's header is not believed.
PROXIES = env.number("MIZAN_PROXIES", 0, low=0, high=5)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = env.flag("MIZAN_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
if HTTPS:  # a browser takes these names from this host alone, and encrypted alone
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
# A bulk action on a month's roster posts one field per row.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

LANGUAGE_CODE = env.env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["hospital.formats"]
USE_THOUSAND_SEPARATOR = True  # what a program reads back, a template writes with `unlocalize`
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.env.str("TIME_ZONE", default="Africa/Casablanca")

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns at every start of a folder that is not there
WHITENOISE_USE_FINDERS = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first decides what a stranger is told: 401 and how to log in, not 403.
        "hospital.login.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["hospital.api.RolePermission"],
    "DEFAULT_PAGINATION_CLASS": "hospital.api.Page",
    "PAGE_SIZE": 100,
    "DEFAULT_FILTER_BACKENDS": ["hospital.filters.FilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "hospital.schema.Schema",
    "EXCEPTION_HANDLER": "hospital.api.exception_handler",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min", "solve": "60/hour"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Mizan",
    "DESCRIPTION": "Hospital operations: records, forecasts, plans and runs.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["hospital.api.RolePermission"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hospital.schema.refusals_said",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RunStateEnum": "operations.models.runs.RunState",
        "LineStateEnum": "operations.models.rows.LineState",
        "PlanStateEnum": "operations.models.plans.PlanState",
        "FamilyEnum": "operations.models.plans.Family",
        "RunKindEnum": "operations.models.runs.RunKind",
        "AlarmStateEnum": "forecasting.models.outbreaks.AlarmState",
        "ForecastKindEnum": "forecasting.models.runs.ForecastKind",
    },
}

_broker = env.broker(BASE_DIR)
CELERY_BROKER_URL = _broker["url"]
CELERY_BROKER_TRANSPORT_OPTIONS = _broker["options"]
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The Run row is the truth: messages are acknowledged early, carry an id and may be lost or
# doubled; nothing is kept in a result backend.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "light"
CELERY_TASK_ROUTES = {"operations.tasks.run_execute": {"queue": "solve"}}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "ensure-due-runs": {
        "task": "operations.tasks.ensure_due_runs",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "watch-nights": {
        "task": "operations.tasks.watch_nights",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "seal-record": {
        "task": "hospital.tasks.record_seal",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "sweep-uploads": {
        "task": "hospital.tasks.uploads_sweep",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "past-their-time": {
        "task": "operations.tasks.past_their_time",
        "schedule": crontab(minute=40, hour=22),
        "options": {"expires": 3600},
    },
    "reconcile": {
        "task": "operations.tasks.reconcile",
        "schedule": 30.0,
        "options": {"expires": 28},
    },
    "heartbeat": {
        "task": "operations.tasks.heartbeat",
        "schedule": 60.0,
        "options": {"expires": 58},
    },
}

# The solving machine: threads of one child, seconds of one search, and its memory ceiling.
SOLVER_WORKERS = env.number("MIZAN_SOLVER_WORKERS", 1, low=1, high=64)
SOLVER_SECONDS = env.number("MIZAN_SOLVER_SECONDS", 60, low=1, high=86_400)
SOLVER_MEMORY_MB = env.number("MIZAN_SOLVER_MEMORY_MB", 6_000, low=500, high=1_000_000)
LEASE_SECONDS = env.number("MIZAN_LEASE_SECONDS", 60, low=2, high=3_600)
NIGHT_HOUR = env.number("MIZAN_NIGHT_HOUR", 2, low=0, high=23)

# The record (hospital.audit): its key is never in the database, its newest seal is written beside
# it; what else than hospital's own models is watched. Rows made outside any request, command's
# work or run included.
AUDIT_KEY = env.kept_secret("MIZAN_AUDIT_KEY", "audit_key", VAR_DIR)
# What patients' pseudonyms are made with; and before it was changed, while they are made anew.
PATIENT_KEY = env.kept_secret("MIZAN_PATIENT_KEY", "patient_key", VAR_DIR)
PATIENT_KEY_BEFORE = env.env.str("MIZAN_PATIENT_KEY_BEFORE", default="")
# Months after which rows are past their time; 0 keeps for ever. What published plans of the last
# `plans` months name is left alone. The job of the night takes away, outside the sample region.
KEEP_MONTHS = {
    name: env.number(f"MIZAN_KEEP_{name.upper()}_MONTHS", months, low=0, high=1_200)
    for name, months in (
        ("stays", 25),
        ("plans", 13),
        ("runs", 13),
        ("imports", 13),
        ("exports", 24),
        ("logs", 13),
        ("audit", 120),
    )
}
RETENTION = env.flag("MIZAN_RETENTION", default=not DEMO)
AUDIT_HEAD = env.env.str("MIZAN_AUDIT_HEAD", default=str(VAR_DIR / "audit_head.jsonl"))
AUDITED = [
    "operations.RulePolicy",
    "operations.NightSchedule",
    "forecasting.ForecastOverride",
]
AUDIT_OUTSIDE_REQUESTS = True

# Who is told when a night failed, is late or fell back; how a machine reads this installation.
ALERT_MAIL = env.env.list("MIZAN_ALERT_MAIL", default=[])
ALERT_WEBHOOK = env.web_address("MIZAN_ALERT_WEBHOOK")
NIGHT_LATE_HOURS = env.number("MIZAN_NIGHT_LATE_HOURS", 4, low=1, high=22)
METRICS_TOKEN = env.token("MIZAN_METRICS_TOKEN")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.env.str("MIZAN_MAIL_FROM", default="mizan@localhost")
vars().update(env.mail())

LOG_FORMAT = env.choice("MIZAN_LOG_FORMAT", "plain", ("plain", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "format": "{asctime} {levelname} {name} {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        },
        "json": {"()": "hospital.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "loggers": {
        # The filesystem transport has no host; kombu warns of it at every connection.
        "kombu.connection": {"level": "ERROR"},
        "hospital.request": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "operations": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
    "root": {"handlers": ["console"], "level": env.env.str("LOG_LEVEL", default="WARNING")},
}
