"""May somebody outside Nav open this: a nearest leader, HR, or an issuer? Each opening is logged for the person to see.

A leader opens those whom they lead now, HR those of the organisation, an issuer those for whom they have written a
note; of each the newest absence that they have a part in. What they then see of it, the table of sharing says
(`access.sharing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from django.db.models import F, Q, QuerySet

from stafett.access.actors import Actor, employer_actor, issuer_actor
from stafett.access.models import Reading
from stafett.access.services import AccessRefusedError
from stafett.cases.models import Case
from stafett.intake.models import NotePeriod, SickNote
from stafett.people.models import EmployerContact, Employment, Issuer, Leadership

_LEADER = f"employer_{EmployerContact.Role.LEADER}"


@dataclass(frozen=True, slots=True)
class Employee:
    """One employment with an absence in it. `first_day` and `last_day` are those of the notes to this employer."""

    employment: Employment
    case: Case
    first_day: date
    last_day: date

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the table of sharing asks about it."""
        return {"own_employment": True, "spell_last_day": self.last_day}


@dataclass(frozen=True, slots=True)
class Patient:
    """One person's absence for which an issuer has written notes, the newest first."""

    case: Case
    notes: Sequence[SickNote]

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the table of sharing asks about it."""
        return {"own_note": True, "spell_last_day": self.case.last_day if self.case.has_spell else None}


def employees_of(actor: Actor, on: date) -> list[Employee]:
    """The actor's own people who are, or have lately been, away by notes to their employer; the latest first.

    How long afterwards is for the table of sharing to say (view_closed).
    """
    return _absences(_own_employments(actor, on), on)


def open_employee(actor: Actor, employment_id: int, *, page: str, on: date, at: datetime) -> Employee:
    """One of the actor's own people with the newest absence; the reading is logged, and a refused try too.

    Raises AccessRefusedError; it says nothing about whether the employment exists.
    """
    employment = Employment.objects.select_related("person").filter(pk=employment_id).first()
    if employment is None or not actor.is_employer:
        raise AccessRefusedError
    found = employee_of(actor, employment_id, on)
    case = found.case if found else None
    _write_down(actor, employment.person_id, case, page=page, on=on, at=at, allowed=found is not None)
    if found is None:
        raise AccessRefusedError
    return found


def employee_of(actor: Actor, employment_id: int, on: date) -> Employee | None:
    """What `open_employee` opens, without a word in the log: for showing the person what others would see."""
    return next(iter(_absences(_own_employments(actor, on).filter(pk=employment_id), on)), None)


def openers_of(person: int, on: date) -> tuple[list[tuple[Employee, EmployerContact]], list[tuple[Patient, Issuer]]]:
    """Everybody outside Nav who may open the person's absence on the day, each with what they open: for the person."""
    contacts = EmployerContact.objects.select_related("employer").filter(active=True)
    jobs = Employment.objects.filter(person=person).order_by("first_day", "pk")
    employers = [
        (found, contact)
        for job in jobs
        for contact in contacts.filter(employer=job.employer_id).order_by("-role", "name")
        if (found := employee_of(employer_actor(contact), job.pk, on)) is not None
    ]
    case = Case.objects.select_related("person").filter(person=person).order_by("-state", "-first_day", "-pk").first()
    issuers = Issuer.objects.filter(pk__in=counting_notes(on).filter(person=person).values("issuer")).order_by("name")
    if case is None:
        return employers, []
    found_by = [(patient_of(issuer_actor(issuer), case, on), issuer) for issuer in issuers]
    return employers, [(patient, issuer) for patient, issuer in found_by if patient is not None]


def patients_of(actor: Actor, on: date) -> list[Patient]:
    """Those with an open case for whom the issuer has written a note in it, the last note first."""
    notes: dict[int, list[SickNote]] = {}
    reached = counting_notes(on).filter(issuer=actor.id, person__cases__state=Case.State.OPEN)
    inside = reached.filter(
        periods__first_day__lte=F("person__cases__last_day"), periods__last_day__gte=F("person__cases__first_day")
    )
    along = inside.select_related("employer").prefetch_related("periods")
    for note in along.distinct().order_by("-signed_at", "-pk"):
        notes.setdefault(note.person_id, []).append(note)
    cases = Case.objects.filter(state=Case.State.OPEN, person__in=notes).select_related("person", "holder_unit")
    patients = [Patient(case, notes[case.person_id]) for case in cases]
    return sorted(patients, key=lambda patient: (patient.notes[0].signed_at, patient.case.pk), reverse=True)


