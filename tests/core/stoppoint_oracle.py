"""The stop points of one spell in plain Python, day by day, written apart from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import holidays

HOLIDAYS = holidays.country_holidays("NO", years=range(2005, 2045))
ONE = timedelta(days=1)
Key = tuple[str, int, int | None]
Found = dict[Key, tuple[date, date, str]]


HAPPENED = (
    "elaborated_on",
    "soon_end_answered_on",
    "meeting_need_answered_on",
    "screening_asked_on",
    "dialogue_2_demanded_on",
    "dialogue_3_demanded_on",
    "last_contact",
    "plan_asked_on",
    "plan_shared_on",
    "plan_to_issuer_on",
    "dialogue_1_done_on",
)


def as_known(facts: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The facts without what had not happened yet on the day."""
    return {
        name: None if name in HAPPENED and value is not None and value > on else value for name, value in facts.items()
    }


def stop_points(told: Mapping[str, Any], told_of_jobs: list[dict[str, Any]], on: date) -> Found:
    """(kind, occurrence, employer) -> (due, working day, state), of what is relevant on the day."""
    found: Found = {}
    spell, jobs = as_known(told, on), [as_known(job, on) for job in told_of_jobs]
    for kind, occurrence, actor, due, opens in _present(spell, on):
        done = _is_done(kind, actor, spell, opens, on)
        found[kind, occurrence, None] = _seen(actor, due, opens, on, done=done)
    for job in jobs:
        for kind, due, opens, done in _of_job(spell, job, on):
            found[kind, 1, job["employer"]] = _seen("employer", due, opens, on, done=done)
    return found


def _seen(actor: str, due: date, opens: date, on: date, *, done: bool = False) -> tuple[date, date, str]:
    working = due
    while working.weekday() >= 5 or working in HOLIDAYS:
        working += ONE if actor == "person" else -ONE
    if done:
        return due, working, "done"
    if on < opens:
        return due, working, "future"
    if on < due:
        return due, working, "open"
    in_time = on == due or (actor == "person" and on <= working)
    return due, working, "due" if in_time else "overdue"


def _is_done(kind: str, actor: str, spell: Mapping[str, Any], opens: date, on: date) -> bool:
    if kind == "activity_requirement":
        return bool(spell["grade"] < 100 and on >= opens)
    if kind == "extended_note":
        return spell["elaborated_on"] is not None and spell["elaborated_on"] >= opens
    if kind == "soon_end":
        return spell["soon_end_answered_on"] is not None
    if kind == "meeting_need" and actor == "person":
        return spell["meeting_need_answered_on"] is not None and spell["meeting_need_answered_on"] >= opens
    if kind == "issuer_limit" and spell["doctor_from"] is not None:
        day_after_limit = spell["first_day"] + 84 * ONE
        return bool(spell["doctor_from"] <= max(on, day_after_limit))
    return False


def _alive(spell: Mapping[str, Any], on: date) -> bool:
    return spell["died_on"] is None or on < spell["died_on"]


def _sick(spell: Mapping[str, Any], on: date) -> bool:
    fit = spell["fit_from"] is not None and spell["fit_from"] <= on
    return _alive(spell, on) and not spell["closed"] and not fit


def _present(spell: Mapping[str, Any], on: date) -> Iterator[tuple[str, int, str, date, date]]:
    first: date = spell["first_day"]

    def day(number: int) -> date:
        return first + (number - 1) * ONE

    screening = spell["passes_screening"] or day(57) + spell["well_days"] * ONE
    message = spell["screening_asked_on"] or screening
    last = spell["last_day"]
    if _alive(spell, on) and (not spell["closed"] or (day(56) <= last and on <= last + 30 * ONE)):
        yield "activity_requirement", 1, "nav", max(day(77), message + ONE), day(56)
    returned = spell["fit_from"] if spell["fit_from"] is not None else last + ONE
    asked = returned + 28 * ONE
    has_returned = spell["closed"] or (spell["fit_from"] is not None and spell["fit_from"] <= on)
    if _alive(spell, on) and has_returned and screening <= last and on <= asked + 14 * ONE:
        yield "after_return", 1, "person", asked, asked
    fit = spell["fit_from"] is not None and spell["fit_from"] <= on
    begins, ends = spell["aap_from"], spell["aap_until"]
    if _alive(spell, on) and not fit and (ends is None or on <= ends):
        if begins:
            yield "aap_first", 1, "nav", begins + 28 * ONE, begins + 14 * ONE
        if ends:
            yield "aap_end", 1, "nav", ends - 182 * ONE, ends - 196 * ONE
    if _sick(spell, on):
        yield "screening", 1, "person", screening, screening
        for kind, occurrence, actor, due in _while_sick(spell, on, day):
            yield kind, occurrence, actor, due, due - 14 * ONE


