"""Asking: by when a specialist's answer is expected, and by when Nav answers who says that a fact is wrong."""

from __future__ import annotations

from datetime import date

from stafett.core.dates import add_working_days
from stafett.core.parameters import Law

SPECIALISTS = ("advisory_doctor", "working_life_centre", "aids")
"""Who can be asked: advisory doctor (ROL), working-life centre (ALS), aids and adaptation (S1:L1658-1725)."""
THEMES = ("workplace", "health", "economy", "housing", "family", "language", "job_mobility", "other")
"""What another service can help with, by the themes of the conversation (S4:L549)."""


def correction_answer_due(said_on: date, law: Law, office: str | None = None) -> date:
    """The day by which a person who says that a fact is wrong has heard what was done (fvl. § 11 a, GDPR art. 16)."""
    return add_working_days(said_on, law.number("correction_answer_working_days", said_on, office))


def specialist_answer_due(asked_on: date, law: Law, office: str | None = None) -> date:
    """The day by which a specialist's answer is expected."""
    return add_working_days(asked_on, law.number("specialist_answer_working_days", asked_on, office))
