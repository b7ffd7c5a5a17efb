"""Why Nav has a task that follows from screening, a mapping, a request or a wish of its own, not from a stop point."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from stafett.core.parameters import Law
from stafett.core.reasons import Reason, as_json


class _Duty(NamedTuple):
    """`parameters` is empty where the day follows from no number: it was agreed on."""

    reference: str
    parameters: tuple[str, ...] = ()


DUTIES = {
    "confirm": _Duty("S0:L1733", ("confirm_working_days",)),
    "mapping": _Duty("S0:L263", ("mapping_first_contact_days",)),
    "mapping_returned": _Duty("S0:L1790", ("mapping_first_contact_days",)),
    "agreed_contact": _Duty("S4:L720"),
    "answer_urgent_request": _Duty("S2:L1233", ("request_urgent_working_days",)),
    "answer_request": _Duty("S2:L1231", ("request_answer_working_days",)),
    "accept_handover": _Duty("S0:L1733", ("handover_answer_working_days",)),
    "handover_returned": _Duty("S0:L375", ("handover_returned_working_days",)),
    "follow_up": _Duty("NAV:7"),
    "meeting_outcome": _Duty("S4:L836", ("meeting_outcome_working_days",)),
    "meeting_adviser": _Duty("S1:L1463"),
    "meeting_after_end": _Duty("S4:L836"),
}


def explain_duty(kind: str, since: date, due: date, law: Law, office: str | None = None) -> Reason:
    """The reason for a task of `kind` (one of DUTIES) that began on `since`.

    Raises KeyError for another kind.
    """
    duty = DUTIES[kind]
    return Reason(
        code=f"duty.{kind}",
        rule=f"duty.{kind}",
        reference=duty.reference,
        facts={"since": as_json(since), "due": as_json(due)},
        parameters=law.in_force(duty.parameters, since, office),
    )
