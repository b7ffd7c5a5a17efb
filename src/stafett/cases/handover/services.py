"""Offering a case to somebody else, and what becomes of the offer. The giver holds the case until it is accepted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from stafett.access.actors import Actor
from stafett.access.services import may_open
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.handover.models import HandOver
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.many.models import OFFERED
from stafett.cases.models import Case, Task
from stafett.cases.services import CaseError
from stafett.core.handover import handover_answer_due
from stafett.dialogue.models import Message
from stafett.people import bulk
from stafett.people.models import Protection, Staff, Unit

State = HandOver.State
_TASK = "accept_handover"


@dataclass(frozen=True, slots=True)
class Record:
    """What goes along: why (a code and a line), what is agreed and open, what worked, who is in it."""

    why: str
    line: str
    agreed: str
    still_open: str
    worked: str
    involved: str


@dataclass(slots=True)
class Accepted:
    """What became of several offers: those accepted, and those that were not, each with why."""

    accepted: list[HandOver] = field(default_factory=list)
    refused: list[tuple[HandOver, CaseError]] = field(default_factory=list)


@transaction.atomic
def offer_case(
    *, case: Case, to_unit: Unit, to_staff: Staff | None = None, record: Record, actor: Actor, on: date, at: datetime
) -> HandOver:
    """Offers a case that the actor's unit holds to a unit, or to somebody in it (also in the same unit).

    Raises CaseError: case.closed, case.other_unit, handover.already_offered (by, on, unit), handover.same_holder,
    handover.record_needed, handover.why_unknown, handover.not_there (somebody works elsewhere, or no more), and
    handover.may_not_open: a protected person is offered only where somebody may open the case.
    """
    lock_people([case.person_id])
    locked = Case.objects.select_related("person__home_unit", "holder").get(pk=case.pk)
    refuse_case(locked, actor)
    if (error := offered_already([locked]).get(locked.pk)) is not None:
        raise error
    refuse_receiver(locked, to_unit, to_staff)
    [offer] = write_offers([(locked, whole(record))], to_unit, to_staff, actor, on, at)
    evaluate([locked.person_id], on=on, at=at)
    return offer


def offer_by_segment(*, case: Case, to_unit: Unit, actor: Actor, on: date, at: datetime) -> None:
    """Offers a case to the unit that a confirmed segment belongs to, with what is known as its record.

    An offer that an earlier segment led to is taken back when it went elsewhere; one that somebody wrote stands. The
    caller has locked the person, and evaluates afterwards. Reads `case.screening` and `case.person`.
    """
    held = HandOver.objects.filter(case=case, state=State.OFFERED).first()
    if held is not None and (held.why != HandOver.Why.SCREENED or held.to_unit_id == to_unit.pk):
        return
    if held is not None:
        end_offers([held], State.WITHDRAWN, actor, on, at)
    if to_unit.pk != case.holder_unit_id:
        write_offers([(case, {"why": HandOver.Why.SCREENED})], to_unit, None, actor, on, at)


@transaction.atomic
def accept_cases(
    *, offers: Sequence[int], holder: Staff | None = None, actor: Actor, on: date, at: datetime
) -> Accepted:
    """Accepts offers to the actor's unit (keys), many at once; one that cannot be accepted is named with why.

    The new holder is `holder`, else whom the case was offered to, else the unit with nobody in particular. The person
    is told who follows them up from now on before the giver lets go: the message is written first, then the holder
    changes, in one transaction.

    Refused with CaseError: handover.answered (state, by, on), handover.lapsed (on), handover.other_unit,
    handover.may_not_open, handover.not_there.
    """
    people = HandOver.objects.filter(pk__in=offers).values_list("case__person", flat=True)
    lock_people(people)
    outcome = Accepted()
    for offer in with_all(offers):
        new_holder = holder or offer.to_staff
        try:
            _refuse_answer(offer, actor)
            _refuse_holder(offer.case, offer.to_unit, new_holder)
        except CaseError as error:
            outcome.refused.append((offer, error))
            continue
        offer.to_staff = new_holder
        outcome.accepted.append(offer)
    _take_over(outcome.accepted, actor, on, at)
    return outcome


@transaction.atomic
def return_case(*, offer: HandOver, reason: str, actor: Actor, on: date, at: datetime) -> None:
    """Sends an offered case back with why: the giver, who has held it all along, gets a task to look at it.

    Raises CaseError as `accept_cases`, and handover.reason_needed.
    """
    locked = _locked(offer)
    _refuse_answer(locked, actor)
    if not reason.strip():
        raise CaseError("handover.reason_needed")
    locked.return_reason = reason.strip()
    end_offers([locked], State.RETURNED, actor, on, at)
    evaluate([locked.case.person_id], on=on, at=at)


@transaction.atomic
def withdraw_offer(*, offer: HandOver, actor: Actor, on: date, at: datetime) -> None:
    """Takes an offer back that has not been answered.

    Raises CaseError: handover.answered (state, by, on), and case.other_unit for anybody but the giver's unit.
    """
    locked = _locked(offer)
    if locked.case.holder_unit_id != actor.unit:
        raise CaseError("case.other_unit")
    _refuse_answered(locked)
    end_offers([locked], State.WITHDRAWN, actor, on, at)
    evaluate([locked.case.person_id], on=on, at=at)


def answered_error(offer: HandOver) -> CaseError:
    """What somebody is told who comes to an offer that is not open any more: what became of it, when, by whom."""
    if offer.answered_by is None:
        return CaseError("handover.lapsed", on=offer.answered_on)
    return CaseError("handover.answered", state=offer.state, by=offer.answered_by.name, on=offer.answered_on)


# --- what is refused


def refuse_case(case: Case, actor: Actor) -> None:
    """Raises CaseError for a case that is closed, or held by another unit than the actor's."""
    if case.state != Case.State.OPEN:
        raise CaseError("case.closed")
    if case.holder_unit_id != actor.unit:
        raise CaseError("case.other_unit")


