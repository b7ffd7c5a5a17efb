"""Where a rule comes from, as those who read a page see it."""

from typing import Final

REPORTS: Final = "S"
"""The lines of the reports begin with it: they are for those who keep the data, and say nothing to others."""


def law_of(reference: str) -> str:
    """The sections of law in a reference of data, with semicolons between; empty where it is the reports only."""
    return "; ".join(part for part in reference.split("; ") if not part.startswith(REPORTS))
