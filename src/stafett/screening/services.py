"""What people do with the questions and the suggestion: answering, marking, confirming."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.handover.services import offer_by_segment
from stafett.cases.journal import Journal
from stafett.cases.models import Case, Task
from stafett.dialogue.models import Message
from stafett.people.models import Unit
from stafett.screening.models import Answer, Screening

State = Screening.State
Segment = Case.Segment


class ScreeningError(Exception):
    """Something that cannot be done with a screening now. `code` is a gettext key, `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One person's answers to the three questions. A staff actor has written them down on the telephone."""

    screening_id: int
    return_likelihood: str
    employer_relation: str
    expected_duration: str
    actor: Actor
    comment: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person at Nav chooses. Another segment than the suggested one needs a line of reason."""

    screening_id: int
    segment: str
    actor: Actor
    override_reason: str = ""


@transaction.atomic
def give_answers(given: Sequence[GivenAnswer], *, on: date, at: datetime) -> None:
    """Keeps each set of answers, beside earlier ones, and re-evaluates the people.

    The same answers again on the same day (a form sent twice) are one set.

    Raises ScreeningError("screening_error.ended") when the spell is over. Unknown answers are refused by the database.
    """
    screenings = _locked([item.screening_id for item in given])
    for item in given:
        screening = screenings[item.screening_id]
        if screening.state == State.ENDED or screening.case.state != Case.State.OPEN:
            raise ScreeningError("screening_error.ended")
        said = {
            "given_on": on,
            "registered_by_id": item.actor.id if item.actor.is_staff else None,
            "return_likelihood": item.return_likelihood,
            "employer_relation": item.employer_relation,
            "expected_duration": item.expected_duration,
            "comment": item.comment,
        }
        newest = Answer.objects.filter(screening=screening).order_by("-id").first()
        if newest is not None and all(getattr(newest, name) == value for name, value in said.items()):
            continue
        Answer.objects.create(screening=screening, given_at=at, form=dict(item.form), **said)
        if item.actor.is_staff:  # a conversation, whatever channel; a form filled in by the person is none
            Case.objects.filter(pk=screening.case_id).update(last_contact_on=on)
        _write_down(item.actor, on, at, "answers_given", screening)
        _tell(screening.case, "answer_received", on)
    _evaluate(screenings, on, at)


@transaction.atomic
def confirm_segments(chosen: Sequence[Confirmation], *, on: date, at: datetime) -> None:
    """Sets the segments chosen by people at Nav, offers the cases to the unit that follows from them, and tells.

    care_in_place and bypass are offered to the regional unit, or stay on the local unit's light bench where there is
    none; needs_mapping is the local unit's. Who holds a case holds it until the offer is accepted
    (`cases.handover`). What is open under § 8-8 goes along as a named task.

    Raises ScreeningError: screening_error.already_confirmed (by, on, segment) when somebody else was first,
    screening_error.not_waiting, screening_error.unknown_segment, screening_error.reason_needed.
    """
    screenings = _locked([item.screening_id for item in chosen])
    for item in chosen:
        screening = screenings[item.screening_id]
        _refuse(item, screening)
        before = {"segment": screening.case.segment}
        screening.state, screening.segment = State.CONFIRMED, item.segment
        screening.confirmed_on, screening.confirmed_by_id = on, item.actor.id
        screening.override_reason = item.override_reason.strip()
        screening.save()
        case = screening.case
        case.segment = item.segment
        case.save(update_fields=["segment"])
        Task.objects.filter(case=case, kind="confirm", state=Task.State.OPEN).update(
            state=Task.State.DONE, ended_on=on, ended_by=item.actor.name, outcome=item.segment
        )
        after = {"segment": item.segment, "suggestion": screening.suggestion}
        _write_down(item.actor, on, at, "segment_confirmed", screening, before, after | _goes_along(case))
        offer_by_segment(case=case, to_unit=_unit_of_segment(case), actor=item.actor, on=on, at=at)
        _tell(case, item.segment, on)
    _evaluate(screenings, on, at)


@transaction.atomic
def mark_conditions(*, screening: Screening, uncertain: bool, actor: Actor, on: date, at: datetime) -> None:
    """Marks the conditions of ftrl. §§ 8-4 and 8-8 as uncertain, or as certain again."""
    _mark(screening, "conditions_uncertain", uncertain, actor, on, at)


@transaction.atomic
def explain_recurrence(*, screening: Screening, explained: bool, actor: Actor, on: date, at: datetime) -> None:
    """Notes whether treatment time, bad luck or optimal accommodation explains the recurrent absence."""
    _mark(screening, "recurrence_explained", explained, actor, on, at)


def _mark(screening: Screening, name: str, value: bool, actor: Actor, on: date, at: datetime) -> None:
    locked = _locked([screening.pk])[screening.pk]
    before = {name: getattr(locked, name)}
    setattr(locked, name, value)
    locked.save(update_fields=[name])
    _write_down(actor, on, at, "screening_marked", locked, before, {name: value})
    evaluate([locked.case.person_id], on=on, at=at)


def _locked(keys: Sequence[int]) -> dict[int, Screening]:
    """The screenings, read after their people have been locked."""
    lock_people(Screening.objects.filter(pk__in=keys).values_list("case__person", flat=True))
    rows = Screening.objects.select_related("case__person__home_unit__roe", "confirmed_by").filter(pk__in=keys)
    return {row.pk: row for row in rows.order_by("pk")}


def _refuse(item: Confirmation, screening: Screening) -> None:
    if screening.state == State.CONFIRMED:
        by = screening.confirmed_by.name if screening.confirmed_by else ""
        raise ScreeningError(
            "screening_error.already_confirmed", by=by, on=screening.confirmed_on, segment=screening.segment
        )
    if screening.state != State.TO_CONFIRM:
        raise ScreeningError("screening_error.not_waiting")
    if item.segment not in Segment.values:
        raise ScreeningError("screening_error.unknown_segment")
    if item.segment != screening.suggestion and not item.override_reason.strip():
        raise ScreeningError("screening_error.reason_needed")


def _unit_of_segment(case: Case) -> Unit:
    home = case.person.home_unit
    return home if case.segment == Segment.NEEDS_MAPPING else home.roe or home


def _goes_along(case: Case) -> dict[str, Any]:
    open_legal = Task.objects.filter(case=case, kind="activity_requirement", state=Task.State.OPEN).exists()
    return {"goes_along": ["activity_requirement"]} if open_legal else {}


def _tell(case: Case, code: str, on: date) -> None:
    channel = Message.Channel.DIGITAL if case.person.reachable_digitally else Message.Channel.LETTER
    Message.objects.create(person=case.person, case=case, code=code, channel=channel, sent_on=on)


def _write_down(
    actor: Actor,
    on: date,
    at: datetime,
    event: str,
    screening: Screening,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    journal = Journal(actor, on, at, screening.law_version)
    journal.note(event, person=screening.case.person_id, case=screening.case_id, before=before, after=after)
    journal.save()


def _evaluate(screenings: dict[int, Screening], on: date, at: datetime) -> None:
    people = {screening.case.person_id for screening in screenings.values()}
    if people:
        evaluate(people, on=on, at=at)
