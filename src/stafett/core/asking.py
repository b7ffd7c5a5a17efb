"""Asking others: by when a specialist's answer is expected."""

from __future__ import annotations

from datetime import date

from stafett.core.dates import add_working_days
from stafett.core.parameters import Law

SPECIALISTS = ("advisory_doctor", "working_life_centre", "aids")
"""Who can be asked: advisory doctor (ROL), working-life centre (ALS), aids and adaptation (S1:L1658-1725)."""
THEMES = ("workplace", "health", "economy", "housing", "family", "language", "job_mobility", "other")
"""What another service can help with, by the themes of the conversation (S4:L549)."""


def specialist_answer_due(asked_on: date, law: Law, office: str | None = None) -> date:
    """The day by which a specialist's answer is expected."""
    return add_working_days(asked_on, law.number("specialist_answer_working_days", asked_on, office))
