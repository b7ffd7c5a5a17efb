"""The course of one case for those who look at it: spell and stop points, and what they follow from, with reasons.

What a page shows beside that (notes, journal, hand-overs, contacts) is read by that page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from django.db.models import Q, Value

from stafett.cases.contents import Contents, contents_of
from stafett.cases.evaluation import course
from stafett.cases.evaluation.course import Found
from stafett.cases.evaluation.known import AnswerFacts, Known
from stafett.cases.evaluation.matching import match
from stafett.cases.evaluation.need import Window
from stafett.cases.evaluation.one import NotedPeriod, load_one
from stafett.cases.law import law_of
from stafett.cases.models import Case, JournalEntry, Task
from stafett.core.course import with_days_to_come, without_questions
from stafett.core.max_date import days_left_after
from stafett.core.parameters import Law
from stafett.core.reasons import Reason
from stafett.core.spells import Run, spell_runs
from stafett.core.stoppoints import estimate_max_date, explain_stop_point
from stafett.dialogue.models import HelpRequest, Message, Reply
from stafett.intake.models import SickNote
from stafett.mapping.models import Contact
from stafett.people.models import Employment
from stafett.screening.models import Answer, Screening


@dataclass(frozen=True, slots=True)
class SpellFacts:
    """The spell as of the day asked about; weeks are whole weeks. `max_date` is an estimate, at the latest.

    `days_left` are the weekdays of sick pay left after the day, by the same estimate.
    """

    first_day: date
    last_day: date
    weeks: int
    weeks_since_first: int
    sick_days: int
    well_days: int
    grade: int
    employed: bool
    recurrent: bool
    earlier_long: bool
    frequent_short: bool
    max_date: date | None
    days_left: int


@dataclass(frozen=True, slots=True)
class StopPoint:
    """A stop point with its state (future, open, due, overdue, done, excepted) and why it is there."""

    kind: str
    ordinal: int
    employer: str
    actor: str
    nature: str
    due: date
    working_due: date
    opens: date
    state: str
    estimated: bool
    reason: Reason
    task: Task | None


class Said(NamedTuple):
    """One set of answers by the person, to the three questions (`about` is ASKED) or along the way (a `Reply.Kind`).

    `said` are the chosen answers in the order of the questions; `registered_by` is whoever wrote them down on the
    telephone, empty when the person answered.
    """

    id: int
    about: str
    given_on: date
    said: tuple[str, str, str]
    comment: str
    registered_by: str


ASKED = "screening"


@dataclass(frozen=True, slots=True)
class Course:
    """Where a case stands: what the rules say of it on a day, and what they stand on.

    `spell` is None when its notes have been withdrawn. `periods` are those of all notes with a day in the spell, also
    replaced ones; `employments` all of the person's; `journal_days` as in `Contents`. `window` is the next contact and
    the category in force, None where the need has never been assessed. Answers and replies stand in order of time.
    """

    spell: SpellFacts | None
    runs: Sequence[Run]
    stop_points: Sequence[StopPoint]
    periods: Sequence[NotedPeriod]
    employments: Sequence[Employment]
    screening: Screening | None
    answers: Sequence[Said]
    replies: Sequence[Said]
    messages: Sequence[Message]
    requests: Sequence[HelpRequest]
    tasks: Sequence[Task]
    journal_days: Sequence[date]
    employers: Mapping[int | None, str]
    window: Window | None

    def employer_of(self, task: Task) -> str:
        """The name of the employer that a task is about; empty when it is about none, or one without a name."""
        if task.employer:
            return task.employer.name
        return self.employers.get(task.ordinal, "") if task.ordinal < 0 else ""


ALONG = ("screening__confirmed_by",)
"""What a case is best read with, for its course (`select_related`), beside its person with home unit."""


def course_of(case: Case, *, on: date, contents: Contents | None = None) -> Course:
    """The course of `case` as known on `on`, with a fixed number of queries; `contents` where the caller has them."""
    contents = contents or contents_of(case, on=on)
    screening = screening_of(case)
    said = _said(case)
    answers = [one for one in said if one.about == ASKED]
    replies = [one for one in said if one.about != ASKED]
    tasks = list(case.tasks.select_related("employer").order_by("due", "id"))
    messages = list(case.messages.order_by("id"))
    requests = list(
        case.help_requests.select_related("answered_by", "reply", "contact", "issuer", "note__issuer").order_by("id")
    )
    employments = employments_of(case)
    known, periods = load_one(case, employments, contents.placed, contents.plans, on)
    late_plan = any(task.kind == "plan" and task.state == Task.State.OPEN and task.due < on for task in tasks)
    known.late_plans = {case.pk} if late_plan else set()
    known.screenings.take([screening] if screening else [])
    known.requests.take(requests)
    known.replied = {(case.pk, reply.about): reply.given_on for reply in replies if reply.given_on <= on}
    known.answers = _newest(screening, answers, on)
    known.informed = {case.pk for message in messages if message.code == "activity_info"}
    unread = [message.sent_on for message in messages if message.is_unread(on)]
    known.unread_since = {case.pk: min(unread)} if unread else {}
    periods = _of_spell(periods, case)
    employers = {period.employer: period.employer_name for period in periods}
    spell, runs, points = _days(case, known, contents.window, tasks, employers, screening)
    return Course(
        spell=spell,
        runs=runs,
        stop_points=points,
        periods=periods,
        employments=employments,
        screening=screening,
        answers=answers,
        replies=replies,
        messages=messages,
        requests=requests,
        tasks=tasks,
        journal_days=contents.journal_days,
        employers=employers,
        window=contents.window,
    )


def max_date_of(case: Case, *, on: date, contents: Contents | None = None) -> date | None:
    """The last day of sick pay at the latest, as `SpellFacts` has it; None when there is no spell."""
    contents = contents or contents_of(case, on=on)
    law = law_of(case.person.home_unit)
    known, _ = load_one(case, employments_of(case), contents.placed, contents.plans, on)
    found = course.find(known, law)
    full = _spell_of(case, found, known, contents.window, law)
    return None if full is None else estimate_max_date(full, law)[0]


def screening_of(case: Case) -> Screening | None:
    """The screening of the case, without a query when the case was read with it."""
    return case.screening if hasattr(case, "screening") else None


def employments_of(case: Case) -> list[Employment]:
    """All of the person's employments with their employers, in order of their first day."""
    return list(Employment.objects.select_related("employer").filter(person=case.person_id).order_by("first_day"))


