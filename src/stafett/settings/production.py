"""Real settings, all from the environment; a missing one stops the start with its name."""

import os
import re

from django.core.exceptions import ImproperlyConfigured

from stafett.settings.base import *  # noqa: F403 - Django's own way of building one settings module on another


def _required(name: str, meaning: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment: {meaning}.")
    return value


def _program_keys(written: str) -> dict[str, str]:
    """`name:SHA-256` of each program, separated by commas."""
    keys = dict(one.strip().partition(":")[::2] for one in written.split(",") if one.strip())
    if not all(name and re.fullmatch("[0-9a-f]{64}", digest) for name, digest in keys.items()):
        raise ImproperlyConfigured("Write STAFETT_PROGRAM_KEYS as name:SHA-256 of the key, separated by commas.")
    return keys


SECRET_KEY = _required("STAFETT_SECRET_KEY", "at least 50 random characters; it signs sessions")
ALLOWED_HOSTS = _required("STAFETT_HOSTS", "host names of this service, separated by commas").split(",")
PROGRAM_KEYS = _program_keys(os.environ.get("STAFETT_PROGRAM_KEYS", ""))
SYNTHETIC_NUMBERS = os.environ.get("STAFETT_SYNTHETIC_NUMBERS", "refused")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
PUBLIC_ADDRESS = os.environ.get("STAFETT_ADDRESS") or f"https://{ALLOWED_HOSTS[0]}/"
SMS_ADDRESS, SMS_KEY = os.environ.get("STAFETT_SMS_ADDRESS", ""), os.environ.get("STAFETT_SMS_KEY", "")
MAIL_ADDRESS, MAIL_FROM = os.environ.get("STAFETT_MAIL_ADDRESS", ""), os.environ.get("STAFETT_MAIL_FROM", "")
if MAIL_ADDRESS and "@" not in MAIL_FROM:
    raise ImproperlyConfigured("Set STAFETT_MAIL_FROM in the environment: the sender of notifications by e-mail.")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
