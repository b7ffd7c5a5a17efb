"""The app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Reads what is told by week when the program starts: a file that cannot be used stops it there."""

    name = "stafett.cases"

    def ready(self) -> None:
        """Raises GuidanceError."""
        from stafett.cases.guidance import all_guidance  # noqa: PLC0415 - apps are loaded before anything of theirs is

        all_guidance()
