"""What is done with a mapping: inviting, preparing, filling in, discarding, remarks. Closing is in `mapping.closing`.

Of what is said nothing stands in the journal but which theme it was about: the words are in the mapping alone.
"""

from collections.abc import Mapping as MappingType
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.core.limits import furthest_day
from stafett.core.mapping import STATES, Lack
from stafett.dialogue.models import Message
from stafett.mapping.guide import Kept, KeptTheme, Words, current_guides, kept
from stafett.mapping.models import Goal, GuideAddition, Mapping, Preparation, Remark, ThemeEntry
from stafett.mapping.selectors import additions_in_force, last_closed

State = Mapping.State

LONGEST_TEXT: Final = 5_000


class MappingError(Exception):
    """Something that cannot be done with a mapping now. `code` is a gettext key, `parameters` fill it.

    `lacks` says what a closing lacks; `entry` is what somebody else wrote where two wrote at once.
    """

    def __init__(
        self, code: str, *, lacks: tuple[Lack, ...] = (), entry: ThemeEntry | None = None, **parameters: object
    ) -> None:
        super().__init__(code)
        self.code, self.parameters, self.lacks, self.entry = code, parameters, lacks, entry


@transaction.atomic
def plan_mapping(*, case: Case, guide: str, talk_on: date | None, actor: Actor, on: date, at: datetime) -> Mapping:
    """Begins a mapping of the case by a guide in force, with the office's own themes, from the texts of the last one.

    With a day for the conversation the person gets the themes in a message and may write beforehand; without, the
    conversation begins now. Raises MappingError: mapping_error.case_closed, mapping_error.already_open (by),
    mapping_error.unknown_guide, mapping_error.day_has_passed, day_error.too_far (furthest).
    """
    lock_people([case.person_id])
    case = Case.objects.select_related("person__home_unit").get(pk=case.pk)
    _refuse_to_plan(case, guide, talk_on, on)
    local = [_local_theme(addition) for addition in additions_in_force(case.holder_unit_id, guide, on=on)]
    snapshot = kept(current_guides(on)[guide], local)
    last = last_closed(case)
    mapping = Mapping.objects.create(
        case=case, guide=guide, version=snapshot["version"], snapshot=snapshot, started_from=last,
        state=State.PLANNED if talk_on else State.IN_PROGRESS, planned_by_id=_staff(actor),
        invited_on=on if talk_on else None, talk_on=talk_on, started_on=None if talk_on else on,
    )  # fmt: skip
    texts = dict(last.entries.values_list("theme", "answer")) if last else {}
    codes = [theme["code"] for theme in snapshot["themes"]]
    ThemeEntry.objects.bulk_create(
        ThemeEntry(mapping=mapping, theme=code, answer=texts.get(code, "")) for code in codes
    )
    write_down(actor, on, at, "mapping_planned" if talk_on else "mapping_begun", mapping)
    if talk_on:
        _invite(mapping, on)
    return mapping


def _refuse_to_plan(case: Case, guide: str, talk_on: date | None, on: date) -> None:
    if case.state != Case.State.OPEN:
        raise MappingError("mapping_error.case_closed")
    already = Mapping.objects.filter(case=case, state__in=[State.PLANNED, State.IN_PROGRESS])
    if (other := already.select_related("planned_by").first()) is not None:
        raise MappingError("mapping_error.already_open", by=other.planned_by.name)
    if guide not in current_guides(on):
        raise MappingError("mapping_error.unknown_guide")
    _refuse_day(case, talk_on, on)


def _refuse_day(case: Case, talk_on: date | None, on: date) -> None:
    if talk_on is not None and talk_on < on:
        raise MappingError("mapping_error.day_has_passed")
    furthest = furthest_day("mapping_talk_ahead_months", law_in_force(), on, case.person.home_unit.number)
    if talk_on is not None and talk_on > furthest:
        raise MappingError("day_error.too_far", furthest=furthest)


def _local_theme(addition: GuideAddition) -> KeptTheme:
    def own(words: str) -> Words:
        return {"nb": words}

    return {
        "code": addition.code, "required": False, "mobility": False, "local": True, "title": own(addition.title),
        "why": own(addition.why), "questions": [own(question) for question in addition.questions],
    }  # fmt: skip


