"""The plan of a redistribution before it is done: who would get whom, and why; and who is away."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from stafett.access.actors import Actor
from stafett.cases.distribution.models import DistributionRule, StaffAbsence
from stafett.cases.many.models import REDISTRIBUTED, ManyAction
from stafett.cases.models import Case
from stafett.core.distribution import Adviser, Assigned, Item, Part, distribute
from stafett.people.models import Employment, Protection, Staff

Kind = DistributionRule.Kind
EVEN_LOAD = "even_load"


@dataclass(frozen=True, slots=True)
class Wanted:
    """By which key, and whose cases: of one adviser (key), of nobody, of a team, or of the whole unit.

    The cases of a team stay within it.
    """

    kind: str
    of_staff: int | None = None
    of_nobody: bool = False
    of_team: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A case that would change hands, and why it goes there (`core.distribution.REASONS`)."""

    case: Case
    from_staff: Staff | None
    to_staff: Staff
    reason: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many cases an adviser has before and after; `away` is the absence that they have now."""

    staff: Staff
    before: int
    after: int
    away: StaffAbsence | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done. `left` are cases that nobody who is there may open: they stay where they are."""

    moves: Sequence[Move]
    shares: Sequence[Share]
    looked_at: int
    left: Sequence[Case]

    @property
    def digest(self) -> str:
        """Tells whether a plan is the one that somebody has seen."""
        lines = [f"{move.case.pk} {move.from_staff and move.from_staff.pk} {move.to_staff.pk}" for move in self.moves]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def plan_redistribution(actor: Actor, wanted: Wanted, *, on: date) -> Plan:
    """The plan for the actor's unit. Cases of persons whom the actor may not open are neither in it nor counted."""
    advisers = list(_advisers(actor))
    away = absences_on(advisers, on)
    held = list(_cases(actor).order_by("pk"))
    chosen = [case for case in held if _is_wanted(case, wanted)]
    besides = Counter(case.holder_id for case in held if not _is_wanted(case, wanted))
    there = [
        Adviser(one.pk, besides[one.pk], frozenset({Protection.NONE.value, *one.may_open}))
        for one in advisers
        if one.pk not in away and wanted.of_team in {None, one.team_id}
    ]
    values = _values(wanted.kind, chosen, on)
    items = [Item(case.pk, case.holder_id, values.get(case.pk, ""), str(case.person.protection)) for case in chosen]
    return _plan(distribute(wanted.kind, _parts(actor, wanted.kind), there, items), held, advisers, away)


def absences_on(staff: Sequence[Staff], on: date) -> dict[int, StaffAbsence]:
    """Who of them is away on the day."""
    rows = StaffAbsence.objects.filter(staff__in=staff, first_day__lte=on)
    return {row.staff_id: row for row in rows.filter(Q(last_day=None) | Q(last_day__gte=on))}


def absences_seen_by(actor: Actor, *, on: date) -> QuerySet[StaffAbsence]:
    """Absences that are not over: one's own, for a leader the unit's."""
    rows = StaffAbsence.objects.filter(Q(last_day=None) | Q(last_day__gte=on)).select_related("staff")
    whose = {"staff__unit": actor.unit} if actor.role == Staff.Role.LEADER else {"staff": actor.id}
    return rows.filter(**whose).order_by("first_day", "id")


def newest_redistribution(unit: int | None) -> ManyAction | None:
    """What can be undone: the last one of the unit, unless it has been."""
    newest = ManyAction.objects.filter(unit=unit, event=REDISTRIBUTED).order_by("-id").first()
    return newest if newest is not None and newest.taken_back_on is None else None


def rules_of(unit: int | None, kind: str) -> list[DistributionRule]:
    """The parts of the unit's key of one kind, by adviser."""
    rows = DistributionRule.objects.filter(unit=unit, kind=kind).select_related("staff")
    return list(rows.order_by("staff__name", "staff", "id"))


def _advisers(actor: Actor) -> QuerySet[Staff]:
    there = Staff.objects.filter(unit=actor.unit, role=Staff.Role.ADVISER, active=True)
    return there.order_by("name", "id")


def _cases(actor: Actor) -> QuerySet[Case]:
    held = Case.objects.filter(state=Case.State.OPEN, holder_unit=actor.unit)
    return held.filter(person__protection__in=actor.may_open).select_related("person", "holder")


def _is_wanted(case: Case, wanted: Wanted) -> bool:
    if wanted.of_team is not None:
        return case.holder is not None and case.holder.team_id == wanted.of_team
    if wanted.of_nobody:
        return case.holder_id is None
    return wanted.of_staff is None or case.holder_id == wanted.of_staff


def _parts(actor: Actor, kind: str) -> list[Part]:
    # Whoever has gone to another unit has no part any more.
    rules = DistributionRule.objects.filter(unit=actor.unit, kind=kind, staff__unit=actor.unit).order_by("id")
    return [Part(rule.staff_id, rule.first, rule.last) for rule in rules]


def _values(kind: str, cases: Sequence[Case], on: date) -> dict[int, str]:
    """What the key looks at in each case."""
    if kind in {Kind.EMPLOYER, Kind.INDUSTRY}:
        return _of_employers(kind, cases, on)
    return {case.pk: _of_person(kind, case) for case in cases}


def _of_person(kind: str, case: Case) -> str:
    person = case.person
    if kind == Kind.BIRTH_DATE:
        return f"{person.birth_date.day:02}"
    if kind == Kind.ALPHABET:
        return person.family_name
    if kind == Kind.BENEFIT:
        return "disability_benefit" if person.disability_benefit else "sick_pay" if case.has_spell else "none"
    return ""


def _of_employers(kind: str, cases: Sequence[Case], on: date) -> dict[int, str]:
    """The employer's name, or its industry: of several the first by name."""
    people = {case.person_id: case.pk for case in cases}
    jobs = Employment.objects.filter(person__in=people).filter(Q(last_day=None) | Q(last_day__gte=on))
    column = "employer__name" if kind == Kind.EMPLOYER else "employer__industry"
    rows = jobs.order_by("employer__name", "employer", "id").values_list("person", column)
    found: dict[int, str] = {}
    for person, value in rows:
        found.setdefault(people[person], value)
    return found


def _plan(
    assigned: Sequence[Assigned], held: Sequence[Case], advisers: Sequence[Staff], away: dict[int, StaffAbsence]
) -> Plan:
    by_key, staff = {case.pk: case for case in held}, {one.pk: one for one in advisers}
    moves = [
        Move(by_key[each.case], by_key[each.case].holder, staff[each.adviser], each.reason)
        for each in assigned
        if each.adviser is not None and each.adviser != by_key[each.case].holder_id
    ]
    before = Counter(case.holder_id for case in held)
    after = before.copy()
    after.subtract(move.from_staff.pk if move.from_staff else None for move in moves)
    after.update(move.to_staff.pk for move in moves)
    shares = [Share(one, before[one.pk], after[one.pk], away.get(one.pk)) for one in advisers]
    return Plan(moves, shares, len(assigned), [by_key[each.case] for each in assigned if each.adviser is None])
