"""The catalogue of measures as data: what Nav can offer, on what basis, for how long."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

FILE = Path(__file__).resolve().parent / "measures.yaml"
MEASURES: Final = (
    "clarification",
    "work_rehabilitation",
    "follow_up_at_work",
    "training_course",
    "job_support",
    "fit_for_placement",
    "adaptation_grant",
    "expert_help",
    "workplace_assessment",
)
"""The codes that have texts; the catalogue holds exactly these."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One measure of the catalogue; `longest_weeks` is a guide, `assumed` where the sources give no number."""

    code: str
    basis: str
    reference: str
    in_force_from: date
    longest_weeks: int
    assumed: bool
    beside_treatment: bool
    in_force_until: date | None = None


@cache
def catalogue() -> dict[str, Offer]:
    """All measures by code, in the order of the file, also those that are no longer offered.

    Raises ValueError for one without texts, and TypeError for one that lacks something.
    """
    rows: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["measures"]
    offers = {row["code"]: Offer(**row) for row in rows}
    if set(offers) != set(MEASURES) or len(offers) != len(rows):
        raise ValueError("measures.yaml and the codes that have texts differ.")
    return offers


def offered(on: date) -> list[Offer]:
    """What can be proposed on a day."""
    return [
        offer
        for offer in catalogue().values()
        if offer.in_force_from <= on and (offer.in_force_until is None or on <= offer.in_force_until)
    ]
