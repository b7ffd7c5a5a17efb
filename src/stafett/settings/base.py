"""Settings common to every way of running. Only this package reads the environment."""

import gc
import os
from pathlib import Path

from stafett.database import connection_settings
from stafett.frontend.logs import without_traceback_of_refusals

# Intake and evaluation make hundreds of thousands of small rows in which nothing goes in circles. With Python's own
# thresholds (700, 10, 10) a third of their time was spent on looking for circles.
gc.set_threshold(50_000, 20, 100)

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = Path(__file__).resolve().parents[1]

DATABASE_URL = os.environ.get("DATABASE_URL", "")
EMBEDDED_DATABASE = not DATABASE_URL
VAR = Path(os.environ.get("STAFETT_VAR", ROOT / "var"))
DATABASE_DIRECTORY = VAR / "postgres"
DATABASES = {"default": connection_settings(DATABASE_URL, DATABASE_DIRECTORY)}

INSTALLED_APPS = [
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "stafett.frontend",
    "stafett.people",
    "stafett.cases",
    "stafett.intake",
    "stafett.screening",
    "stafett.dialogue",
    "stafett.mapping",
    "stafett.plans",
    "stafett.meetings",
    "stafett.access",
    "stafett.notifications",
    "django.forms",
]

MIDDLEWARE = [
    "stafett.portals.too_much.TooMuchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "stafett.frontend.security.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "stafett.portals.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "stafett.portals.sent_only.SentOnlyMiddleware",
    "stafett.access.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "stafett.portals.adviser.middleware.MovedCaseMiddleware",
]

ROOT_URLCONF = "stafett.portals.urls"
WSGI_APPLICATION = "stafett.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "portals" / "templates", PACKAGE / "lawbook" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "stafett.portals.context.page_frame",
            ],
            "builtins": ["stafett.frontend.templatetags.stafett", "django.templatetags.i18n"],
        },
    }
]

# The widgets of forms may have templates of ours (frontend).
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

STATIC_URL = "/static/"
STATICFILES_DIRS = [("vendor", ROOT / "build" / "assets")]
# Served straight from the packages and build/assets; there is no collecting step.
WHITENOISE_USE_FINDERS = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "stafett.portals.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

# Which identity numbers are taken in: "refused" (real only), "allowed" (both) or "only" (synthetic only).
SYNTHETIC_NUMBERS = "refused"
# Which programs may ask the rules over HTTP: name and SHA-256 of each one's key.
PROGRAM_KEYS: dict[str, str] = {}
# Where this program answers, as it stands in notifications.
PUBLIC_ADDRESS = "http://localhost:8000/"
# The channels of notifications; one without an address is not set up.
SMS_ADDRESS = SMS_KEY = MAIL_ADDRESS = MAIL_FROM = ""
# The role chooser, the date control and the banner exist only where this is true.
DEMO = False

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "one_line": {"()": "django.utils.log.CallbackFilter", "callback": without_traceback_of_refusals},
    },
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django.request": {"filters": ["one_line"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("STAFETT_LOG_LEVEL", "WARNING")},
}
