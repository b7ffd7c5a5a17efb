"""The `stafett` command. What it says to people comes from the catalogues."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from stafett.core.law_yaml import LawError
from stafett.database import DatabaseError
from stafett.memory import keep_freed_memory


def main() -> None:
    """Entry point. `demo` and `run` choose their settings; otherwise DJANGO_SETTINGS_MODULE does.

    Without it: production where DATABASE_URL or STAFETT_SECRET_KEY is set, as it is where `run` works; else the demo.
    """
    chosen = {"demo": "demo", "run": "production"}.get(sys.argv[1] if len(sys.argv) > 1 else "")
    real = os.environ.get("DATABASE_URL") or os.environ.get("STAFETT_SECRET_KEY")
    fallback = "production" if real else "demo"
    if chosen:
        os.environ["DJANGO_SETTINGS_MODULE"] = f"stafett.settings.{chosen}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"stafett.settings.{fallback}")
    keep_freed_memory()
    try:
        django.setup()

        from stafett.cli.language import choose_language

        choose_language(os.environ)

        from stafett.cli.commands import cli  # it imports models, which exist once Django is set up

        cli()
    except (DatabaseError, ImproperlyConfigured) as error:
        sys.exit(f"stafett: {error}")  # about the machine's settings, to whoever runs it; the catalogues may not be up
    except LawError as error:
        from stafett.frontend.words import text
        from stafett.lawbook.words import error_in_words

        sys.exit(text("cli.rules.bad_law", reason=error_in_words(error)))
    except OperationalError as error:
        from stafett.frontend.words import text

        sys.exit(text("cli.no_database", reason=str(error).strip()))
