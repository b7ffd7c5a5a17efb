"""The addresses under /api/v1/."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from stafett.access.permissions import Permission, requires
from stafett.api import rules


def _tools() -> Iterator[URLPattern]:
    """Those of the tools; the library's own start page is left out."""
    for pattern in rules.api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            requires(Permission.RULES)(pattern.callback)
            yield pattern


urlpatterns = [path("openapi.json", rules.contract, name="api_contract"), *_tools()]
