"""What advisers set themselves on a case, and the notes they write on it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import SYSTEM, Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, Task
from stafett.cases.own_work import FOLLOW_UP, CaseNote, FollowUp
from stafett.cases.services import CaseError
from stafett.core.limits import furthest_day


@dataclass(frozen=True, slots=True)
class Wish:
    """What an adviser wants to come back to: why (`FollowUp.Reason`), perhaps a line, and by which day."""

    reason: str
    due: date
    line: str = ""


@transaction.atomic
def set_follow_up(
    *, case: Case, wish: Wish, actor: Actor, on: date, at: datetime, beside_same: bool = False
) -> FollowUp:
    """Sets a follow-up, which becomes a task of Nav's and keeps the case open until it is done.

    The same wish again on the same day (a form sent twice) is the same follow-up, unless `beside_same`.
    Raises CaseError: case.closed, follow_up.due_passed, follow_up.words_needed, day_error.too_far (furthest).
    """
    lock_people([case.person_id])
    _refuse_closed(case)
    _refuse_impossible(case, wish, on)
    line = wish.line.strip()
    wished = {"case": case, "reason": wish.reason, "due": wish.due, "line": line, "set_on": on}
    same = FollowUp.objects.filter(**wished, set_by=actor.id, withdrawn_on=None).order_by("-pk").first()
    if same is not None and not beside_same and _is_open(same):
        return same
    follow_up = FollowUp.objects.create(**wished, person_id=case.person_id, set_by_id=actor.staff_id)
    _write_down(actor, on, at, "follow_up_set", follow_up)
    return follow_up


@transaction.atomic
def set_by_program(*, case: Case, wish: Wish, on: date, at: datetime) -> FollowUp:
    """Sets a follow-up that nobody has wished for; one with the same reason and line that is open stands for it.

    The caller has locked the person, and evaluates them when all is set.
    """
    own = FollowUp.objects.filter(case=case, reason=wish.reason, line=wish.line, withdrawn_on=None).order_by("-pk")
    for same in own:
        if _is_open(same):
            return same
    follow_up = FollowUp.objects.create(
        case=case, person_id=case.person_id, reason=wish.reason, due=wish.due, line=wish.line, set_on=on
    )
    _journal(SYSTEM, on, at, "follow_up_set", follow_up)
    return follow_up


@transaction.atomic
def change_follow_up(*, follow_up: FollowUp, wish: Wish, version: int, actor: Actor, on: date, at: datetime) -> None:
    """Gives a follow-up another reason, line or day. `version`: the one that was seen.

    Raises CaseError: follow_up.ended, follow_up.changed, follow_up.due_passed, follow_up.words_needed,
    day_error.too_far (furthest).
    """
    locked = _locked(follow_up, version)
    _refuse_impossible(locked.case, wish, on)
    before = {"reason": locked.reason, "due": locked.due}
    locked.reason, locked.due, locked.line, locked.version = wish.reason, wish.due, wish.line.strip(), version + 1
    locked.save(update_fields=["reason", "due", "line", "version"])
    _write_down(actor, on, at, "follow_up_changed", locked, before)


@transaction.atomic
def withdraw_follow_up(*, follow_up: FollowUp, version: int, actor: Actor, on: date, at: datetime) -> None:
    """Takes a follow-up back: its task lapses. Raises CaseError: follow_up.ended, follow_up.changed."""
    locked = _locked(follow_up, version)
    locked.withdrawn_on, locked.version = on, version + 1
    locked.save(update_fields=["withdrawn_on", "version"])
    _write_down(actor, on, at, "follow_up_withdrawn", locked)


@transaction.atomic
def write_note(
    *, case: Case, text: str, actor: Actor, on: date, at: datetime, replaces: CaseNote | None = None
) -> CaseNote:
    """Writes a note on a case, or a correction of one; the person sees both. The journal holds none of its words.

    The same words again on the same day (a form sent twice) are the same note. Raises CaseError: note.words_needed,
    note.corrected when somebody else has corrected it already.
    """
    lock_people([case.person_id])
    words = text.strip()
    if not words:
        raise CaseError("note.words_needed")
    same = CaseNote.objects.filter(case=case, text=words, written_by=actor.id, on=on, replaces=replaces).first()
    if same is not None:
        return same
    if replaces is not None and (newer := CaseNote.objects.filter(replaces=replaces).first()):
        raise CaseError("note.corrected", by=newer.written_by.name, on=newer.on)
    note = CaseNote.objects.create(case=case, text=words, written_by_id=actor.staff_id, on=on, at=at, replaces=replaces)
    event = "note_corrected" if replaces else "note_written"
    journal = Journal(actor, on, at)
    journal.note(event, person=case.person_id, case=case.pk, after={"note": note.pk})
    journal.save()
    return note


def _refuse_closed(case: Case) -> None:
    case.refresh_from_db(fields=["state"])
    if case.state != Case.State.OPEN:
        raise CaseError("case.closed")


def _refuse_impossible(case: Case, wish: Wish, on: date) -> None:
    if wish.due < on:
        raise CaseError("follow_up.due_passed")
    furthest = furthest_day("follow_up_ahead_months", law_in_force(), on, case.person.home_unit.number)
    if wish.due > furthest:
        raise CaseError("day_error.too_far", furthest=furthest)
    if wish.reason == FollowUp.Reason.OTHER and not wish.line.strip():
        raise CaseError("follow_up.words_needed")


def _is_open(follow_up: FollowUp) -> bool:
    done = Task.objects.filter(case=follow_up.case_id, kind=FOLLOW_UP, ordinal=follow_up.pk, state=Task.State.DONE)
    return follow_up.withdrawn_on is None and not done.exists()


def _locked(follow_up: FollowUp, version: int) -> FollowUp:
    lock_people([follow_up.person_id])
    locked = FollowUp.objects.select_related("case__person__home_unit").get(pk=follow_up.pk)
    if not _is_open(locked):
        raise CaseError("follow_up.ended")
    if locked.version != version:
        raise CaseError("follow_up.changed")
    return locked


def _write_down(
    actor: Actor, on: date, at: datetime, event: str, follow_up: FollowUp, before: dict[str, object] | None = None
) -> None:
    """The entry holds the reason's code and the day, never the line; then the person is evaluated again."""
    _journal(actor, on, at, event, follow_up, before)
    evaluate([follow_up.person_id], on=on, at=at)


def _journal(
    actor: Actor, on: date, at: datetime, event: str, follow_up: FollowUp, before: dict[str, object] | None = None
) -> None:
    journal = Journal(actor, on, at)
    after = {"follow_up": follow_up.pk, "reason": follow_up.reason, "due": follow_up.due}
    journal.note(event, person=follow_up.person_id, case=follow_up.case_id, before=before, after=after)
    journal.save()
