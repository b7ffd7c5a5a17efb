"""A synthetic region on this machine. Never for real people: anybody may enter as anybody."""

from stafett.settings.base import *  # noqa: F403 - Django's own way of building one settings module on another

DEMO = True
DEBUG = False
SECRET_KEY = "demo-only-" + "x" * 40
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SYNTHETIC_NUMBERS = "allowed"
