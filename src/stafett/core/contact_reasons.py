"""What stands behind each code of contact and reassessment: its reference, its facts and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

_INTERVAL = ("last_contact", "placed_on")
_TODAY: tuple[str, ...] = ()


class Explanation(NamedTuple):
    """What is shown beside a code. `law_of`: the first of these days that has come picks the values, else today."""

    reference: str
    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    law_of: tuple[str, ...] = _INTERVAL


_PLACED = ("category", "placed_on")
_TEMPORARY = ("temporary_kind", "temporary_category", "temporary_from", "temporary_until")
_PACE = ("pace", "pace_on", "pace_from")
_WINDOW = ("contact_window_days",)

TEMPORARY_KINDS: Mapping[str, str] = {
    "in_measure": "contact.in_measure",
    "in_treatment": "contact.in_treatment",
    "waiting_for_measure": "contact.waiting_for_measure",
    "waiting_for_treatment": "contact.waiting_for_treatment",
}
"""The reasons for a temporary category, each with its code."""
TRIGGERS: Mapping[str, str] = {
    "measure_started": "reassess.measure_started",
    "measure_ended": "reassess.measure_ended",
    "measure_broken_off": "reassess.measure_broken_off",
    "treatment_started": "reassess.treatment_started",
    "treatment_ended": "reassess.treatment_ended",
    "treatment_broken_off": "reassess.treatment_broken_off",
    "grade_changed": "reassess.grade_changed",
    "employment_changed": "reassess.employment_changed",
    "person_asked": "reassess.person_asked",
    "answered_differently": "reassess.answered_differently",
    "contact_missed": "reassess.contact_missed",
}
"""The kinds of event after which the need is assessed anew, each with its code."""

EXPLANATIONS: Mapping[str, Explanation] = {
    "contact.dead": Explanation("S4:L307", ("died_on",)),
    "contact.prioritised": Explanation("S4:L809", _PLACED, ("contact_months_prioritised",)),
    "contact.ordinary": Explanation("S4:L814", _PLACED, ("contact_months_ordinary",)),
    "contact.simplified": Explanation("S4:L819", _PLACED, ("contact_months_simplified",)),
    "contact.on_request": Explanation("S4:L825", _PLACED),
    "contact.not_assessed": Explanation("S4:L845", _PLACED),
    "contact.clarified": Explanation("S4:L1742", _PLACED),
    "contact.in_measure": Explanation("S4:L1327", _TEMPORARY),
    "contact.in_treatment": Explanation("S4:L1327", _TEMPORARY),
    "contact.waiting_for_measure": Explanation("S4:L1600", _TEMPORARY),
    "contact.waiting_for_treatment": Explanation("S4:L1600", _TEMPORARY),
    "contact.after_temporary": Explanation("S4:L1336", _TEMPORARY),
    "contact.returned": Explanation("S4:L1336", _TEMPORARY),
    "contact.measure_midway": Explanation(
        "S4:L2146", _TEMPORARY, ("long_measure_months", "measure_midway_percent"), _TODAY
    ),
    "contact.measure_end": Explanation("S4:L822", _TEMPORARY, ("long_measure_months", "measure_end_weeks"), _TODAY),
    "contact.from_last_contact": Explanation("S4:L806", ("last_contact",), _WINDOW),
    "contact.from_placement": Explanation("S4:L806", ("placed_on",), _WINDOW),
    "contact.pace_now": Explanation("S1:L4204", _PACE, ("request_answer_working_days",), ("pace_on",)),
    "contact.pace_from": Explanation("S1:L4204", _PACE, _WINDOW),
    "contact.pace_on_request": Explanation("S1:L4204", _PACE),
    "contact.meeting_planned": Explanation("S4:L1420", ("meeting_on",), _WINDOW),
    "contact.overdue": Explanation("S4:L836", ("last_contact", "placed_on"), _WINDOW),
    "reassess.measure_started": Explanation("S4:L1327", _PLACED),
    "reassess.measure_ended": Explanation("S4:L1336", _PLACED),
    "reassess.measure_broken_off": Explanation("S4:L781", _PLACED),
    "reassess.treatment_started": Explanation("S4:L1327", _PLACED),
    "reassess.treatment_ended": Explanation("S4:L1327", _PLACED),
    "reassess.treatment_broken_off": Explanation("S4:L798", _PLACED),
    "reassess.grade_changed": Explanation("S4:L828", _PLACED),
    "reassess.employment_changed": Explanation("S4:L828", _PLACED),
    "reassess.person_asked": Explanation("S4:L828", _PLACED),
    "reassess.answered_differently": Explanation("S4:L828", _PLACED),
    "reassess.contact_missed": Explanation("S4:L836", ("last_contact", "placed_on"), _WINDOW),
    "reassess.temporary_ended": Explanation("S4:L1336", _TEMPORARY),
    "reassess.long_since": Explanation("S4:L1344", _PLACED, ("reassess_after_months",), _TODAY),
}