def _while_sick(spell: Mapping[str, Any], on: date, day: Any) -> Iterator[tuple[str, int, str, date]]:
    def reached_sick(due: date) -> bool:
        return due > on or due <= spell["last_day"]

    yield "activity_info", 1, "system", day(42)
    for occurrence, number in enumerate((50, 120, 274), start=1):
        yield "extended_note", occurrence, "issuer", day(number)
    if spell["issuer_kind"] in ("chiropractor", "manual_therapist"):
        yield "issuer_limit", 1, "issuer", day(84)
    if not spell["employed"]:
        yield "no_employer", 1, "nav", day(28)
        yield "no_employer", 2, "nav", day(84)
    else:
        yield from _meetings(spell, day, reached_sick)
    if spell["category"] not in ("prioritised", "ordinary", "simplified", "on_request"):
        yield "silence", 1, "nav", _half_a_year_after(spell["last_contact"] or spell["first_day"])
    yield "plan_b", 1, "nav", day(182)
    if spell["answer_duration"] == "under_26_weeks" and reached_sick(day(183)):
        yield "hit_check", 1, "system", day(183)
    yield "late", 1, "nav", day(273)
    end = spell["max_date"] or max_date(spell)
    if end is not None:
        begins = day(17) + spell["well_days"] * ONE
        asked = max(_fewer_than_80_left(end), begins)
        yield "soon_end", 1, "person", asked
        if spell["soon_end_answered_on"] is None:
            yield "soon_end_silence", 1, "nav", asked + (10 + 14) * ONE
        yield "measures", 1, "nav", end
        yield "transition", 1, "nav", max(end - 56 * ONE, begins)
        yield "end", 1, "system", end


def _meetings(spell: Mapping[str, Any], day: Any, reached_sick: Any) -> Iterator[tuple[str, int, str, date]]:
    if not spell["dialogue_2_held"]:
        yield "meeting_need", 1, "person", day(112)
        yield "meeting_need", 2, "employer", day(112)
        if reached_sick(day(119)):
            yield "dialogue_2_candidate", 1, "nav", day(119)
        demanded = spell["dialogue_2_demanded_on"]
        yield "dialogue_2", 1, "nav", min(day(182), demanded + 28 * ONE) if demanded else day(182)
    if spell["dialogue_3_demanded_on"] and not spell["dialogue_3_held"]:
        yield "dialogue_3", 1, "nav", spell["dialogue_3_demanded_on"] + 28 * ONE


def max_date(spell: Mapping[str, Any]) -> date | None:
    """Day by day from day 17: 248 weekdays, at most 60 of them from 67, none from 70."""
    born = spell["birth_date"]
    day = spell["first_day"] + (16 + spell["well_days"]) * ONE
    paid = paid_older = 0
    last = None
    while paid < 248 and paid_older < 60 and _age(born, day) < 70:
        last = day
        if day.weekday() < 5:
            paid += 1
            paid_older += _age(born, day) >= 67
        day += ONE
    # Only the 70th birthday can end it on a weekend.
    return last


def _age(born: date | None, day: date) -> int:
    if born is None:
        return 0
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _fewer_than_80_left(end: date) -> date:
    day, left = end, 0
    while True:
        left += day.weekday() < 5
        if left == 80:
            return day
        day -= ONE


def _of_job(spell: Mapping[str, Any], job: Mapping[str, Any], on: date) -> Iterator[tuple[str, date, date, bool]]:
    ended = job["ended_on"] is not None and job["ended_on"] <= on
    if not _sick(spell, on) or ended or on > job["last_day"] + 16 * ONE:
        return
    plan, made = job["first_day"] + 27 * ONE, (job["plan_shared_on"], job["plan_to_issuer_on"])
    yield "plan", plan, plan - 14 * ONE, any(day is not None and job["first_day"] <= day <= on for day in made)
    if job["first_full_day"] is not None or job["dialogue_1_wanted"]:
        meeting = (job["first_full_day"] or job["first_day"]) + 48 * ONE
        done = job["dialogue_1_done_on"]
        yield "dialogue_1", meeting, meeting - 14 * ONE, done is not None and job["first_day"] <= done <= on
    asked, shared = job["plan_asked_on"], job["plan_shared_on"]
    if asked:
        yield "plan_request", asked + 14 * ONE, asked, shared is not None and shared >= asked
    if job["meeting_on"] and on <= job["meeting_on"]:
        due = job["meeting_on"] - 7 * ONE
        yield "plan_to_nav", due, due - 14 * ONE, shared is not None and shared >= due - 14 * ONE


def _half_a_year_after(day: date) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + 6, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - ONE).day
    return date(year, month + 1, min(day.day, last))