def contacts_of(case: Case) -> list[Contact]:
    """The conversations that have been written down, the newest first."""
    return list(case.contacts.select_related("by", "withdrawal__by", "meeting").order_by("-held_on", "-id"))


def journal_of(case: Case) -> list[JournalEntry]:
    """What happened in the case, and what was written about its person outside any case, in order."""
    about = Q(case=case) | Q(case=None, person=case.person_id)
    return list(JournalEntry.objects.filter(about).select_related("unit").order_by("id"))


def notes_of(case: Case, *, on: date) -> list[SickNote]:
    """The notes with a day in the spell as known on `on`, also those that have been replaced."""
    notes = SickNote.objects.filter(person=case.person_id, received_on__lte=on).select_related("issuer", "employer")
    return [
        note
        for note in notes.prefetch_related("periods").order_by("signed_at", "id")
        if any(p.first_day <= case.last_day and case.first_day <= p.last_day for p in note.periods.all())
    ]


def _of_spell(periods: Sequence[NotedPeriod], case: Case) -> list[NotedPeriod]:
    """The periods of the notes with a day in the spell."""
    here = {one.note for one in periods if one.first_day <= case.last_day and case.first_day <= one.last_day}
    return [one for one in periods if one.note in here]


def _said(case: Case) -> list[Said]:
    """The person's answers and replies, in order of time within each."""
    of_both = ("comment", "registered_by__name")
    answers = Answer.objects.filter(screening__case=case).values_list(
        "pk", Value(ASKED), "given_on", "return_likelihood", "employer_relation", "expected_duration", *of_both
    )
    replies = Reply.objects.filter(case=case).values_list(
        "pk", "kind", "given_on", "answer", "help", Value(""), *of_both
    )
    return [
        Said(key, about, given_on, (first, second, third), comment, by or "")
        for key, about, given_on, first, second, third, comment, by in sorted(answers.union(replies, all=True))
    ]