def offered_already(cases: Sequence[Case]) -> dict[int, CaseError]:
    """The cases that wait for somebody's answer: to whom they were offered, when, by whom."""
    waiting = HandOver.objects.select_related("offered_by", "to_unit").filter(case__in=cases, state=State.OFFERED)
    return {
        offer.case_id: CaseError(
            "handover.already_offered", by=offer.offered_by.name if offer.offered_by else "", on=offer.offered_on,
            unit=offer.to_unit.name,
        )
        for offer in waiting
    }  # fmt: skip


def refuse_receiver(case: Case, to_unit: Unit, to_staff: Staff | None) -> None:
    """Raises CaseError as `offer_case` says of who gets the case. Reads `case.person`."""
    if to_unit.pk == case.holder_unit_id and (to_staff.pk if to_staff else None) in {None, case.holder_id}:
        raise CaseError("handover.same_holder")
    _refuse_holder(case, to_unit, to_staff)


def whole(record: Record) -> dict[str, str]:
    """The record as it is stored. Raises CaseError: handover.why_unknown, handover.record_needed."""
    written = {name: value.strip() for name, value in asdict(record).items()}
    if written["why"] not in set(HandOver.Why) - {HandOver.Why.SCREENED}:
        raise CaseError("handover.why_unknown")
    if not all(written[name] for name in HandOver.WRITTEN):
        raise CaseError("handover.record_needed")
    return written


def _refuse_holder(case: Case, to_unit: Unit, to_staff: Staff | None) -> None:
    """A holder works in the unit, and may open the case; where nobody is named, somebody there may."""
    if to_staff is not None:
        if to_staff.unit_id != to_unit.pk or not to_staff.active or to_staff.role != Staff.Role.ADVISER:
            raise CaseError("handover.not_there", name=to_staff.name, unit=to_unit.name)
        if case.person.protection not in {Protection.NONE, *to_staff.may_open}:
            raise CaseError("handover.may_not_open")
    elif case.person.protection != Protection.NONE:
        there = Staff.objects.filter(unit=to_unit, active=True, may_open__contains=[case.person.protection])
        if not there.exists():
            raise CaseError("handover.may_not_open")


def _refuse_answer(offer: HandOver, actor: Actor) -> None:
    if offer.to_unit_id != actor.unit:
        raise CaseError("handover.other_unit")
    _refuse_answered(offer)
    if not may_open(actor, offer.case, offer=offer):
        raise CaseError("handover.may_not_open")


def _refuse_answered(offer: HandOver) -> None:
    if not offer.is_open:
        raise answered_error(offer)


# --- what is written


def with_all(keys: Iterable[int]) -> list[HandOver]:
    """Offers with all that answering them reads."""
    rows = HandOver.objects.select_related("case__person", "from_unit", "to_unit", "to_staff", "answered_by")
    return list(rows.filter(pk__in=list(keys)).order_by("pk"))


def _locked(offer: HandOver) -> HandOver:
    lock_people([offer.case.person_id])
    return with_all([offer.pk])[0]


