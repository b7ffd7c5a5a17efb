"""The days of a hand-over: when an offered case is to be answered, and when one that came back is to be looked at."""

from __future__ import annotations

from datetime import date

from stafett.core.dates import add_working_days
from stafett.core.parameters import Law


def handover_answer_due(offered_on: date, law: Law, office: str | None = None) -> date:
    """When the receiver is to have accepted or returned a case; the giver holds it until then and after."""
    return add_working_days(offered_on, law.number("handover_answer_working_days", offered_on, office))


def handover_returned_due(returned_on: date, law: Law, office: str | None = None) -> date:
    """When the giver is to have looked at a case that came back."""
    return add_working_days(returned_on, law.number("handover_returned_working_days", returned_on, office))
