"""The web application as granian serves it.

It does not start while a view lacks a declared permission, or while the law files cannot be read.
"""

import gc
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.utils import translation

from stafett.core.dates import EARLIEST, next_working_day
from stafett.core.parameters import default_law

application = get_wsgi_application()

from stafett.access.permissions import refuse_undeclared_views  # noqa: E402 - it reads models, so Django comes first


def make_ready() -> None:
    """Reads what the first to come would otherwise wait for: law, holidays, words and templates, some two seconds."""
    default_law()
    next_working_day(EARLIEST)
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
    for folder in Path(__file__).parent.rglob("templates"):
        for template in folder.rglob("*.html"):
            get_template(template.relative_to(folder).as_posix())


refuse_undeclared_views()
make_ready()
# What is there now stays: no collection of garbage walks through it again.
gc.collect()
gc.freeze()
