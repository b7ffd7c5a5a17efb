"""The app of the synthetic region."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Builds a region and moves it in time; installed where DEMO may be true."""

    name = "stafett.demo"
    label = "demo"