def write_offers(
    offered: Sequence[tuple[Case, Mapping[str, str]]], to_unit: Unit, to_staff: Staff | None, actor: Actor, on: date,
    at: datetime,
) -> list[HandOver]:  # fmt: skip
    """One offer for each case and its record, with what the program knows. Reads `case.person.home_unit`."""
    law, known = law_in_force(), known_of([case for case, _ in offered])
    journal = Journal(actor, on, at)
    rows = []
    for key, (case, record) in zip(bulk.new_ids(HandOver, len(offered)), offered, strict=True):
        due = handover_answer_due(on, law, case.person.home_unit.number)
        rows.append(
            HandOver(
                pk=key,
                case=case, from_unit_id=case.holder_unit_id, from_staff_id=case.holder_id, to_unit=to_unit,
                to_staff=to_staff, offered_on=on, offered_at=at, offered_by_id=actor.id if actor.is_staff else None,
                answer_due=due, known=known[case.pk], **record,
            )
        )  # fmt: skip
        after = {"unit": to_unit.pk, "holder": to_staff.pk if to_staff else None, "why": record["why"], "due": due}
        journal.note(OFFERED, person=case.person_id, case=case.pk, after=after)
    columns = tuple(field.attname for field in HandOver._meta.concrete_fields)
    bulk.insert(HandOver, columns, [[getattr(row, column) for column in columns] for row in rows])
    journal.save()
    return rows


def known_of(cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    """The record that nobody has to write: the segment with its reasons, and Nav's open tasks, which go along."""
    prefetch_related_objects(cases, "screening")
    tasks = Task.objects.filter(case__in=cases, state=Task.State.OPEN, actor=Task.Actor.NAV).exclude(kind="confirm")
    by_case: dict[int, list[list[str]]] = defaultdict(list)
    for case, kind, due in tasks.order_by("due", "id").values_list("case", "kind", "due"):
        by_case[case].append([kind, due.isoformat()])
    return {
        case.pk: {
            "segment": case.segment,
            "reasons": case.screening.reasons if case.segment and hasattr(case, "screening") else [],
            "tasks": by_case[case.pk],
        }
        for case in cases
    }


def end_offers(offers: Sequence[HandOver], state: HandOver.State, actor: Actor, on: date, at: datetime) -> None:
    """Ends open offers without a new holder. Reads `offer.case`."""
    journal = Journal(actor, on, at)
    answered_by = actor.id if actor.is_staff else None
    for offer in offers:
        units = {"from_unit": offer.from_unit_id, "to_unit": offer.to_unit_id}
        journal.note(f"handover_{state}", person=offer.case.person_id, case=offer.case_id, after=units)
    bulk.update(
        HandOver,
        ("id", "state", "answered_on", "answered_by_id", "return_reason"),
        [(offer.pk, state, on, answered_by, offer.return_reason) for offer in offers],
    )
    _end_tasks(offers, state, actor, on)
    journal.save()


def _end_tasks(offers: Sequence[HandOver], state: str, actor: Actor, on: date) -> None:
    tasks = Task.objects.filter(case__in=[offer.case_id for offer in offers], kind=_TASK, state=Task.State.OPEN)
    tasks.update(state=Task.State.DONE, ended_on=on, ended_by=actor.name, outcome=state)


def _take_over(offers: Sequence[HandOver], actor: Actor, on: date, at: datetime) -> None:
    """One statement for each table, however many there are; what is told comes first, then the holders change."""
    if not offers:
        return
    tell_new_holders([(offer.case, offer.to_unit, offer.to_staff) for offer in offers], on)
    journal = Journal(actor, on, at)
    for offer in offers:
        offer.state, offer.answered_on, offer.answered_by_id = State.ACCEPTED, on, actor.id
        before = {"holder_unit": offer.case.holder_unit_id, "holder": offer.case.holder_id}
        after = {"holder_unit": offer.to_unit_id, "holder": offer.to_staff_id}
        case = offer.case
        journal.note("handover_accepted", person=case.person_id, case=case.pk, before=before, after=after)
    bulk.update(
        HandOver,
        ("id", "state", "answered_on", "answered_by_id", "to_staff_id"),
        [(offer.pk, offer.state, on, actor.id, offer.to_staff_id) for offer in offers],
    )
    holders = [(offer.case_id, offer.to_unit_id, offer.to_staff_id) for offer in offers]
    bulk.update(Case, ("id", "holder_unit_id", "holder_id"), holders)
    _end_tasks(offers, State.ACCEPTED, actor, on)
    journal.save()
    evaluate({offer.case.person_id for offer in offers}, on=on, at=at)


def tell_new_holders(told: Sequence[tuple[Case, Unit, Staff | None]], on: date) -> None:
    """Tells each person who follows them up from now on, by name where there is one. Reads `case.person`.

    To be called before the holder is changed, in the same transaction: nobody learns of it afterwards.
    """
    rows = [
        (
            case.person_id,
            case.pk,
            "new_holder" if staff else "new_unit",
            {"unit": unit.name} | ({"name": staff.name} if staff else {}),
            Message.Channel.DIGITAL if case.person.reachable_digitally else Message.Channel.LETTER,
            on,
            None,
        )
        for case, unit, staff in told
    ]
    bulk.insert(Message, ("person_id", "case_id", "code", "parameters", "channel", "sent_on", "read_on"), rows)
