"""Settings of the test suite: as the demo, with its own database and every warning visible."""

from hashlib import sha256

from stafett.database import connection_settings
from stafett.settings.base import *  # noqa: F403 - Django's own way of building one settings module on another
from stafett.settings.base import DATABASE_URL, INSTALLED_APPS, VAR

DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "stafett.demo"]
DEBUG = False
SECRET_KEY = "test-only-" + "x" * 40
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
SYNTHETIC_NUMBERS = "only"
# The key of the test program is `test-key`.
PROGRAM_KEYS = {"test program": sha256(b"test-key").hexdigest()}
DATABASE_DIRECTORY = VAR / "postgres-test"
# No connection outlives its request: a test database can only be dropped or copied when nobody is in it.
DATABASES = {"default": connection_settings(DATABASE_URL, DATABASE_DIRECTORY) | {"CONN_MAX_AGE": 0}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A code without words is a defect that a test must show, and a page must survive.
TEXTS_MUST_EXIST = True
