"""The directory of who contributes what, as data: other services and Nav's own specialists."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

FILE = Path(__file__).resolve().parent / "contributors.yaml"
CONTRIBUTORS: Final = (
    "employer",
    "issuer",
    "advisory_doctor",
    "working_life_centre",
    "aids",
    "occupational_health",
    "regional_unit",
    "benefit_line",
    "municipality",
)
"""The codes that have texts; the directory holds exactly these."""


@dataclass(frozen=True, slots=True)
class Contributor:
    """One who can contribute, from a day on."""

    code: str
    reference: str
    in_force_from: date
    in_force_until: date | None = None


@cache
def directory() -> tuple[Contributor, ...]:
    """All entries in the order of the file. Raises ValueError for one without texts."""
    rows: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["contributors"]
    if sorted(row["code"] for row in rows) != sorted(CONTRIBUTORS):
        raise ValueError("contributors.yaml and the codes that have texts differ.")
    return tuple(Contributor(**row) for row in rows)


def contributors_on(on: date) -> list[Contributor]:
    """Those who can be asked on a day."""
    return [
        one
        for one in directory()
        if one.in_force_from <= on and (one.in_force_until is None or on <= one.in_force_until)
    ]
