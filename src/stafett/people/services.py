"""Setting an installation up: units, staff, and what is known about persons besides their sick notes.

Each is one transaction: all that a file says, or nothing and every reason why not.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Model, Q

from stafett.access.actors import Actor, staff_actor
from stafett.access.services import may_open
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.models import Case, Schedule
from stafett.cases.services import move_case, release_cases
from stafett.people.models import OrganisationChange, Person, Staff, Team, Unit
from stafett.people.numbers import InvalidNumberError, Synthetic, parse_identity_number
from stafett.people.office_values import in_force, local_parameter, record_value
from stafett.people.registers import (
    At,
    Organisation,
    People,
    PersonPart,
    Problem,
    RegisterError,
    StaffPart,
    UnitPart,
)

# A new person needs these; the identity number tells the rest.
_NEEDED: Final = ("given_name", "family_name", "home_unit")
_NONE: Final[Mapping[str, int | None]] = {}
_Before = dict[str, Any] | None


@dataclass(slots=True)
class Outcome:
    """How many there were of each."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def set_up_organisation(organisation: Organisation, *, actor: Actor, on: date, at: datetime) -> Outcome:
    """Adds and changes units and staff. Each change leaves a row in the log; nobody is deleted.

    Whoever stops or changes unit lets go of the cases that their former unit holds. Raises RegisterError.
    """
    units = {unit.number: unit for unit in Unit.objects.select_for_update(no_key=True)}
    staff = {one.login: one for one in Staff.objects.select_for_update(no_key=True)}
    problems = [*_unit_problems(organisation.units, units, on), *_staff_problems(organisation, units)]
    if problems:
        raise RegisterError(problems)
    log = _Log(actor, on, at)
    # Whoever receives the unknown no more says so first, and a regional unit is there before its offices.
    for part in sorted(organisation.units, key=lambda part: (part.receives_unknown, part.kind == "local")):
        _keep_unit(part, units, log)
    changed = [one for part in organisation.staff if (one := _keep_staff(part, staff, units, log))]
    _let_go(changed, log)
    return log.outcome


@transaction.atomic
def register_people(register: People, *, synthetic: Synthetic, actor: Actor, on: date, at: datetime) -> Outcome:
    """Adds persons, and changes what the register says about those who are known; each change stands in the journal.

    An open case goes along to a new home unit, and a holder who may not open it any more lets go of it. Raises
    RegisterError, in which no identity number is told.
    """
    numbers = [part.identity_number for part in register.people]
    lock_people(Person.objects.filter(identity_number__in=numbers).values_list("pk", flat=True))
    known = {person.identity_number: person for person in Person.objects.filter(identity_number__in=numbers)}
    units = {unit.number: unit for unit in Unit.objects.all()}
    problems = list(_person_problems(register.people, known, units, synthetic, on))
    if problems:
        raise RegisterError(problems)
    journal, outcome = Journal(actor, on, at), Outcome()
    changed = [person.pk for part in register.people if (person := _keep_person(part, known, units, journal, outcome))]
    journal.save()
    evaluate(changed, on=on, at=at)
    return outcome


# --- units and staff


def _unit_problems(parts: Sequence[UnitPart], units: dict[str, Unit], on: date) -> Iterator[Problem]:
    kinds = {number: unit.kind for number, unit in units.items()} | {part.number: part.kind for part in parts}
    yield from _repeated("units", "number", [part.number for part in parts])
    for place, part in enumerate(parts):
        unit = units.get(part.number)
        roe = part.roe if _says(part, "roe") else _roe_of(unit)
        if roe and part.kind != "local":
            yield Problem(("units", place, "roe"), "roe_of_no_office")
        elif roe and kinds.get(roe) != Unit.Kind.ROE:
            yield Problem(("units", place, "roe"), "unknown_roe", {"number": roe})
        if unit and unit.kind != part.kind and _in_use(unit):
            yield Problem(("units", place, "kind"), "kind_in_use", {"name": unit.name})
        if part.screening_basis_recorded_on and part.screening_basis_recorded_on > on:
            yield Problem(("units", place, "screening_basis_recorded_on"), "day_to_come")
    yield from _receiver_problems(parts, units)


def _roe_of(unit: Unit | None) -> str | None:
    return unit.roe.number if unit and unit.roe else None