@transaction.atomic
def move_talk(*, mapping: Mapping, talk_on: date, actor: Actor, on: date, at: datetime) -> None:
    """Sets another day for a conversation that has not begun, and tells the person.

    Raises MappingError: mapping_error.not_planned, mapping_error.day_has_passed, day_error.too_far (furthest).
    """
    locked = locked_mapping(mapping)
    if locked.state != State.PLANNED:
        raise MappingError("mapping_error.not_planned")
    _refuse_day(locked.case, talk_on, on)
    if locked.talk_on == talk_on:
        return
    before, locked.talk_on, locked.invited_on = {"talk_on": locked.talk_on}, talk_on, on
    locked.save(update_fields=["talk_on", "invited_on"])
    write_down(actor, on, at, "mapping_moved", locked, before, {"talk_on": talk_on})
    _invite(locked, on)


@transaction.atomic
def start_mapping(*, mapping: Mapping, actor: Actor, on: date, at: datetime) -> None:
    """The conversation begins: from now on the person's preparation stays as it is. Begun already is no error.

    Raises MappingError("mapping_error.ended").
    """
    locked = locked_mapping(mapping)
    if locked.state == State.IN_PROGRESS:
        return
    _refuse_ended(locked)
    locked.state, locked.started_on = State.IN_PROGRESS, on
    locked.save(update_fields=["state", "started_on"])
    write_down(actor, on, at, "mapping_begun", locked)


@transaction.atomic
def discard_mapping(*, mapping: Mapping, why: str, actor: Actor, on: date, at: datetime) -> None:
    """Ends an open mapping that comes to nothing, with a line of reason; the duty to map stands.

    A person who has been invited is told. Raises MappingError: mapping_error.ended (by, on),
    mapping_error.discard_reason_needed.
    """
    locked = locked_mapping(mapping)
    _refuse_ended(locked)
    if not why.strip():
        raise MappingError("mapping_error.discard_reason_needed")
    locked.state, locked.discarded_why = State.DISCARDED, why.strip()
    locked.ended_on, locked.ended_at, locked.ended_by_id = on, at, _staff(actor)
    locked.save()
    write_down(actor, on, at, "mapping_discarded", locked)
    if locked.invited_on:
        tell(locked, "mapping_called_off", on)


@transaction.atomic
def save_preparation(*, mapping: Mapping, texts: MappingType[str, str], actor: Actor, on: date, at: datetime) -> None:
    """Keeps what the person writes before the conversation, theme by theme; an empty text takes one away.

    It can be done again until the conversation begins. Raises MappingError: mapping_error.talk_has_begun,
    mapping_error.unknown_theme.
    """
    locked = locked_mapping(mapping)
    if locked.state != State.PLANNED:
        raise MappingError("mapping_error.talk_has_begun")
    known = {theme["code"] for theme in _snapshot(locked)["themes"]}
    if not set(texts) <= known:
        raise MappingError("mapping_error.unknown_theme")
    before = dict(Preparation.objects.filter(mapping=locked).values_list("theme", "text"))
    now = before | {theme: text.strip() for theme, text in texts.items()}
    changed = sorted(theme for theme in now if now[theme] != before.get(theme, ""))
    for theme in changed:
        if now[theme]:
            row = {"text": now[theme], "saved_at": at}
            Preparation.objects.update_or_create(mapping=locked, theme=theme, defaults=row)
        else:
            Preparation.objects.filter(mapping=locked, theme=theme).delete()
    if changed:
        write_down(actor, on, at, "mapping_prepared", locked, after={"themes": changed})


@transaction.atomic
def save_entry(
    *, mapping: Mapping, theme: str, state: str, answer: str, seen: int, page: str, actor: Actor, on: date, at: datetime
) -> ThemeEntry:
    """Keeps what was said about a theme. `seen` is the version that the writer had before them; gives the new one.

    Somebody else who wrote meanwhile is not overwritten. A writer who does not know that a save of their own arrived
    (the connection was lost before the answer) goes on from it: `page` tells their page from others. The same again
    changes nothing. Raises MappingError: mapping_error.entry_changed (by, and `entry`: what stands there),
    mapping_error.not_begun, mapping_error.ended (by, on), mapping_error.unknown_theme, mapping_error.unknown_state.
    """
    locked = locked_mapping(mapping)
    _refuse_ended(locked)
    if locked.state != State.IN_PROGRESS:
        raise MappingError("mapping_error.not_begun")
    if state not in {"", *STATES}:
        raise MappingError("mapping_error.unknown_state")
    entry = ThemeEntry.objects.select_related("edited_by").filter(mapping=locked, theme=theme).first()
    if entry is None:
        raise MappingError("mapping_error.unknown_theme")
    answer = answer.strip()
    if (entry.state, entry.answer) == (state, answer):
        return entry
    own = bool(page) and entry.edited_in == page
    if entry.version != seen and not own:
        by = entry.edited_by.name if entry.edited_by else ""
        raise MappingError("mapping_error.entry_changed", entry=entry, by=by)
    # One line in the journal for each page and state, not one for each pause in the writing.
    is_news = not own or entry.state != state
    entry.state, entry.answer, entry.version = state, answer, entry.version + 1
    entry.edited_at, entry.edited_by_id, entry.edited_in = at, _staff(actor), page
    entry.save()
    if is_news:
        write_down(actor, on, at, "mapping_filled_in", locked, after={"theme": theme, "state": state})
    return entry


