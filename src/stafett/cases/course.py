"""The course of one case for those who look at it: spell, stop points, and all that has happened, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from stafett.cases.evaluation import course
from stafett.cases.evaluation.known import AnswerFacts, Known, load_days
from stafett.cases.evaluation.matching import match
from stafett.cases.evaluation.need import Window, windows_of
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.selectors import handovers_of
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, JournalEntry, Task
from stafett.core.course import with_days_to_come
from stafett.core.parameters import Law
from stafett.core.reasons import Reason
from stafett.core.spells import Run, spell_runs
from stafett.core.stoppoints import estimate_max_date, explain_stop_point
from stafett.dialogue.models import HelpRequest, Message, Reply
from stafett.intake.models import SickNote
from stafett.mapping.models import Contact
from stafett.screening.models import Answer, Screening


@dataclass(frozen=True, slots=True)
class SpellFacts:
    """The spell as of the day asked about; weeks are whole weeks. `max_date` is an estimate, at the latest."""

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


@dataclass(frozen=True, slots=True)
class Course:
    """Everything there is to see of a case. `spell` is None when its notes have been withdrawn.

    `journal` also holds what was written about the person outside any case (`case_id` is None). The newest of
    `handovers` stands first. `window` is the next contact and the category in force (`core.contact.contact_windows`),
    None where the need has never been assessed; `contacts` are the conversations that have been written down, the
    newest first.
    """

    spell: SpellFacts | None
    runs: Sequence[Run]
    stop_points: Sequence[StopPoint]
    notes: Sequence[SickNote]
    screening: Screening | None
    answers: Sequence[Answer]
    messages: Sequence[Message]
    requests: Sequence[HelpRequest]
    replies: Sequence[Reply]
    tasks: Sequence[Task]
    handovers: Sequence[HandOver]
    journal: Sequence[JournalEntry]
    employers: Mapping[int | None, str]
    contacts: Sequence[Contact]
    window: Window | None

    def employer_of(self, task: Task) -> str:
        """The name of the employer that a task is about; empty when it is about none, or one without a name."""
        if task.employer:
            return task.employer.name
        return self.employers.get(task.ordinal, "") if task.ordinal < 0 else ""


def course_of(case: Case, *, on: date) -> Course:
    """The course of `case` as known on `on`, with a fixed number of queries."""
    screening = Screening.objects.select_related("confirmed_by").filter(case=case).first()
    answers = list(screening.answers.select_related("registered_by").order_by("id")) if screening else []
    tasks = list(case.tasks.select_related("employer").order_by("due", "id"))
    messages = list(case.messages.select_related("written_by").order_by("id"))
    requests = list(case.help_requests.select_related("answered_by", "reply").order_by("id"))
    replies = list(case.replies.select_related("registered_by").order_by("id"))
    notes = notes_of(case, on=on)
    known = load_days([case.person_id], on)
    late_plan = any(task.kind == "plan" and task.state == Task.State.OPEN and task.due < on for task in tasks)
    known.late_plans = {case.pk} if late_plan else set()
    known.screenings.take([screening] if screening else [])
    known.requests.take(requests)
    known.replied = {(case.pk, reply.kind): reply.given_on for reply in replies if reply.given_on <= on}
    known.answers = {answer.screening_id: _answer_facts(answer) for answer in answers if answer.given_on <= on}
    known.informed = {case.pk for message in messages if message.code == "activity_info"}
    unread = [message.sent_on for message in messages if message.is_unread(on)]
    known.unread_since = {case.pk: min(unread)} if unread else {}
    employers = {note.employer_id or note.named_employer: note.employer_name for note in notes}
    spell, runs, points = _days(case, known, tasks, employers, screening)
    window = windows_of(known, law_in_force()).get(case.pk)
    return Course(
        spell=spell,
        runs=runs,
        stop_points=points,
        notes=notes,
        screening=screening,
        answers=answers,
        messages=messages,
        requests=requests,
        replies=replies,
        tasks=tasks,
        handovers=handovers_of(case),
        journal=list(_journal(case)),
        employers=employers,
        contacts=list(case.contacts.select_related("by").order_by("-held_on", "-id")),
        window=window,
    )


def _journal(case: Case) -> QuerySet[JournalEntry]:
    """What happened in the case, and what was written about its person outside any case."""
    about = Q(case=case) | Q(case=None, person=case.person_id)
    return JournalEntry.objects.filter(about).select_related("unit").order_by("id")


def notes_of(case: Case, *, on: date) -> list[SickNote]:
    """The notes with a day in the spell as known on `on`, also those that have been replaced."""
    notes = SickNote.objects.filter(person=case.person_id, received_on__lte=on).select_related("issuer", "employer")
    return [
        note
        for note in notes.prefetch_related("periods").order_by("signed_at", "id")
        if any(p.first_day <= case.last_day and case.first_day <= p.last_day for p in note.periods.all())
    ]


def _answer_facts(answer: Answer) -> AnswerFacts:
    return AnswerFacts(
        answer.pk,
        answer.screening_id,
        answer.given_on,
        answer.return_likelihood,
        answer.employer_relation,
        answer.expected_duration,
    )


def _days(
    case: Case,
    known: Known,
    tasks: Sequence[Task],
    employers: dict[int | None, str],
    screening: Screening | None,
) -> tuple[SpellFacts | None, Sequence[Run], Sequence[StopPoint]]:
    """The spell of the case with its stop points, by the same rules as its evaluation."""
    law = law_in_force()
    found = course.find(known, law)
    matched = match(found.frame.iter_rows(named=True), known.cases.rows)
    rows = {row.id: (spell, row) for spell, row in matched.pairs}
    if case.pk not in rows:
        return None, [], []
    spell, row = rows[case.pk]
    frame = found.frame.filter(found.frame["spell"] == spell["spell"])
    asked = course.with_circumstances(frame, known, {spell["spell"]: row}, windows_of(known, law))
    full = with_days_to_come(asked, found.spells, law)
    facts = full.row(0, named=True)
    by_key = {(task.kind, task.ordinal, task.employer_id): task for task in tasks}
    # What the program does by itself is done when its message has been sent.
    by_itself = {"screening": facts["screening_asked_on"], "activity_info": case.pk in known.informed}
    sent = {kind for kind, done in by_itself.items() if done}
    points = course.points(full, found, known, law)
    ended = dict.fromkeys(sent, "done")
    if screening is not None and screening.suggested_on and not screening.asked_on:
        ended["screening"] = "excepted"  # assessed without the questions
    stop_points = [_stop_point(point, facts, employers, by_key, ended, law) for point in points.iter_rows(named=True)]
    own = {name: facts[name] for name in SpellFacts.__slots__ if name != "max_date"}
    max_date = estimate_max_date(full, law)[0]
    return SpellFacts(**own, max_date=max_date), spell_runs(found.spells, spell["spell"]), stop_points


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
