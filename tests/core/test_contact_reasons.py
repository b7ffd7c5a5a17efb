"""Why contact is due when it is, why the need is assessed anew, and in which words something is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from stafett.core.contact import contact_windows, explain_contact, reassessments
from stafett.core.parameters import LocalValue, default_law
from stafett.core.reasons import Reason
from tests.core.follow_up_frames import contacts, events

LAW = default_law()
ONE = timedelta(days=1)
ON = date(2026, 6, 1)
PLACED: dict[str, Any] = {"category": "ordinary", "placed_on": date(2026, 4, 1)}
REGULAR = ["ordinary", "from_placement"]
MEASURE: dict[str, Any] = {
    "temporary_kind": "in_measure",
    "temporary_category": "on_request",
    "temporary_from": date(2026, 4, 1),
    "temporary_until": date(2026, 12, 31),
}


def pace(kind: str, **days: date) -> dict[str, Any]:
    return {**PLACED, "pace": kind, "pace_on": ON, **days}


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, ["not_assessed"]),
        ({"category": "not_assessed"}, ["not_assessed"]),
        ({"category": "clarified"}, ["clarified"]),
        ({"category": "ordinary", "placed_on": ON + ONE}, ["not_assessed"]),
        ({**PLACED, "died_on": ON}, ["dead"]),
        ({"died_on": ON}, ["dead"]),
        ({**PLACED, "died_on": ON + ONE}, REGULAR),
        (PLACED, REGULAR),
        ({**PLACED, "category": "prioritised"}, ["prioritised", "from_placement"]),
        ({**PLACED, "category": "simplified", "last_contact": ON}, ["simplified", "from_last_contact"]),
        ({**PLACED, "last_contact": ON + ONE}, REGULAR),
        ({**PLACED, "category": "on_request"}, ["on_request"]),
        ({**PLACED, "placed_on": date(2025, 11, 18)}, REGULAR),  # the window closes today
        ({**PLACED, "placed_on": date(2025, 11, 17)}, [*REGULAR, "overdue"]),
        (pace("now"), ["ordinary", "pace_now"]),
        ({**pace("now"), "last_contact": ON}, ["ordinary", "from_last_contact"]),
        ({**pace("now"), "pace_on": ON + ONE}, REGULAR),
        (pace("from", pace_from=ON), ["ordinary", "pace_from"]),
        ({**pace("from", pace_from=ON), "last_contact": ON}, ["ordinary", "from_last_contact"]),
        (pace("on_request"), ["ordinary", "pace_on_request"]),
        ({**PLACED, **MEASURE}, ["on_request", "in_measure", "measure_midway"]),
        # Who was spoken to on the first day of a conversation's window has had it.
        ({**PLACED, **MEASURE, "last_contact": date(2026, 7, 31)}, ["on_request", "in_measure", "measure_midway"]),
        ({**PLACED, **MEASURE, "temporary_until": date(2026, 9, 30)}, ["on_request", "in_measure", "after_temporary"]),
        ({**PLACED, **MEASURE, "temporary_until": date(2026, 10, 1)}, ["on_request", "in_measure", "measure_midway"]),
        (
            {**PLACED, **MEASURE, "temporary_kind": "in_treatment"},
            ["on_request", "in_treatment", "after_temporary"],
        ),
        (
            {**PLACED, **MEASURE, "temporary_kind": "waiting_for_treatment", "temporary_until": None},
            ["on_request", "waiting_for_treatment"],
        ),
        ({**PLACED, **MEASURE, "temporary_until": ON - ONE}, ["ordinary", "returned", "from_placement"]),
        ({**PLACED, **MEASURE, "temporary_from": ON}, ["on_request", "in_measure", "measure_midway"]),
        ({**PLACED, **MEASURE, "temporary_from": ON + ONE}, REGULAR),
    ],
)
def test_contact_says_why(facts: dict[str, Any], codes: list[str]) -> None:
    found = contact_windows(contacts([facts, {}]), LAW, ON)["contact_reasons"].to_list()
    assert found == [[f"contact.{code}" for code in codes], ["contact.not_assessed"]]


def test_a_conversation_of_a_measure_is_held_from_the_first_day_of_its_window() -> None:
    row = {**PLACED, **MEASURE}
    due = date(2026, 8, 16)
    assert contact_windows(contacts([row]), LAW, ON)["contact_due"].to_list() == [due]
    for last, still in ((due - 15 * ONE, True), (due - 14 * ONE, False)):
        found = contact_windows(contacts([{**row, "last_contact": last}]), LAW, last)["contact_reasons"].item()
        assert ("contact.measure_midway" in found) == still


@pytest.mark.parametrize(
    ("facts", "day"),
    [
        ({}, None),
        (PLACED, date(2026, 9, 17)),
        ({**PLACED, "placed_on": date(2025, 12, 1)}, date(2026, 6, 16)),
        ({**PLACED, "placed_on": date(2025, 11, 30)}, date(2026, 6, 14)),
        ({**PLACED, "placed_on": date(2025, 6, 2), "last_contact": ON}, date(2026, 6, 2)),
        ({**PLACED, "placed_on": date(2025, 6, 1), "last_contact": ON}, date(2026, 11, 17)),
        ({**PLACED, "category": "on_request"}, date(2027, 4, 1)),
        ({**PLACED, "placed_on": ON + ONE}, ON + ONE),
        ({**PLACED, "died_on": ON + ONE}, ON + ONE),
        ({**PLACED, "died_on": ON}, None),
        ({**PLACED, "last_contact": ON + 2 * ONE}, ON + 2 * ONE),
        ({**PLACED, "pace": "on_request", "pace_on": ON + 3 * ONE}, ON + 3 * ONE),
        ({**PLACED, **MEASURE, "temporary_from": ON + ONE}, ON + ONE),
        ({**PLACED, **MEASURE, "temporary_kind": None, "temporary_from": ON + ONE}, date(2026, 9, 17)),
        ({**PLACED, **MEASURE, "temporary_until": ON}, ON + ONE),
    ],
)
def test_the_next_day_on_which_time_alone_changes_something(facts: dict[str, Any], day: date | None) -> None:
    assert contact_windows(contacts([facts]), LAW, ON)["changes_on"].to_list() == [day]


def test_who_wants_contact_now_is_promised_it_within_the_offices_own_days() -> None:
    law = LAW.with_local_values([LocalValue("0301", "request_answer_working_days", ON, 2)])
    rows = [{**pace("now"), "office": office} for office in ("0302", "0301")]
    found = contact_windows(contacts([*rows, PLACED]), law, ON)
    # Five working days from a Monday, two of them the weekend's; and two.
    assert found["contact_due"].to_list() == [date(2026, 6, 8), date(2026, 6, 3), date(2026, 10, 1)]
    assert found["window_opens"].to_list()[:2] == [ON, ON]


def test_events_of_one_day_stand_in_the_order_of_their_reasons() -> None:
    kinds = ("treatment_ended", "grade_changed", "person_asked", "measure_started", "employment_changed")
    told = [{"case": 0, "kind": kind, "happened_on": ON} for kind in kinds]
    found = reassessments(contacts([PLACED]), events([*told, {"case": 7, "kind": "grade_changed"}]), LAW, ON)
    assert found.columns == ["case", "reason", "since", "due"]
    assert found["reason"].to_list() == [f"reassess.{kind}" for kind in sorted(kinds)]
    assert found["due"].to_list() == [ON + 14 * ONE] * 5
    assert reassessments(contacts([PLACED]), events(told).drop("learned_on"), LAW, ON).equals(found)


def test_an_event_that_does_not_exist_is_refused_with_those_that_do() -> None:
    told = events([{"case": 0, "kind": kind, "happened_on": ON} for kind in ("moved", "asked")])
    with pytest.raises(ValueError, match=r"^There is no kind of event 'asked'; it is one of measure_started, measure"):
        reassessments(contacts([{}]), told, LAW, ON)


TEMPORARY = "A temporary category needs temporary_category and temporary_from."


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"category": "ordinary"}, "A category needs placed_on."),
        ({"category": "on_request"}, "A category needs placed_on."),
        ({"temporary_kind": "in_measure", "temporary_category": "ordinary"}, TEMPORARY),
        ({"temporary_kind": "waiting_for_measure", "temporary_from": ON}, TEMPORARY),
        ({"pace": "on_request"}, "A pace needs pace_on."),
        ({"pace": "from", "pace_on": ON}, "The pace `from` needs pace_from."),
    ],
)
def test_what_lacks_its_day_is_refused_in_words(facts: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match="needs") as refused:
        contact_windows(contacts([facts]), LAW, ON)
    assert str(refused.value) == problem


@pytest.mark.parametrize(
    ("code", "on", "reference", "facts", "parameters"),
    [
        ("contact.ordinary", ON, "S4:L814", {"category": "ordinary", "placed_on": "2026-04-01"}, {"months": 4}),
        ("contact.ordinary", date(2026, 3, 1), "S4:L814", None, {"months": 6}),
        ("contact.pace_now", ON, "S1:L4204", {"pace": "now", "pace_on": "2026-05-04"}, {"answer": 3}),
        ("reassess.long_since", ON, "S4:L1344", {"category": "ordinary", "placed_on": "2026-04-01"}, {"reassess": 9}),
    ],
)
def test_a_code_is_explained_by_the_values_that_counted(
    code: str, on: date, reference: str, facts: dict[str, Any] | None, parameters: dict[str, Any]
) -> None:
    names = {
        "months": "contact_months_ordinary",
        "answer": "request_answer_working_days",
        "reassess": "reassess_after_months",
    }
    law = LAW.with_local_values(
        [
            LocalValue("0301", "contact_months_ordinary", date(2026, 4, 1), 4),
            LocalValue("0301", "contact_months_ordinary", date(2026, 4, 2), 5),
            LocalValue("0301", "request_answer_working_days", date(2026, 5, 4), 3),
            LocalValue("0301", "request_answer_working_days", date(2026, 5, 5), 4),
            LocalValue("0301", "reassess_after_months", ON, 9),
        ]
    )
    row = {**PLACED, "office": "0301", "pace": "now", "pace_on": date(2026, 5, 4)}
    expected = facts or {"category": "ordinary", "placed_on": "2026-04-01"}
    values = {names[name]: value for name, value in parameters.items()}
    found = explain_contact(code, row, law, on)
    assert found == Reason(code, code.partition(".")[0], reference, expected, values)


@pytest.mark.parametrize(("elapsed", "days"), [(-1, 14), (0, 7), (1, 14)])
def test_a_contact_of_the_day_asked_has_come(elapsed: int, days: int) -> None:
    # One that lies ahead has not: then it is the placement that counts.
    law = LAW.with_local_values([LocalValue("0301", "contact_window_days", ON, 7)])
    row = {**PLACED, "last_contact": ON + elapsed * ONE, "office": "0301"}
    told = explain_contact("contact.from_last_contact", row, law, ON)
    assert told.parameters == {"contact_window_days": days}


@pytest.mark.parametrize(
    ("beside", "state"), [(-15, "future"), (-14, "open"), (0, "open"), (14, "open"), (15, "overdue")]
)
def test_a_window_is_open_from_its_first_day_through_its_last(beside: int, state: str) -> None:
    due = date(2026, 10, 1)  # six months after the placement
    found = contact_windows(contacts([PLACED]), LAW, due + beside * ONE)
    assert (found["contact_due"].item(), found["contact_state"].item()) == (due, state)
