"""A synthetic region on this machine. Never for real people: anybody may enter as anybody."""

from hashlib import sha256

from stafett.database import connection_settings
from stafett.settings.base import *  # noqa: F403 - Django's own way of building one settings module on another
from stafett.settings.base import DATABASE_URL, INSTALLED_APPS, VAR

DEMO = True
# A database of its own: what is real never lies where anybody may enter as anybody.
DATABASE_DIRECTORY = VAR / "postgres-demo"
DATABASES = {"default": connection_settings(DATABASE_URL, DATABASE_DIRECTORY)}
INSTALLED_APPS = [*INSTALLED_APPS, "stafett.demo"]
DEBUG = False
SECRET_KEY = "demo-only-" + "x" * 40
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SYNTHETIC_NUMBERS = "allowed"
# In the demo the key is `demo`.
PROGRAM_KEYS = {"demo": sha256(b"demo").hexdigest()}
# A code without words is a defect that a test must show, and a page must survive.
TEXTS_MUST_EXIST = False
