"""The rules applied to what is known: spells, screening, stop points. Reads no database and changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from stafett.cases.evaluation.known import UNIDENTIFIED_EMPLOYER, AnswerFacts, Known, NoteFacts, PersonFacts
from stafett.cases.evaluation.need import Window
from stafett.cases.evaluation.plans import with_plans
from stafett.cases.evaluation.rows import CaseRow, ScreeningRow
from stafett.core.course import begun, employments_in
from stafett.core.dates import date_of, day_number
from stafett.core.parameters import Law
from stafett.core.rows import Rows, any_of, earliest, where
from stafett.core.screening import risk_signals, segment, who_to_ask
from stafett.core.spells import Spells, employment_frame, find_spells, spell_frame
from stafett.core.stoppoints import RECURRING, stop_points
from stafett.dialogue.models import Reply
from stafett.people.models import Issuer

_NO_ANSWER = AnswerFacts(0, 0, date.min, "", "", "")


@dataclass(slots=True)
class Found:
    """The spells of the people: all of them as arrays, and one row for each that has started."""

    spells: Spells
    frame: pl.DataFrame


def find(known: Known, law: Law) -> Found:
    """Absence spells as known on the day."""
    spells = find_spells(known.facts, gap_days=law.number("spell_gap_days", known.on))
    return Found(spells, begun(spell_frame(spells, on=known.on, law=law)))


def with_circumstances(
    frame: pl.DataFrame, known: Known, cases: dict[int, CaseRow], windows: Mapping[int, Window]
) -> pl.DataFrame:
    """`frame` with what the rules ask beside the spell itself.

    `cases`: the case of each spell row, by `spell`. `windows`: as `need.windows_of` gives them.
    """
    screenings = {row.case_id: row for row in known.screenings.all()}
    open_requests: dict[int, set[str]] = {}
    for request in known.requests.all():
        if request.answered_on is None:
            open_requests.setdefault(request.case_id, set()).add(request.sender)
    spells = list(frame[["spell", "person", "first_day", "last_day"]].iter_rows())
    of_spells = [cases.get(spell) for spell, *_ in spells]
    keys = [case.id if case else 0 for case in of_spells]
    columns = {
        **_people([known.persons[person] for _, person, *_ in spells], known.on),
        **_notes([_inside(known.notes.get(person, []), first, last) for _, person, first, last in spells]),
        **_screening([screenings.get(key) for key in keys], known.answers),
        **{f"open_request_{sender}": [sender in open_requests.get(key, ()) for key in keys] for sender in _SENDERS},
        "case": keys,
        "employer_plan_missing": [key in known.late_plans for key in keys],
        "category": [windows[key]["in_force"] if key in windows else None for key in keys],
        "last_contact": [case.last_contact_on if case else None for case in of_spells],
        "unread_since": [known.unread_since.get(key) for key in keys],
        **{f"{kind}_answered_on": [known.replied.get((key, kind)) for key in keys] for kind in Reply.Kind.values},
    }
    return frame.hstack(pl.DataFrame(columns, schema=_CIRCUMSTANCES))


def screened(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """`frame` with whom to ask (outcome), segment, reasons and risk signals."""
    asked = who_to_ask(frame, law, on).drop("reasons")
    return risk_signals(segment(asked, law, on), law, on)


def points(frame: pl.DataFrame, found: Found, known: Known, law: Law) -> pl.DataFrame:
    """The stop points of the spells in `frame`, with the case of each, and ordinal and employer of its task.

    An employer known by name alone is no row: its number is the ordinal. Of what recurs it is the due day.
    """
    jobs = employments_in(employment_frame(found.spells), frame, known.ended)
    case_of = dict(frame[["spell", "case"]].iter_rows())
    jobs = with_plans(jobs, [case_of[spell] for spell in jobs.get_column("spell")], known.plans)
    rows = stop_points(frame, jobs, law=law, on=known.on)
    spells = frame.get_column("spell").to_numpy()
    case = frame.get_column("case")[np.searchsorted(spells, rows.get_column("spell").to_numpy()).astype(np.uint32)]
    employer = rows.get_column("employer").fill_null(UNIDENTIFIED_EMPLOYER).to_numpy()
    ordinal = np.where(employer < UNIDENTIFIED_EMPLOYER, employer, rows.get_column("occurrence").to_numpy())
    recurs = any_of([Rows(rows, law).text_is("kind", kind) for kind in RECURRING])
    ordinal = np.where(recurs, Rows(rows, law).day("due"), ordinal)
    of_task = where(employer > UNIDENTIFIED_EMPLOYER, pl.Series(employer))
    keyed = rows.hstack([case, pl.Series("ordinal", ordinal), of_task.alias("task_employer")])
    return with_plans(keyed, case.to_list(), known.plans)  # a reason tells them


_SENDERS = ("person", "issuer", "employer")

_CIRCUMSTANCES: dict[str, Any] = {
    "birth_date": pl.Date,
    "died_on": pl.Date,
    "office": pl.String,
    "disability_ordinary": pl.Boolean,
    "self_employed": pl.Boolean,
    "follow_up_decision": pl.Boolean,
    "pregnancy_related": pl.Boolean,
    "issuer_kind": pl.String,
    "doctor_from": pl.Date,
    "elaborated_on": pl.Date,
    "symptom_diagnosis": pl.Boolean,
    "symptom_diagnosis_selected": pl.Boolean,
    "screening_asked_on": pl.Date,
    "conditions_uncertain": pl.Boolean,
    "recurrent_explained": pl.Boolean,
    "answered_on": pl.Date,
    "answer_return": pl.String,
    "answer_cooperation": pl.String,
    "answer_duration": pl.String,
    **{f"open_request_{sender}": pl.Boolean for sender in _SENDERS},
    "case": pl.Int64,
    "employer_plan_missing": pl.Boolean,
    "category": pl.String,
    "last_contact": pl.Date,
    "unread_since": pl.Date,
    **{f"{kind}_answered_on": pl.Date for kind in Reply.Kind.values},
}


def _people(persons: Sequence[PersonFacts], on: date) -> dict[str, list[Any]]:
    return {
        "birth_date": [person.birth_date for person in persons],
        "died_on": [person.died_on for person in persons],
        "office": [person.office for person in persons],
        "disability_ordinary": [person.disability_benefit for person in persons],
        "self_employed": [person.self_employed for person in persons],
        "follow_up_decision": [(person.follow_up_decision_until or date.min) >= on for person in persons],
    }


def _inside(notes: list[NoteFacts], first: date, last: date) -> list[NoteFacts]:
    """The notes with a day in the spell; a note may begin in it and end outside."""
    return [note for note in notes if note.first_day <= last and first <= note.last_day]


def _notes(of_spells: Sequence[Sequence[NoteFacts]]) -> dict[str, list[Any]]:
    issuers = [_issuers(notes) for notes in of_spells]
    return {
        "pregnancy_related": [any(note.pregnancy for note in notes) for notes in of_spells],
        "elaborated_on": [
            max((note.signed_on for note in notes if note.elaborates), default=None) for notes in of_spells
        ],
        "issuer_kind": [kind for kind, _ in issuers],
        "doctor_from": [day for _, day in issuers],
        **{
            name: [bool(notes) and getattr(notes[-1], name) for notes in of_spells]
            for name in ("symptom_diagnosis", "symptom_diagnosis_selected")
        },
    }


def _issuers(notes: Sequence[NoteFacts]) -> tuple[str | None, date | None]:
    """The newest issuer who is not a doctor, and since when doctors have taken over; `notes` in order of last day."""
    others = [place for place, note in enumerate(notes) if note.issuer_kind not in {None, Issuer.Kind.DOCTOR}]
    if not others:
        return None, None
    after = notes[others[-1] + 1 :]
    return notes[others[-1]].issuer_kind, min((note.first_day for note in after), default=None)


def _screening(screenings: Sequence[ScreeningRow | None], answers: dict[int, AnswerFacts]) -> dict[str, list[Any]]:
    given = [answers.get(row.id, _NO_ANSWER) if row else _NO_ANSWER for row in screenings]
    return {
        "screening_asked_on": [row.asked_on if row else None for row in screenings],
        "conditions_uncertain": [bool(row and row.conditions_uncertain) for row in screenings],
        "recurrent_explained": [bool(row and row.recurrence_explained) for row in screenings],
        "answered_on": [answer.given_on if answer.return_likelihood else None for answer in given],
        "answer_return": [answer.return_likelihood or None for answer in given],
        "answer_cooperation": [answer.employer_relation or None for answer in given],
        "answer_duration": [answer.expected_duration or None for answer in given],
    }


def next_change_of_days(found: Found, on: date) -> dict[int, date]:
    """The next day on which a person's days differ by themselves: a grade, a gap, a spell that closes or begins.

    While a gap runs every day counts, so that well days stay exact.
    """
    spells = found.spells
    today = day_number(on)
    person = np.repeat(spells.person, np.diff(spells.run_offset))
    in_gap = (spells.run_first <= today) & (spells.run_last > today) & ~spells.run_sick
    days = np.concatenate(
        [
            spells.run_first,
            spells.last + 1,
            spells.last + spells.gap_days + 1,
            np.full(in_gap.sum(), today + 1),
        ]
    )
    who = np.concatenate([person, spells.person, spells.person, person[in_gap]])
    later = days > today
    return {person: date_of(day) for person, day in earliest(who[later], days[later]).items()}
