"""Persons worth entering as in the demo: some in each state that a screen can show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from stafett.cases.models import Case
from stafett.intake.models import SickNote
from stafett.people.models import EmployerContact, Issuer, Person, Protection, Staff, Unit
from stafett.screening.models import Screening

SHOWN_IN_A_GROUP = 4
FOUND_AT_MOST = 25
STARTS = ("person", "adviser", "regional", "leader")
_WORK = {
    "adviser": (Unit.Kind.LOCAL, Staff.Role.ADVISER),
    "regional": (Unit.Kind.ROE, Staff.Role.ADVISER),
    "leader": (Unit.Kind.LOCAL, Staff.Role.LEADER),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Persons in one state; its heading is the text `door.group.<code>`."""

    code: str
    persons: list[Person]


@dataclass(frozen=True, slots=True)
class Workplace:
    """A unit with those who work there."""

    unit: Unit
    staff: list[Staff]


@dataclass(frozen=True, slots=True)
class Start:
    """A good place to begin, for those who see the demo for the first time: text `door.start.<code>`."""

    code: str
    name: str
    url: str


def starts(groups: list[Group], places: list[Workplace]) -> list[Start]:
    """One person who has been asked, one adviser of a local and one of a regional unit, and one leader, if there."""
    found: dict[str, Start] = {}
    for group in groups:
        if group.code == "to_answer":
            found["person"] = Start(
                "person", group.persons[0].name, reverse("enter_person", args=[group.persons[0].pk])
            )
    for code, work in _WORK.items():
        for place in places:
            staff = next((one for one in place.staff if (place.unit.kind, one.role) == work), None)
            if staff is not None and code not in found:
                found[code] = Start(code, staff.name, reverse("enter_staff", args=[staff.pk]))
    return [found[code] for code in STARTS if code in found]


def person_groups(on: date) -> list[Group]:
    """The groups in the order of a case's life; a group that nobody is in is left out."""
    groups = (Group(code, list(found.order_by("id")[:SHOWN_IN_A_GROUP])) for code, found in _states(on))
    return [group for group in groups if group.persons]


def persons_named(words: str) -> list[Person]:
    """Living persons in whose name every word occurs, in order of name."""
    found = Person.objects.filter(died_on=None)
    for word in words.split():
        found = found.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    return list(found.order_by("family_name", "given_name", "id")[:FOUND_AT_MOST])


def workplaces() -> list[Workplace]:
    """Every unit with its leaders, then its advisers."""
    staff: Iterable[Staff] = Staff.objects.filter(active=True).order_by("-role", "name", "id")
    at: dict[int, list[Staff]] = {}
    for one in staff:
        at.setdefault(one.unit_id, []).append(one)
    return [Workplace(unit, at[unit.pk]) for unit in Unit.objects.order_by("number") if unit.pk in at]


def busy_contacts(role: str, on: date) -> list[EmployerContact]:
    """Some at employers who have people away on the day; of leaders those who lead them."""
    away = SickNote.objects.filter(periods__first_day__lte=on, periods__last_day__gte=on, replaced_on=None)
    whose = {"person": OuterRef("leaderships__employment__person")} if role == EmployerContact.Role.LEADER else {}
    theirs = away.filter(employer=OuterRef("employer"), person__cases__state=Case.State.OPEN, **whose)
    found = EmployerContact.objects.filter(Exists(theirs), role=role, active=True).select_related("employer")
    return list(found.distinct().order_by("id")[:SHOWN_IN_A_GROUP])


def busy_issuers(on: date) -> list[Issuer]:
    """Some who have written notes that cover the day."""
    notes = SickNote.objects.filter(periods__first_day__lte=on, periods__last_day__gte=on, replaced_on=None)
    found = Issuer.objects.filter(Exists(notes.filter(issuer=OuterRef("pk"), person__cases__state=Case.State.OPEN)))
    return list(found.order_by("id")[:SHOWN_IN_A_GROUP])


def _states(on: date) -> list[tuple[str, QuerySet[Person]]]:
    ordinary = Person.objects.filter(protection=Protection.NONE, died_on=None)
    cases = Case.objects.filter(state=Case.State.OPEN)
    unanswered = cases.filter(screening__asked_on__isnull=False, screening__answers=None)
    answered = cases.filter(screening__state=Screening.State.TO_CONFIRM, screening__answers__isnull=False)
    waiting = cases.filter(help_requests__sender="person", help_requests__answered_on=None)
    now = Q(employments__first_day__lte=on) & (Q(employments__last_day=None) | Q(employments__last_day__gte=on))
    several = ordinary.annotate(jobs=Count("employments", filter=now)).filter(jobs__gte=2)

    def whose(chosen: QuerySet[Case]) -> QuerySet[Person]:
        return ordinary.filter(pk__in=chosen.values("person"))

    return [
        ("new", whose(cases.filter(screening=None))),
        ("to_answer", whose(unanswered.filter(screening__state=Screening.State.ASKED))),
        ("answered", whose(answered)),
        ("silent", whose(unanswered.filter(screening__window_ends_on__lt=on))),
        ("cared_for", whose(cases.filter(segment=Case.Segment.CARE_IN_PLACE))),
        ("to_talk", whose(cases.filter(segment=Case.Segment.NEEDS_MAPPING))),
        ("asked_for_help", whose(waiting)),
        ("several_employers", several.filter(pk__in=cases.values("person"))),
        ("no_employer", whose(cases.filter(employed=False))),
        ("protected", Person.objects.exclude(protection=Protection.NONE).filter(pk__in=cases.values("person"))),
        ("no_case", ordinary.exclude(pk__in=cases.values("person"))),
    ]
