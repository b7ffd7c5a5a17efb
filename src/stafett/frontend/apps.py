"""The app that owns the shared templates and static files."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """Templates, components and template tags that every portal uses."""

    name = "stafett.frontend"
    label = "frontend"
