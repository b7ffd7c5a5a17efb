"""The list of cases in the order of work: one row per person, walked along the stored order, page by page.

The order itself is decided by `core.priority` and stored on the case; nothing is judged here. Persons with
any kind of protection are never in an ordinary list or count; they have a list of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.expressions import OrderBy
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from stafett.access.actors import Actor
from stafett.cases.models import Case, Task
from stafett.dialogue.models import Message
from stafett.intake.models import SickNote
from stafett.people.models import Employment, Person, Protection

PAGE_SIZE = 50
SEARCH_LIMIT = 50


class Scope(StrEnum):
    """Which cases of the actor's unit."""

    MINE = "mine"
    UNIT = "unit"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True)
class Key:
    """The place of one row in the order; a page starts after (or ends before) the key of a row."""

    step: int
    day: date | None
    risk: int
    contact: date | None
    case: int

    @classmethod
    def of(cls, case: Case) -> Key:
        return cls(case.order_step, case.order_date, case.order_risk, case.last_contact_on, case.pk)

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """The key that `str` wrote; None when it is not one: an address may be cut or old."""
        parts = text.split("_")
        if len(parts) != 5:
            return None
        try:
            return cls(int(parts[0]), _parse_day(parts[1]), int(parts[2]), _parse_day(parts[3]), int(parts[4]))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.step}_{self.day or ''}_{self.risk}_{self.contact or ''}_{self.case}"


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the list, as of `on`.

    `further` are Nav's other open tasks beside the next step; `duties` what employer or issuer is late with;
    `unread_since` the day of the oldest digital message that the person has not read.
    """

    case: Case
    on: date
    further: Sequence[Task] = ()
    duties: Sequence[Task] = ()
    employers: Sequence[str] = ()
    unread_since: date | None = None
    next_task: Task | None = None

    @property
    def days_since_first(self) -> int:
        """Days from day 1 to `on`, both included; days after the last known sick day do not count."""
        return max(0, (min(self.on, self.case.last_day) - self.case.first_day).days + 1)

    @property
    def weeks_since_first(self) -> int:
        return self.days_since_first // 7

    @property
    def sick_weeks(self) -> int:
        """Whole weeks without the well days."""
        return max(0, self.days_since_first - self.case.well_days) // 7

    @property
    def duties_by_actor(self) -> list[tuple[str, list[str]]]:
        """(actor, kinds of the duties they are late with, each once), in order of the earliest."""
        by_actor: dict[str, dict[str, None]] = {}
        for task in self.duties:
            by_actor.setdefault(task.actor, {})[task.kind] = None
        return [(actor, list(kinds)) for actor, kinds in by_actor.items()]

    @property
    def is_late(self) -> bool:
        """Whether the next date has passed."""
        return self.case.next_date is not None and self.case.next_date < self.on


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, with the keys from which the pages before and after are read; None where none is."""

    rows: Sequence[Row]
    previous: Key | None = None
    next: Key | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open cases each list has."""

    mine: int
    unit: int
    unassigned: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Found rows by name, open cases first; `more` when there are further ones than are shown."""

    rows: Sequence[Row] = ()
    more: bool = False