def _receiver_problems(parts: Sequence[UnitPart], units: dict[str, Unit]) -> Iterator[Problem]:
    """One local office at most receives those whose home unit is not known."""
    receiving = {number for number, unit in units.items() if unit.receives_unknown}
    said = {part.number: part.receives_unknown for part in parts if _says(part, "receives_unknown")}
    receiving = {number for number in receiving | set(said) if said.get(number, True)}
    for place, part in enumerate(parts):
        at: At = ("units", place, "receives_unknown")
        if part.number in receiving and part.kind != "local":
            yield Problem(at, "receiver_is_no_office")
        elif said.get(part.number) and len(receiving) > 1:
            yield Problem(at, "several_receive", {"others": sorted(receiving - {part.number})})


def _in_use(unit: Unit) -> bool:
    """Cases, persons or offices count on the unit being what it is."""
    at_home = Person.objects.filter(home_unit=unit).exists()
    return at_home or unit.held_cases.exists() or unit.offices.exists()


def _staff_problems(organisation: Organisation, units: dict[str, Unit]) -> Iterator[Problem]:
    yield from _repeated("staff", "login", [part.login for part in organisation.staff])
    numbers = set(units) | {part.number for part in organisation.units}
    for place, part in enumerate(organisation.staff):
        if part.unit not in numbers:
            yield Problem(("staff", place, "unit"), "unknown_unit", {"number": part.unit})


def _keep_unit(part: UnitPart, units: dict[str, Unit], log: "_Log") -> None:
    unit = units.setdefault(part.number, Unit(number=part.number))
    said = _said(part, leave={"number", "roe", "screening_week"})
    if _says(part, "roe"):
        said["roe"] = units[part.roe] if part.roe else None
    own = {"screening_week": part.screening_week} if _says(part, "screening_week") else {}
    before = log.keep(unit, said, own)
    if before and "screening_basis_recorded_on" in before:
        cases = Case.objects.filter(person__home_unit=unit, state=Case.State.OPEN)
        waiting = Schedule.objects.filter(person__in=cases.values("person")).exclude(evaluate_on__lte=log.on)
        waiting.update(evaluate_on=log.on)


def _keep_staff(part: StaffPart, staff: dict[str, Staff], units: dict[str, Unit], log: "_Log") -> Staff | None:
    """Writes one of the staff; gives those who were known and have changed."""
    one = staff.setdefault(part.login, Staff(login=part.login))
    leaves = one.pk is not None and one.unit_id != units[part.unit].pk
    said = _said(part, leave={"login"}) | {"unit": units[part.unit]} | ({"team": None} if leaves else {})
    before = log.keep(one, said)
    return one if before else None


def _let_go(changed: list[Staff], log: "_Log") -> None:
    """Takes the cases that they may not hold any more out of their hands; the unit holds them still."""
    lost = Q(holder__active=False) | ~Q(holder_unit=F("holder__unit"))
    held = Case.objects.filter(holder__in=changed, state=Case.State.OPEN).select_related("person", "holder")
    cases = [case for case in held.filter(lost) | held.exclude(person__protection="none") if not _may_hold(case)]
    release_cases(cases=cases, actor=log.actor, on=log.on, at=log.at)


@dataclass(slots=True)
class _Log:
    """Writes units and staff, and what became of each of them."""

    actor: Actor
    on: date
    at: datetime
    outcome: Outcome = field(default_factory=Outcome)

    def keep(self, row: Unit | Staff, said: dict[str, Any], own: Mapping[str, int | None] = _NONE) -> _Before:
        """Writes the row where it differs from what is said; gives what stood there before, None when nothing did.

        `own` are the office's own values of parameters.
        """
        new = row.pk is None
        before = {} if new else _differences(row, said)
        for name, value in said.items():
            setattr(row, name, value)
        if new or before:
            row.save()
        chosen = self._choose(row, own, new=new) if isinstance(row, Unit) else False
        _count(self.outcome, new=new, changed=bool(before) or chosen)
        if not new and not before:
            return None
        OrganisationChange.objects.create(
            unit=row if isinstance(row, Unit) else None, staff=row if isinstance(row, Staff) else None,
            on=self.on, at=self.at, by=self.actor.name, before=_plain(before),
            after=_plain(said if new else {name: said[name] for name in before}),
        )  # fmt: skip
        return before

    def _choose(self, unit: Unit, own: Mapping[str, int | None], *, new: bool) -> bool:
        """Says the values that are others than those in force: a new office has had them all the time."""
        chosen = {name: value for name, value in own.items() if in_force(unit, name, self.on) != value}
        for name, value in chosen.items():
            first_day = local_parameter(name).first_day if new else self.on
            record_value(unit=unit, name=name, value=value, first_day=first_day, by=self.actor.name, at=self.at)
        return bool(chosen)


