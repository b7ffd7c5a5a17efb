"""May this actor open this case, or this refused record? Every try leaves a row in the reading log."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from stafett.access.actors import Actor
from stafett.access.models import Reading
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.selectors import OPEN_OFFER, open_offer_of, with_open_offer
from stafett.cases.models import Case
from stafett.intake.models import Quarantined, SickNote
from stafett.intake.quarantine import known_persons
from stafett.people.models import Person

_HOLDS = ("holder_unit", "holder__team")


class AccessRefusedError(Exception):
    """The actor may not open it; says nothing about whether it exists."""


def open_case(
    actor: Actor,
    case_id: int,
    *,
    page: str,
    on: date,
    at: datetime,
    goes_on: bool = False,
    offered_too: bool = False,
    along: Sequence[str] = (),
) -> Case:
    """The case with person, home unit, holder and open offer, when `actor` may see it; the reading is logged.

    Staff see cases that their own unit holds and whose protection they may open; a person sees their own. With
    `offered_too` also cases that somebody else holds and has offered to the unit: to read, and to answer the offer.
    What is sent again and again from a page that stands open (`goes_on`) is logged once a day. `along` names what
    the page reads in the same statement, as `select_related` does. Raises AccessRefusedError otherwise; a refused try
    by staff is always logged.
    """
    found = with_open_offer(Case.objects.filter(pk=case_id))
    case = found.select_related("person__evaluation_failure", "person__home_unit", *_HOLDS, OPEN_OFFER, *along).first()
    if case is None:
        raise AccessRefusedError
    allowed = may_open(actor, case, offer=open_offer_of(case) if offered_too else None)
    logged = Reading.objects.filter(staff=actor.id, case=case, page=page, on=on, allowed=True)
    if actor.is_staff and not (goes_on and allowed and logged.exists()):
        _write_down(actor, [case.person], case=case, page=page, on=on, at=at, allowed=allowed)
    if not allowed:
        raise AccessRefusedError
    return case


def open_refused_record(actor: Actor, record_id: int, *, page: str, on: date, at: datetime) -> Quarantined:
    """The refused record, when `actor` handles the quarantine and may open the persons in it; the reading is logged.

    A person whose identity number stands in it sees that it was read. Raises AccessRefusedError otherwise.
    """
    record = Quarantined.objects.filter(pk=record_id).first()
    if record is None:
        raise AccessRefusedError
    persons = known_persons(record)
    allowed = actor.handles_quarantine and all(person.protection in actor.may_open for person in persons)
    _write_down(actor, persons or [None], record=record, page=page, on=on, at=at, allowed=allowed)
    if not allowed:
        raise AccessRefusedError
    return record


def write_down_command(actor: Actor, record: Quarantined, *, page: str, on: date, at: datetime) -> None:
    """Logs that an operator has opened a refused record at the command line: the persons in it see that too."""
    _write_down(actor, known_persons(record) or [None], record=record, page=page, on=on, at=at, allowed=True)


def open_unmatched_notes(actor: Actor, notes: QuerySet[SickNote], *, on: date, at: datetime) -> list[SickNote]:
    """Those of the corrections and cancellations without their note that `actor` may see; each reading is logged."""
    shown = list(notes.filter(person__protection__in=actor.may_open)) if actor.handles_quarantine else []
    _write_down(actor, list({note.person for note in shown}), page="unmatched_notes", on=on, at=at, allowed=True)
    return shown


def _write_down(
    actor: Actor,
    persons: Sequence[Person | None],
    *,
    case: Case | None = None,
    record: Quarantined | None = None,
    page: str,
    on: date,
    at: datetime,
    allowed: bool,
) -> None:
    operator = "" if actor.is_staff else actor.name
    rows = [
        Reading(
            person=person, case=case, record=record, staff_id=actor.id, role=actor.role, unit_id=actor.unit,
            operator=operator, at=at, on=on, page=page, allowed=allowed,
        )
        for person in persons
    ]  # fmt: skip
    if len(rows) == 1:
        rows[0].save(force_insert=True)  # one statement: every page of a case waits for it
    else:
        Reading.objects.bulk_create(rows)


def may_open(actor: Actor, case: Case, *, offer: HandOver | None = None) -> bool:
    """Role, unit and protection for staff; the own case for a person. Reads `case.person`.

    With `offer`, an offer of the case that is open, the unit to which it is made counts beside the one that holds it.
    """
    if actor.is_person:
        return case.person_id == actor.id
    if not actor.is_staff or case.person.protection not in actor.may_open:
        return False
    return case.holder_unit_id == actor.unit or (offer is not None and offer.to_unit_id == actor.unit)
