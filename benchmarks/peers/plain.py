"""Plain Python: a function for each rule, one row at a time."""

from typing import Any

import polars as pl

from benchmarks.choices import CATEGORIES
from benchmarks.peers.task import NUMBERS, TODAY, Answers, Order, Segments, rows_of, table_of, with_calendar

Row = dict[str, Any]
_FAILED = {
    "answer_return": {"unsure": "answer_unsure", "unlikely": "answer_unlikely", "prefer_not": "prefer_not_return"},
    "answer_cooperation": {"not_good": "answer_not_good", "prefer_not": "prefer_not_cooperation"},
    "answer_duration": {"over_26_weeks": "answer_over_26_weeks", "prefer_not": "prefer_not_duration"},
}
_MISSING = {name: f"screening.missing_{name.removeprefix('answer_')}" for name in _FAILED}
_CATEGORY = {name: rank for rank, name in enumerate(CATEGORIES)}
_NEVER = 1 << 30
LAW = {name: getattr(NUMBERS, name) for name in (
    "activity_info_weeks", "screening_week", "extended_note_first_weeks", "extended_note_second_weeks",
    "extended_note_third_weeks", "issuer_limit_weeks", "activity_requirement_opens_day",
    "activity_requirement_due_days", "activity_requirement_after_end_days", "no_employer_contact_weeks",
    "no_employer_decision_weeks", "meeting_need_weeks", "dialogue_2_candidate_weeks", "dialogue_2_weeks",
    "plan_b_weeks", "hit_check_weeks", "late_weeks", "soon_end_days", "soon_end_silence_days",
    "stop_point_window_days", "measures_days_before_end", "transition_weeks", "after_return_weeks",
    "after_return_open_days", "employer_period_days", "sick_pay_days", "sick_pay_older_days",
    "screening_expected_fit_days", "order_legal_soon_days",
)}  # fmt: skip
LIMITED, BORN_BY = frozenset(NUMBERS.limited), NUMBERS.born_by


def nth_weekday(day: int, count: int) -> int:
    """The count-th weekday at or after the day; backwards when negative."""
    weekday = (day + 3) % 7
    place = min(weekday, 5) + count - 1 if count > 0 else min(weekday, 4) + count + 1
    return day - weekday + place // 5 * 7 + place % 5


def max_date(row: Row) -> int | None:
    """The last day of sick pay; None without a right to any."""
    start = row["first_day"] + LAW["employer_period_days"] + row["well_days"]
    ends = nth_weekday(start, LAW["sick_pay_days"])
    last: int = row["turns_end"] - 1
    if last < start:
        return None
    shorter = nth_weekday(max(start, row["turns_older"]), LAW["sick_pay_older_days"])
    return min(ends, shorter, last)


def stop_points(row: Row) -> list[int | None]:
    """The due day of each stop point, None where there is none."""
    first, last, closed, employed = row["first_day"], row["last_day"], row["closed"], row["employed"]
    sick = not closed
    meeting = sick and employed
    passes, asked = row["passes_screening"], row["screening_asked_on"]
    message = passes if asked is None else asked

    def within(name: str) -> int:
        return int(first + LAW[name] * 7 - 1)

    def while_sick(day: int) -> bool:
        return day <= last or day > TODAY

    info = within("activity_info_weeks")
    if LAW["screening_week"] <= LAW["activity_info_weeks"]:
        info = max(info, message)
    opens = first + LAW["activity_requirement_opens_day"] - 1
    assessed = sick or (opens <= last and last + LAW["activity_requirement_after_end_days"] >= TODAY)
    candidate = within("dialogue_2_candidate_weeks")
    hit = within("hit_check_weeks") + 1
    said_under = row["answer_duration"] == "under_26_weeks"
    ends = max_date(row) if sick else None
    returned = last + 1 + LAW["after_return_weeks"] * 7
    back = closed and returned + LAW["after_return_open_days"] >= TODAY and passes <= last
    begins = first + LAW["employer_period_days"] + row["well_days"]
    soon = None if ends is None else max(nth_weekday(ends, -LAW["soon_end_days"]), begins)
    silence = LAW["soon_end_silence_days"] + LAW["stop_point_window_days"]
    return [
        info if sick else None,
        within("extended_note_first_weeks") + 1 if sick else None,
        within("extended_note_second_weeks") + 1 if sick else None,
        within("extended_note_third_weeks") + 1 if sick else None,
        within("issuer_limit_weeks") if sick and row["issuer_kind"] in LIMITED else None,
        passes if sick else None,
        max(opens + LAW["activity_requirement_due_days"], message + 1) if assessed else None,
        within("no_employer_contact_weeks") if sick and not employed else None,
        within("no_employer_decision_weeks") if sick and not employed else None,
        within("meeting_need_weeks") if meeting else None,
        within("meeting_need_weeks") if meeting else None,
        candidate if meeting and while_sick(candidate) else None,
        within("dialogue_2_weeks") if meeting else None,
        within("plan_b_weeks") if sick else None,
        hit if sick and said_under and while_sick(hit) else None,
        within("late_weeks") if sick else None,
        soon,
        None if soon is None else soon + silence,
        None if ends is None else ends - LAW["measures_days_before_end"],
        None if ends is None else max(ends - LAW["transition_weeks"] * 7, begins),
        ends,
        row["silence"] if sick else None,
        returned if back else None,
    ]