# --- persons


def _person_problems(
    parts: Sequence[PersonPart], known: dict[str, Person], units: dict[str, Unit], synthetic: Synthetic, on: date
) -> Iterator[Problem]:
    yield from _repeated("people", "identity_number", [part.identity_number for part in parts])
    for place, part in enumerate(parts):
        at: At = ("people", place)
        try:
            born = parse_identity_number(part.identity_number, synthetic=synthetic).birth_date
        except InvalidNumberError as error:
            yield Problem((*at, "identity_number"), "identity_number", {"why": error.code})
            continue
        if part.home_unit and (part.home_unit not in units or units[part.home_unit].kind != Unit.Kind.LOCAL):
            yield Problem((*at, "home_unit"), "no_such_office", {"number": part.home_unit})
        if part.identity_number not in known:
            yield from (Problem((*at, name), "needed_for_new") for name in _NEEDED if getattr(part, name) is None)
        if part.died_on and not born <= part.died_on <= on:
            yield Problem((*at, "died_on"), "died_when")


def _keep_person(
    part: PersonPart, known: dict[str, Person], units: dict[str, Unit], journal: Journal, outcome: Outcome
) -> Person | None:
    """Writes one person; gives those who were known and have changed."""
    said = _said(part, leave={"identity_number", "home_unit"})
    if part.home_unit:
        said["home_unit"] = units[part.home_unit]
    person = known.get(part.identity_number)
    if person is None:
        born = parse_identity_number(part.identity_number, synthetic="allowed").birth_date
        person = Person.objects.create(identity_number=part.identity_number, birth_date=born, **said)
        outcome.added += 1
        journal.note("person_registered", person=person.pk, case=None, after=_plain(said))
        return None
    before = _differences(person, said)
    _count(outcome, new=False, changed=bool(before))
    if not before:
        return None
    after = {name: said[name] for name in before}
    for name, value in after.items():
        setattr(person, name, value)
    person.save(update_fields=list(after))
    journal.note("person_changed", person=person.pk, case=None, before=_plain(before), after=_plain(after))
    _case_follows(person, before, journal)
    return person


def _case_follows(person: Person, before: dict[str, Any], journal: Journal) -> None:
    """The open case goes along to the new home unit, and out of the hands of who may not open it any more."""
    case = Case.objects.select_related("person", "holder").filter(person=person, state=Case.State.OPEN).first()
    if case is None:
        return
    if "home_unit" in before and case.holder_unit_id == before["home_unit"].pk:
        move_case(case=case, unit=person.home_unit, actor=journal.actor, on=journal.on, at=journal.at)
    elif case.holder and not _may_hold(case):
        release_cases(cases=[case], actor=journal.actor, on=journal.on, at=journal.at)


def _may_hold(case: Case) -> bool:
    """Whether the holder works at the unit that has the case, and may open it."""
    return case.holder is not None and case.holder.active and may_open(staff_actor(case.holder), case)


# --- common to all


def _repeated(kind: str, name: str, values: Iterable[str]) -> Iterator[Problem]:
    """A later part of the file that is about one named before."""
    seen: Counter[str] = Counter()
    for place, value in enumerate(values):
        seen[value] += 1
        if seen[value] > 1:
            yield Problem((kind, place, name), "repeated")


def _says(part: UnitPart | StaffPart | PersonPart, name: str) -> bool:
    return name in part.model_fields_set


def _said(part: UnitPart | StaffPart | PersonPart, *, leave: set[str]) -> dict[str, Any]:
    """What the file says about somebody, by column."""
    return part.model_dump(exclude_unset=True, exclude=leave)


def _differences(row: Model, said: dict[str, Any]) -> dict[str, Any]:
    """What stands in the row now and is said to be otherwise."""
    return {name: getattr(row, name) for name, value in said.items() if getattr(row, name) != value}


def _count(outcome: Outcome, *, new: bool, changed: bool) -> None:
    outcome.added += new
    outcome.changed += changed and not new
    outcome.unchanged += not new and not changed


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Units by their number, teams by their name, days as text, the rest as it is."""

    def plain(value: object) -> object:
        if isinstance(value, Unit):
            return value.number
        if isinstance(value, Team):
            return value.name
        return value.isoformat() if isinstance(value, date) else value

    return {name: plain(value) for name, value in values.items()}
