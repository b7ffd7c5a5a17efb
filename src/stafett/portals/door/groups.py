"""Persons worth entering as in the demo: some in each state that a screen can show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from stafett.people.models import Person, Protection, Staff, Unit

SHOWN_IN_A_GROUP = 4
FOUND_AT_MOST = 25

_OPEN = Q(cases__state="open")
_ASKED = _OPEN & Q(cases__screening__asked_on__isnull=False)
_HAS_ANSWERED = Q(cases__screening__answers__isnull=False)


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


def person_groups(on: date) -> list[Group]:
    """The groups in the order of a case's life; a group that nobody is in is left out."""
    groups = (Group(code, list(found.order_by("id")[:SHOWN_IN_A_GROUP])) for code, found in _states(on))
    return [group for group in groups if group.persons]


def persons_named(words: str) -> list[Person]:
    """Persons in whose name every word occurs, in order of name."""
    found = Person.objects.select_related("home_unit")
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


def _states(on: date) -> list[tuple[str, QuerySet[Person]]]:
    persons = Person.objects.filter(protection=Protection.NONE)
    employed_now = Q(employments__first_day__lte=on) & (
        Q(employments__last_day=None) | Q(employments__last_day__gte=on)
    )
    several = persons.annotate(employers=Count("employments", filter=employed_now))
    unanswered = persons.filter(_ASKED).exclude(_HAS_ANSWERED)
    return [
        ("new", persons.filter(_OPEN, cases__screening=None)),
        ("to_answer", unanswered.filter(cases__screening__state="asked", cases__state="open")),
        ("answered", persons.filter(_OPEN & Q(cases__screening__state="to_confirm") & _HAS_ANSWERED).distinct()),
        ("silent", unanswered.filter(cases__screening__window_ends_on__lt=on, cases__state="open")),
        ("cared_for", persons.filter(_OPEN, cases__segment="care_in_place")),
        ("to_talk", persons.filter(_OPEN, cases__segment="needs_mapping")),
        (
            "asked_for_help",
            persons.filter(_OPEN, help_requests__answered_on=None, help_requests__sender="person").distinct(),
        ),
        ("several_employers", several.filter(_OPEN, employers__gte=2)),
        ("no_employer", persons.filter(_OPEN, cases__employed=False)),
        ("protected", Person.objects.exclude(protection=Protection.NONE).filter(_OPEN)),
        ("no_case", persons.exclude(_OPEN)),
    ]