def segment(row: Row) -> tuple[str | None, tuple[str, ...]]:
    """The segment and its reasons."""
    answered = any(row[name] is not None for name in _FAILED)
    asked = row["screening_asked_on"] is not None
    silent = asked and not answered and row["counts_until"] + 1 <= TODAY and row["last_day"] >= TODAY
    if answered or silent:
        reasons = failed_conditions(row, answered)
        return ("needs_mapping", tuple(reasons)) if reasons else ("care_in_place", ("screening.all_conditions_met",))
    if asked:
        return (None, ()) if row["closed"] else ("awaiting_answer", ("screening.awaiting_answer",))
    return unasked(row)


def failed_conditions(row: Row, answered: bool) -> list[str]:
    """Every condition of care in place that does not hold."""
    reasons = [] if answered else ["screening.not_answered"]
    if answered:
        for name, codes in _FAILED.items():
            given = row[name]
            if given is None:
                reasons.append(_MISSING[name])
            elif given in codes:
                reasons.append(f"screening.{codes[given]}")
    if row["recurrent"]:
        reasons.append("screening.recurrent_absence")
    if row["open_request_person"]:
        reasons.append("screening.open_request_person")
    return reasons


def unasked(row: Row) -> tuple[str | None, tuple[str, ...]]:
    """The segment of somebody who has not been asked."""
    reached = row["passes_screening"] <= TODAY or row["open_request_person"]
    if row["closed"] or not reached or row["last_day"] <= TODAY + LAW["screening_expected_fit_days"]:
        return None, ()
    bypass = []
    if row["pregnancy_related"]:
        bypass.append("screening.pregnancy_related")
    if row["birth_date"] <= BORN_BY:
        bypass.append("screening.bypass_age")
    if bypass:
        return "bypass", tuple(bypass)
    return (None, ()) if row["employed"] else ("needs_mapping", ("screening.no_employer",))


def step_of(task: Row) -> int:
    """The first step of the order of work in which the task stands."""
    own, due = task["actor"] == "nav", task["due"]
    legal, promised = own and task["nature"] == "law", own and task["promised_answer"]
    mapping = own and task["kind"] == "mapping" and due <= TODAY
    steps = (
        (1, legal and due < TODAY),
        (2, promised and due < TODAY),
        (3, promised or (own and task["kind"] == "confirm") or mapping),
        (4, legal and due - LAW["order_legal_soon_days"] <= TODAY),
        (5, own and task["planned_contact"] and due <= TODAY),
    )
    return next((step for step, holds in steps if holds), 7)


def sort_key(task: Row, step: int) -> tuple[Any, ...]:
    """What the order of work is by; pinned ones first, others' duties after Nav's own."""
    category = _CATEGORY[task["category"]] if step == 5 else 0
    return (
        not task["pinned"],
        step,
        task["actor"] != "nav",
        category,
        task["due"],
        -task["risk_count"],
        task["last_contact"],
        task["task"],
    )


def ready(spells: pl.DataFrame) -> list[Row]:
    return rows_of(with_calendar(spells))


def solve(rows: list[Row]) -> tuple[list[list[int | None]], Segments]:
    return [stop_points(row) for row in rows], [segment(row) for row in rows]


def told(solved: tuple[list[list[int | None]], Segments]) -> Answers:
    return Answers(table_of(solved[0]), solved[1])


def ready_tasks(tasks: pl.DataFrame) -> list[Row]:
    return rows_of(tasks)


def order(tasks: list[Row]) -> Order:
    steps = [(step_of(task), task) for task in tasks]
    steps.sort(key=lambda pair: sort_key(pair[1], pair[0]))
    return [(task["task"], step) for step, task in steps]


def told_order(ordered: Order) -> Order:
    return ordered
