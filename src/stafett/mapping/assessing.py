"""The need assessed, and a category for a time. Each tells the person what Nav does next, and never how they rank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.evaluation.need import REASSESS, Window, load_placed, window_rows
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, Task
from stafett.core.contact import explain_contact
from stafett.core.contact_reasons import TEMPORARY_KINDS
from stafett.core.factors import CATEGORIES
from stafett.core.limits import furthest_day
from stafett.core.parameters import Law
from stafett.dialogue.models import Message
from stafett.mapping.models import NeedAssessment, TemporaryCategory
from stafett.mapping.need import Facts, judge, may_choose, newest_assessment, register_facts
from stafett.people import bulk

LINE = 300
ENDED_BY_ITSELF = ("new_assessment", "over")
"""Why a temporary category has ended without a word from anybody: assessed anew, or its time was over."""
NOT_TOLD = frozenset({"contact.from_last_contact", "contact.from_placement", "contact.overdue"})
"""Codes of contact that the person does not hear: what is reckoned from when."""


class NeedError(Exception):
    """Something that cannot be done with a need now. `code` is a gettext key, `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


@dataclass(frozen=True, slots=True)
class Choice:
    """What the adviser chooses, on which facts. `seen`: the key of the assessment that stood on their page, 0 for none.

    `suggested`: what the page suggested; the rules may say something else of other facts.
    """

    category: str
    facts: Facts
    seen: int
    suggested: tuple[str, ...]
    reason: str = ""


@transaction.atomic
def assess_need(*, case: Case, choice: Choice, actor: Actor, on: date, at: datetime) -> NeedAssessment:
    """Keeps the choice with facts, judgements and law; the person is told what Nav does and when.

    Facts from registers are read anew. A category for a time ends with the assessment it belongs to. Raises NeedError:
    need_error.case_closed; need_error.changed (by, on), when somebody else has assessed since;
    need_error.other_suggestion, when the suggestion is another than the one on the page; need_error.out_of_scope;
    need_error.unknown_category; need_error.reason_needed.
    """
    case = _locked(case)
    newest = newest_assessment(case)
    if newest is not None and newest.pk != choice.seen:
        raise NeedError("need_error.changed", by=newest.by.name, on=newest.placed_on)
    law = law_in_force()
    judged = judge(choice.facts | register_facts(case), law, on)
    if tuple(judged.suggested) != choice.suggested:
        raise NeedError("need_error.other_suggestion")
    if choice.category not in may_choose(judged, newest):
        is_known = choice.category in CATEGORIES and not judged.in_scope
        raise NeedError("need_error.out_of_scope" if is_known else "need_error.unknown_category")
    differs = choice.category not in judged.suggested
    if differs and not choice.reason.strip():
        raise NeedError("need_error.reason_needed")
    made = NeedAssessment.objects.create(
        case=case, category=choice.category, placed_on=on, placed_at=at, by_id=actor.staff_id,
        suggested=judged.suggested, named=judged.named, reason=choice.reason.strip() if differs else "",
        facts=judged.stored_facts, judgements=judged.stored_judgements, law_version=law.version, supersedes=newest,
    )  # fmt: skip
    TemporaryCategory.objects.filter(assessment=newest, ended_on=None).update(ended_on=on, ended_why=ENDED_BY_ITSELF[0])
    finish_tasks(case, [REASSESS], actor, on)
    before = {"category": newest.category} if newest else {}
    after = {"category": made.category, "suggested": list(made.suggested)}
    _write_down(actor, on, at, "need_assessed", case, before, after, law.version)
    if made.category != "not_assessed":
        _tell(case, made, law, on)
    evaluate([case.person_id], on=on, at=at)
    return made


@dataclass(frozen=True, slots=True)
class ForATime:
    """A category for a time; `until` is its last day, None while nobody knows it."""

    kind: str
    category: str
    from_day: date
    until: date | None = None


@transaction.atomic
def set_temporary(*, case: Case, chosen: ForATime, actor: Actor, on: date, at: datetime) -> TemporaryCategory:
    """Sets a category for a time beside the one that was assessed, which is back by itself when the time is over.

    Raises NeedError: need_error.case_closed, need_error.not_placed, need_error.temporary_stands,
    need_error.unknown_category, need_error.ends_before, need_error.has_ended, day_error.before_case (first),
    day_error.too_far (furthest).
    """
    case = _locked(case)
    newest = _placed(case)
    _refuse(case, chosen, on)
    older = TemporaryCategory.objects.filter(assessment=newest, ended_on=None).first()
    if older is not None and (older.until is None or older.until >= on):
        raise NeedError("need_error.temporary_stands")
    if older is not None and older.until is not None:
        older.ended_on, older.ended_why = max(older.until, older.set_on), ENDED_BY_ITSELF[1]
        older.save(update_fields=["ended_on", "ended_why"])
    made = TemporaryCategory.objects.create(
        assessment=newest, kind=chosen.kind, category=chosen.category, from_day=chosen.from_day, until=chosen.until,
        set_on=on, set_at=at, by_id=actor.staff_id,
    )  # fmt: skip
    finish_tasks(case, [REASSESS], actor, on)
    after = {"temporary": chosen.kind, "category": chosen.category, "from": chosen.from_day, "until": chosen.until}
    law = law_in_force()
    _write_down(actor, on, at, "temporary_set", case, {"category": newest.category}, after, law.version)
    if chosen.from_day <= on:
        _tell(case, newest, law, on)
    evaluate([case.person_id], on=on, at=at)
    return made


def _refuse(case: Case, chosen: ForATime, on: date) -> None:
    if chosen.kind not in TEMPORARY_KINDS or chosen.category not in CATEGORIES:
        raise NeedError("need_error.unknown_category")
    if chosen.until is not None and chosen.until < chosen.from_day:
        raise NeedError("need_error.ends_before")
    if chosen.until is not None and chosen.until < on:
        raise NeedError("need_error.has_ended")
    if chosen.from_day < case.earliest_day:
        raise NeedError("day_error.before_case", first=case.earliest_day)
    furthest = furthest_day("temporary_ahead_months", law_in_force(), on, case.person.home_unit.number)
    if (chosen.until or chosen.from_day) > furthest:
        raise NeedError("day_error.too_far", furthest=furthest)


@transaction.atomic
def end_temporary(*, case: Case, why: str, actor: Actor, on: date, at: datetime) -> None:
    """Ends a category for a time from today on, with a line of reason; the assessed one is back, with a task.

    Raises NeedError: need_error.case_closed, need_error.no_temporary, need_error.reason_needed.
    """
    case = _locked(case)
    newest = newest_assessment(case)
    stands = TemporaryCategory.objects.filter(assessment=newest, ended_on=None).first() if newest else None
    if stands is None or (stands.until is not None and stands.until < on):
        raise NeedError("need_error.no_temporary")
    if not why.strip():
        raise NeedError("need_error.reason_needed")
    stands.ended_on, stands.ended_why = on, why.strip()
    stands.save(update_fields=["ended_on", "ended_why"])
    _write_down(actor, on, at, "temporary_ended", case, {"temporary": stands.kind}, {}, law_in_force().version)
    evaluate([case.person_id], on=on, at=at)


def finish_tasks(case: Case, kinds: list[str], actor: Actor, on: date, **which: Any) -> None:
    """The open tasks of the kinds are done."""
    still = Task.objects.filter(case=case, kind__in=kinds, state=Task.State.OPEN, **which)
    still.update(state=Task.State.DONE, ended_on=on, ended_by=actor.name, outcome="done")


def window_of(case: Case, law: Law, on: date) -> Window | None:
    """The category in force and the next contact; None where the need has never been assessed."""
    placed = load_placed(bulk.keys([case.pk]), on)
    if case.pk not in placed:
        return None
    person = case.person
    known = (case.pk, person.home_unit.number, person.died_on, case.last_contact_on, *placed[case.pk])
    return window_rows([known], law, on)[case.pk]


def _locked(case: Case) -> Case:
    """The case as it is once its person is kept for this transaction."""
    lock_people([case.person_id])
    locked = Case.objects.select_related("person__home_unit", "holder_unit").get(pk=case.pk)
    if locked.state != Case.State.OPEN:
        raise NeedError("need_error.case_closed")
    return locked


def _placed(case: Case) -> NeedAssessment:
    newest = newest_assessment(case)
    if newest is None or newest.category not in CATEGORIES:
        raise NeedError("need_error.not_placed")
    return newest


def _write_down(
    actor: Actor,
    on: date,
    at: datetime,
    event: str,
    case: Case,
    before: dict[str, Any],
    after: dict[str, Any],
    law_version: str,
) -> None:
    journal = Journal(actor, on, at, law_version)
    journal.note(event, person=case.person_id, case=case.pk, before=before, after=after)
    journal.save()


def _tell(case: Case, made: NeedAssessment, law: Law, on: date) -> None:
    """The message: what Nav does and when, why, whom to reach. Its reasons stand as JSON, put into words when read."""
    window = window_of(case, law, on)
    if window is None:
        return
    told = [code for code in window["contact_reasons"] if code not in NOT_TOLD]
    opens, closes = window["window_opens"], window["window_closes"]
    parameters = {
        "plan": [explain_contact(code, window, law, on).to_json() for code in told],
        "grounds": [reason for one in made.judgements.values() for reason in one["reasons"]],
        "opens": max(opens, on).isoformat() if opens else "",
        "closes": closes.isoformat() if closes else "",
        "unit": case.holder_unit.name,
    }
    channel = Message.Channel.DIGITAL if case.person.reachable_digitally else Message.Channel.LETTER
    Message.objects.create(
        person=case.person, case=case, code="need_told", channel=channel, sent_on=on, parameters=parameters
    )
