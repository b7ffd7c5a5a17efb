"""What more than one place needs to read about cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from stafett import clock
from stafett.cases.models import Case, Task, Tick
from stafett.cases.own_work import FOLLOW_UP, CaseNote, FollowUp


def working_day() -> date:
    """The day on which the program works: the real one, in the demo the day up to which it has been moved."""
    if settings.DEMO:
        day = Tick.objects.values_list("last_day", flat=True).first()
        return day or clock.calendar_day()
    return clock.calendar_day()


@dataclass(frozen=True, slots=True)
class CorrectedNote:
    """A note as it stands, and what it was before, the newest first."""

    note: CaseNote
    earlier: Sequence[CaseNote]


def notes_on(case: Case) -> list[CorrectedNote]:
    """What staff have written on the case, the newest first."""
    notes = {note.pk: note for note in CaseNote.objects.select_related("written_by").filter(case=case).order_by("-pk")}
    replaced = {note.replaces_id for note in notes.values()}
    return [CorrectedNote(note, list(_earlier(note, notes))) for pk, note in notes.items() if pk not in replaced]


def _earlier(note: CaseNote, notes: dict[int, CaseNote]) -> Iterable[CaseNote]:
    while note.replaces_id is not None:
        note = notes[note.replaces_id]
        yield note


def follow_ups_behind(tasks: Iterable[Task]) -> dict[int, FollowUp]:
    """The follow-ups behind those of the tasks that an adviser has set themselves, by the key of the task."""
    own = {task.ordinal: task.pk for task in tasks if task.kind == FOLLOW_UP}
    along = ("set_by", "thread_question__message__thread")
    found = FollowUp.objects.select_related(*along).filter(pk__in=own) if own else ()
    return {own[follow_up.pk]: follow_up for follow_up in found}
