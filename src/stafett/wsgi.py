"""The web application as granian serves it.

It does not start while a view lacks a declared permission, or while the law files cannot be read.
"""

import gc

from django.core.wsgi import get_wsgi_application

from stafett.core.parameters import default_law

application = get_wsgi_application()

from stafett.access.permissions import refuse_undeclared_views  # noqa: E402 - it reads models, so Django comes first

refuse_undeclared_views()
default_law()
# What is there now stays: no collection of garbage walks through it again.
gc.collect()
gc.freeze()
