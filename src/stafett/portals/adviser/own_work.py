"""What staff have set themselves and written on a case, as the case page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stafett.cases.models import Case, Task
from stafett.cases.own_work import FollowUp
from stafett.cases.selectors import CorrectedNote, follow_ups_behind, notes_on
from stafett.portals.adviser.own_work_forms import CaseNoteForm, FollowUpForm, form_of


@dataclass(frozen=True, slots=True)
class ShownFollowUp:
    """A follow-up with the form that changes it."""

    follow_up: FollowUp
    form: FollowUpForm


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note with what it was before and the form that corrects it."""

    corrected: CorrectedNote
    form: CaseNoteForm


def shown_follow_ups(tasks: Iterable[Task], given: Mapping[str, Any]) -> dict[int, ShownFollowUp]:
    """By the key of the task; `given` are refused forms by name."""
    found = follow_ups_behind(tasks)
    names = {task: f"follow_up{own.pk}" for task, own in found.items()}
    return {
        task: ShownFollowUp(own, given.get(names[task]) or form_of(own, names[task])) for task, own in found.items()
    }


def notes_context(case: Case, given: Mapping[str, Any]) -> dict[str, Any]:
    """The notes on the case, and the form that writes one."""
    return {
        "case_notes": [
            ShownNote(
                one,
                given.get(name := f"note{one.note.pk}") or CaseNoteForm(prefix=name, initial={"text": one.note.text}),
            )
            for one in notes_on(case)
        ],
        "note_form": given.get("note") or CaseNoteForm(prefix="note"),
    }