def read_page(
    actor: Actor,
    scope: Scope,
    *,
    on: date,
    after: Key | None = None,
    before: Key | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """One page of the ordinary list of the actor's unit. Four queries, however long the list is."""
    cases = _ordinary(_open_cases(actor))
    if scope is Scope.MINE:
        cases = cases.filter(holder_id=actor.id)
    elif scope is Scope.UNASSIGNED:
        cases = cases.filter(holder=None)
    return _page(cases, on=on, after=after, before=before, size=size)


def read_protected(actor: Actor, *, on: date, after: Key | None = None, before: Key | None = None) -> Page:
    """The list apart: protected persons of the unit, of the levels that the actor may open."""
    levels = actor.may_open - {Protection.NONE.value}
    cases = _open_cases(actor).filter(person__protection__in=levels)
    return _page(cases, on=on, after=after, before=before, size=PAGE_SIZE)


def count_cases(actor: Actor) -> Counts:
    """The lengths of the ordinary lists, in one query."""
    counted = _ordinary(_open_cases(actor)).aggregate(
        unit=Count("id"),
        mine=Count("id", filter=Q(holder_id=actor.id)),
        unassigned=Count("id", filter=Q(holder=None)),
    )
    return Counts(**counted)


def search_by_name(actor: Actor, words: Sequence[str], *, on: date) -> SearchResult:
    """Persons of the unit each of whose `words` begins a part of the name; nothing for no words."""
    cases = _ordinary(Case.objects.filter(holder_unit_id=actor.unit))
    for word in words:
        cases = cases.filter(_begins_a_name(word))
    return _search(cases, on=on) if words else SearchResult()


def search_by_birth_date(actor: Actor, born: date, *, on: date) -> SearchResult:
    """Persons of the unit born on that day."""
    cases = _ordinary(Case.objects.filter(holder_unit_id=actor.unit, person__birth_date=born))
    return _search(cases, on=on)


def _parse_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _open_cases(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(state=Case.State.OPEN, holder_unit_id=actor.unit)


def _ordinary(cases: QuerySet[Case]) -> QuerySet[Case]:
    # Few persons are protected: the set of them is looked up once, instead of the person of every case.
    return cases.exclude(person__in=Person.objects.exclude(protection=Protection.NONE))


def _begins_a_name(word: str) -> Q:
    starts = Q(person__given_name__istartswith=word) | Q(person__family_name__istartswith=word)
    inside = Q(person__given_name__icontains=f" {word}") | Q(person__family_name__icontains=f" {word}")
    hyphened = Q(person__given_name__icontains=f"-{word}") | Q(person__family_name__icontains=f"-{word}")
    return starts | inside | hyphened


def _search(cases: QuerySet[Case], *, on: date) -> SearchResult:
    # "open" comes after "closed" in the alphabet.
    found = list(
        _with_people(cases).order_by("-state", "person__family_name", "person__given_name", "-first_day")[
            : SEARCH_LIMIT + 1
        ]
    )
    return SearchResult(rows=_rows(found[:SEARCH_LIMIT], on=on), more=len(found) > SEARCH_LIMIT)


def _page(cases: QuerySet[Case], *, on: date, after: Key | None, before: Key | None, size: int) -> Page:
    forward = before is None
    start = after if forward else before
    if start is not None:
        cases = cases.filter(_beyond(start, forward=forward))
    found = list(_with_people(cases).order_by(*_order(forward=forward))[: size + 1])
    more = len(found) > size
    shown = found[:size] if forward else found[:size][::-1]
    if not shown:
        return Page(rows=())
    goes_back = (after is not None) if forward else more
    goes_on = more if forward else True
    return Page(
        rows=_rows(shown, on=on),
        previous=Key.of(shown[0]) if goes_back else None,
        next=Key.of(shown[-1]) if goes_on else None,
    )


def _order(*, forward: bool) -> list[OrderBy]:
    """Step, nearest date, most risk signals, longest without contact (never comes first), id: no two rows are equal."""
    step, day, risk = F("order_step"), F("order_date"), F("order_risk")
    contact, case = F("last_contact_on"), F("id")
    if forward:
        return [step.asc(), day.asc(), risk.desc(), contact.asc(nulls_first=True), case.asc()]
    return [step.desc(), day.desc(), risk.asc(), contact.desc(nulls_last=True), case.desc()]


def _beyond(key: Key, *, forward: bool) -> Q:
    """The rows after the key's place (before it when not `forward`), in the order of `_order`."""
    columns: list[tuple[str, date | int | None, bool, bool]] = [
        ("order_step", key.step, forward, False),
        ("order_date", key.day, forward, False),
        ("order_risk", key.risk, not forward, False),  # most comes first
        ("last_contact_on", key.contact, forward, True),
        ("id", key.case, forward, False),
    ]
    beyond, same = Q(pk__in=[]), Q()
    for column, value, upwards, nulls_first in columns:
        beyond |= same & _past(column, value, forward=upwards, nulls_first=nulls_first)
        same &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    # Says nothing new, but lets the database start at the right place of the index.
    near = {"order_step__gte" if forward else "order_step__lte": key.step}
    return Q(**near) & beyond


def _past(column: str, value: date | int | None, *, forward: bool, nulls_first: bool) -> Q:
    null_is_past = forward is not nulls_first
    if value is None:
        return Q(pk__in=[]) if null_is_past else Q(**{f"{column}__isnull": False})
    past = Q(**{f"{column}__gt" if forward else f"{column}__lt": value})
    return past | Q(**{f"{column}__isnull": True}) if null_is_past else past


def _with_people(cases: QuerySet[Case]) -> QuerySet[Case]:
    unread = Message.objects.filter(case=OuterRef("pk"), read_on=None, channel=Message.Channel.DIGITAL)
    return cases.select_related("person", "holder", "holder_unit").annotate(
        unread_since=Subquery(unread.order_by("id").values("sent_on")[:1])
    )


def _rows(cases: Sequence[Case], *, on: date) -> list[Row]:
    tasks = _tasks_by_case(cases)
    employers = _employers_by_person(cases)
    return [_row(case, tasks[case.pk], employers[case.person_id], on=on) for case in cases]


def _row(case: Case, tasks: Sequence[Task], employers: Sequence[str], *, on: date) -> Row:
    nav = [task for task in tasks if task.actor == Task.Actor.NAV]
    next_task = next((task for task in nav if (task.kind, task.due) == (case.next_step, case.next_date)), None)
    return Row(
        case=case,
        on=on,
        next_task=next_task,
        further=[task for task in nav if task is not next_task],
        duties=[task for task in tasks if task.actor in {Task.Actor.EMPLOYER, Task.Actor.ISSUER} and task.due < on],
        employers=employers,
        unread_since=getattr(case, "unread_since", None),
    )


def _tasks_by_case(cases: Sequence[Case]) -> dict[int, list[Task]]:
    by_case: dict[int, list[Task]] = defaultdict(list)
    tasks = Task.objects.filter(case__in=[case.pk for case in cases], state=Task.State.OPEN)
    # Why a task is there stands on the case page; a row has no use for it.
    for task in tasks.defer("reason").order_by("due", "id"):
        by_case[task.case_id].append(task)
    return by_case


def _employers_by_person(cases: Sequence[Case]) -> dict[int, list[str]]:
    """Names of the employers that each person has had during the case, each once, in order.

    From the register of employments, and from the notes: a note may name an employer that the register has not.
    """
    first_day = {case.person_id: case.first_day for case in cases}
    jobs = Employment.objects.filter(person__in=first_day).values_list("person", "employer__name", "last_day")
    named = Q(employer__isnull=False) | Q(named_employer__isnull=False)
    notes = (
        SickNote.objects.filter(named, person__in=first_day, replaced_on=None)
        .annotate(name=Coalesce("employer__name", KT("content__employer__name"), output_field=TextField()))
        .values_list("person", "name")
        .annotate(last_day=Max("periods__last_day"))
    )
    names: dict[int, set[str]] = defaultdict(set)
    for person, employer, last_day in chain(jobs, notes):
        if last_day is None or last_day >= first_day[person]:
            names[person].add(employer)
    return {person: sorted(names[person]) for person in first_day}
