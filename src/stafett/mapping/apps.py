"""The app of step 2."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    """Reads the guides when the program starts: a guide that cannot be used stops it there."""

    name = "stafett.mapping"

    def ready(self) -> None:
        """Raises GuideError."""
        from stafett.mapping.guide import all_guides  # noqa: PLC0415 - apps are loaded before anything of theirs is

        all_guides()