def _newest(screening: Screening | None, answers: Sequence[Said], on: date) -> dict[int, AnswerFacts]:
    """The newest answers of the screening as known on the day, as the rules ask for them."""
    given = [one for one in answers if one.given_on <= on]
    if screening is None or not given:
        return {}
    return {screening.pk: AnswerFacts(given[-1].id, screening.pk, given[-1].given_on, *given[-1].said)}


def _spell_of(case: Case, found: Found, known: Known, window: Window | None, law: Law) -> pl.DataFrame | None:
    """The spell of the case as one row with its circumstances, by the same rules as its evaluation."""
    matched = match(found.frame.iter_rows(named=True), known.cases.rows)
    spell, row = next(((spell, row) for spell, row in matched.pairs if row.id == case.pk), (None, None))
    if spell is None or row is None:
        return None
    frame = found.frame.filter(found.frame["spell"] == spell["spell"])
    windows = {} if window is None else {case.pk: window}
    return with_days_to_come(course.with_circumstances(frame, known, {spell["spell"]: row}, windows), found.spells, law)


def _days(
    case: Case,
    known: Known,
    window: Window | None,
    tasks: Sequence[Task],
    employers: dict[int | None, str],
    screening: Screening | None,
) -> tuple[SpellFacts | None, Sequence[Run], Sequence[StopPoint]]:
    """The spell of the case with its stop points."""
    law = law_of(case.person.home_unit)
    found = course.find(known, law)
    full = _spell_of(case, found, known, window, law)
    if full is None:
        return None, [], []
    facts = full.row(0, named=True)
    by_key = {(task.kind, task.ordinal, task.employer_id): task for task in tasks}
    # What the program does by itself is done when its message has been sent.
    by_itself = {"screening": facts["screening_asked_on"], "activity_info": case.pk in known.informed}
    sent = {kind for kind, done in by_itself.items() if done}
    points = course.points(full, found, known, law)
    ended = dict.fromkeys(sent, "done")
    assessed = screening is not None and screening.suggested_on
    if "screening" not in sent and (assessed or without_questions(full, law, known.on)[0]):
        ended["screening"] = "excepted"
    stop_points = [_stop_point(point, facts, employers, by_key, ended, law) for point in points.iter_rows(named=True)]
    estimated = {"max_date": estimate_max_date(full, law)[0], "days_left": int(days_left_after(full, law, known.on)[0])}
    own = {name: facts[name] for name in SpellFacts.__slots__ if name not in estimated}
    return SpellFacts(**own, **estimated), spell_runs(found.spells, facts["spell"]), stop_points


def _stop_point(
    point: dict[str, Any],
    facts: dict[str, Any],
    employers: dict[int | None, str],
    tasks: dict[tuple[str, int, int | None], Task],
    ended: Mapping[str, str],
    law: Law,
) -> StopPoint:
    task = tasks.get((point["kind"], point["ordinal"], point["task_employer"]))
    state = point["state"]
    if task is not None and task.state in {Task.State.DONE, Task.State.EXCEPTED}:
        state = task.state
    elif point["kind"] in ended:
        state = ended[point["kind"]]
    return StopPoint(
        kind=point["kind"],
        ordinal=point["occurrence"],
        employer=employers.get(point["employer"], ""),
        actor=point["actor"],
        nature=point["nature"],
        due=point["due"],
        working_due=point["working_due"],
        opens=point["opens"],
        state=state,
        estimated=point["estimated"],
        reason=explain_stop_point(point["kind"], facts | point, law),
        task=task,
    )