@transaction.atomic
def give_remark(*, mapping: Mapping, text: str, actor: Actor, on: date, at: datetime) -> Remark:
    """Keeps the person's remark on the minutes beside them. The same again on the same day is one remark.

    Raises MappingError: mapping_error.no_minutes, mapping_error.remark_needed.
    """
    locked = locked_mapping(mapping)
    if locked.state != State.CLOSED:
        raise MappingError("mapping_error.no_minutes")
    if not text.strip():
        raise MappingError("mapping_error.remark_needed")
    newest = locked.remarks.order_by("-id").first()
    if newest is not None and (newest.text, newest.given_on) == (text.strip(), on):
        return newest
    remark = Remark.objects.create(mapping=locked, text=text.strip(), given_on=on, given_at=at)
    write_down(actor, on, at, "mapping_remarked", locked)
    return remark


@transaction.atomic
def mark_goal(*, goal: Goal, status: str, actor: Actor, on: date, at: datetime) -> None:
    """Marks a goal as open, reached or dropped. Raises MappingError("mapping_error.unknown_status")."""
    if status not in Goal.Status.values:
        raise MappingError("mapping_error.unknown_status")
    lock_people([goal.case.person_id])
    locked = Goal.objects.select_related("case").get(pk=goal.pk)
    if locked.status == status:
        return
    before, locked.status, locked.status_on = {"status": locked.status}, status, on
    locked.save(update_fields=["status", "status_on"])
    journal = Journal(actor, on, at)
    after = {"goal": locked.pk, "status": status}
    journal.note("goal_marked", person=locked.case.person_id, case=locked.case_id, before=before, after=after)
    journal.save()


# --- what closing needs too


def locked_mapping(mapping: Mapping) -> Mapping:
    """The mapping as it is once its person is kept for this transaction."""
    lock_people([mapping.case.person_id])
    return Mapping.objects.select_related("case__person__home_unit", "ended_by").get(pk=mapping.pk)


def tell(mapping: Mapping, code: str, on: date, parameters: dict[str, Any] | None = None) -> None:
    """A message to the person; nothing of what was said stands in it."""
    person = mapping.case.person
    channel = Message.Channel.DIGITAL if person.reachable_digitally else Message.Channel.LETTER
    Message.objects.create(
        person=person, case=mapping.case, code=code, channel=channel, sent_on=on, parameters=parameters or {}
    )


def write_down(
    actor: Actor,
    on: date,
    at: datetime,
    event: str,
    mapping: Mapping,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """An entry in the journal about the mapping."""
    journal = Journal(actor, on, at)
    about = {"mapping": mapping.pk, "guide": mapping.guide}
    case = mapping.case
    journal.note(event, person=case.person_id, case=case.pk, before=before, after=about | (after or {}))
    journal.save()


def _refuse_ended(mapping: Mapping) -> None:
    if not mapping.is_open:
        by = mapping.ended_by.name if mapping.ended_by else ""
        raise MappingError("mapping_error.ended", by=by, on=mapping.ended_on)


def _invite(mapping: Mapping, on: date) -> None:
    """The themes stand in the message too: it may be a letter. They are said in each language."""
    themes = _snapshot(mapping)["themes"]
    languages = {language for theme in themes for language in theme["title"]}
    titles = {
        language: [theme["title"].get(language, theme["title"]["nb"]) for theme in themes] for language in languages
    }
    day = mapping.talk_on.isoformat() if mapping.talk_on else ""
    tell(mapping, "mapping_invitation", on, {"talk_on": day, "themes": titles})


def _snapshot(mapping: Mapping) -> Kept:
    found: Kept = mapping.snapshot
    return found


def _staff(actor: Actor) -> int:
    """The key of the member of staff who acts; mappings are made by nobody else."""
    if not actor.is_staff or actor.id is None:
        raise MappingError("mapping_error.staff_only")
    return actor.id