def open_patient(actor: Actor, case_id: int, *, page: str, on: date, at: datetime) -> Patient:
    """One of the issuer's patients; the reading is logged, and a refused try too. Raises AccessRefusedError."""
    case = Case.objects.select_related("person", "holder_unit", "holder").filter(pk=case_id).first()
    if case is None or not actor.is_issuer:
        raise AccessRefusedError
    patient = patient_of(actor, case, on)
    _write_down(actor, case.person_id, case, page=page, on=on, at=at, allowed=patient is not None)
    if patient is None:
        raise AccessRefusedError
    return patient


def patient_of(actor: Actor, case: Case, on: date) -> Patient | None:
    """What `open_patient` opens, without a word in the log: for showing the person what others would see."""
    notes = counting_notes(on).filter(issuer=actor.id, person=case.person_id).select_related("employer")
    patient = _patient(case, list(notes.prefetch_related("periods").order_by("-signed_at", "-pk")))
    return patient if patient.notes else None


def refuse(actor: Actor, case: Case, *, page: str, on: date, at: datetime) -> NoReturn:
    """Logs a try by somebody outside Nav to open what is not theirs, and raises AccessRefusedError."""
    _write_down(actor, case.person_id, case, page=page, on=on, at=at, allowed=False)
    raise AccessRefusedError


def counting_notes(on: date) -> QuerySet[SickNote]:
    """The notes that count on a day: received, not cancelled, not replaced."""
    return SickNote.objects.filter(Q(replaced_on=None) | Q(replaced_on__gt=on), received_on__lte=on).exclude(
        kind=SickNote.Kind.CANCELLATION
    )


def _own_employments(actor: Actor, on: date) -> QuerySet[Employment]:
    if not actor.is_employer:
        return Employment.objects.none()
    own = Employment.objects.filter(employer=actor.employer)
    if actor.role == _LEADER:
        now = Leadership.objects.filter(Q(last_day=None) | Q(last_day__gte=on), leader=actor.id, first_day__lte=on)
        own = own.filter(pk__in=now.values("employment"))
    return own


def _absences(employments: QuerySet[Employment], on: date) -> list[Employee]:
    """Of each employment the newest case in which a note to the employer counts, the last one to end first.

    Only those with a note are read: most of a large organisation are at work.
    """
    notes = counting_notes(on).filter(
        person__in=employments.order_by().values("person"), employer__in=employments.order_by().values("employer")
    )
    periods = NotePeriod.objects.filter(note__in=notes).values_list(
        "note__person", "note__employer", "first_day", "last_day"
    )
    away: dict[tuple[int, int], list[tuple[date, date]]] = {}
    for person, employer, first_day, last_day in periods:
        away.setdefault((person, employer), []).append((first_day, last_day))
    jobs = employments.filter(person__in={person for person, _ in away}).select_related("person", "employer")
    cases = Case.objects.filter(person__in={person for person, _ in away}, sick_days__gt=0)
    newest_first: dict[int, list[Case]] = {}
    for case in cases.select_related("holder_unit", "holder").order_by("-first_day", "-pk"):
        newest_first.setdefault(case.person_id, []).append(case)
    found = []
    for job in jobs:
        days = away.get((job.person_id, job.employer_id), ())
        for case in newest_first.get(job.person_id, ()) if days else ():
            if within := [(first, last) for first, last in days if first <= case.last_day and last >= case.first_day]:
                found.append(Employee(job, case, min(first for first, _ in within), max(last for _, last in within)))
                break
    return sorted(found, key=lambda one: (one.last_day, one.employment.pk), reverse=True)


def _patient(case: Case, notes: Sequence[SickNote]) -> Patient:
    """The notes that reach into the case; NotePeriod is read with them."""
    inside = NotePeriod.objects.filter(
        note__in=[note.pk for note in notes], first_day__lte=case.last_day, last_day__gte=case.first_day
    )
    kept = set(inside.values_list("note", flat=True))
    return Patient(case, [note for note in notes if note.pk in kept])


def _write_down(
    actor: Actor, person: int, case: Case | None, *, page: str, on: date, at: datetime, allowed: bool
) -> None:
    who = {"contact_id": actor.id} if actor.is_employer else {"issuer_id": actor.id}
    Reading.objects.create(
        person_id=person, case=case, role=actor.role, page=page, on=on, at=at, allowed=allowed, **who
    )  # fmt: skip
