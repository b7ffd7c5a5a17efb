"""One message to many persons at once: each in their own language, with their own name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate
from stafett.cases.journal import Journal
from stafett.cases.many.choosing import Outcome, Refused, Why, choose_unchanged, without
from stafett.cases.models import Case
from stafett.dialogue.models import Message
from stafett.dialogue.services import DialogueError
from stafett.dialogue.templates import Filled, fill_in
from stafett.people import bulk
from stafett.people.models import Person

NAME: Final = "[navn]"
"""Stands in an adviser's own words where each person's own name goes."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent: a template (`templates.FOR_MANY`), own words, or own words before a template's signature.

    Without a subject of its own it has the template's.
    """

    template: str = ""
    day: date | None = None
    subject: str = ""
    text: str = ""

    def to(self, person: Person, *, adviser: str, unit: str) -> Filled:
        """As the person gets it. Raises ValueError as `templates.fill_in`."""
        subject, words = self.subject.strip(), self.text.strip()
        if self.template:
            filled = fill_in(
                self.template,
                language=person.language,
                name=person.given_name,
                adviser=adviser,
                unit=unit,
                day=self.day,
            )
            body, _, signature = filled.text.rpartition("\n\n")
            subject = subject or filled.subject
            words = "\n\n".join(part for part in (body, words, signature) if part)
        return Filled(subject.replace(NAME, person.given_name), words.replace(NAME, person.given_name))


def to_send(cases: Iterable[int], *, seen: int, actor: Actor, lock: bool = False) -> tuple[list[Case], list[Refused]]:
    """The cases whose person can be written to with many others, and those that are left out.

    Somebody who gets letters by post is written to alone: each letter has to be printed. Raises
    CaseError("many.too_many"). `seen` as in `cases.many.services`.
    """
    found, refused = choose_unchanged(cases, seen, actor, lock=lock)
    by_post: dict[int, Why] = {case.pk: ("many.by_post", {}) for case in found if not case.person.reachable_digitally}
    return without(found, by_post, refused, actor)


@transaction.atomic
def send_messages(
    *, cases: Iterable[int], seen: int, draft: Draft, unit: str, actor: Actor, on: date, at: datetime
) -> Outcome:
    """Sends each person their own message, as `writing.send_message` does with one. It cannot be taken back.

    Whoever has got the same words the same day gets them once. Raises DialogueError("message_error.words_needed") and
    CaseError("many.too_many").
    """
    found, refused = to_send(cases, seen=seen, actor=actor, lock=True)
    words = {case.pk: draft.to(case.person, adviser=actor.name, unit=unit) for case in found}
    if not all(filled.subject and filled.text for filled in words.values()):
        raise DialogueError("message_error.words_needed")
    found, refused = without(found, _sent_already(words, actor, on), refused, actor)
    _write(found, words, actor, on, at)
    evaluate([case.person_id for case in found], on=on, at=at)
    return Outcome(len(found), refused, None)


def _sent_already(words: Mapping[int, Filled], actor: Actor, on: date) -> dict[int, Why]:
    sent = Message.objects.filter(case__in=words, code=Message.WRITTEN, written_by=actor.staff_id, sent_on=on)
    return {
        case: ("many.sent_already", {})
        for case, subject, text in sent.values_list("case", "subject", "text")
        if words[case] == Filled(subject, text)
    }


def _write(cases: Sequence[Case], words: Mapping[int, Filled], actor: Actor, on: date, at: datetime) -> None:
    """One statement for each table, however many there are."""
    digital = Message.Channel.DIGITAL
    journal = Journal(actor, on, at)
    rows: list[bulk.Row] = []
    for key, case in zip(bulk.new_ids(Message, len(cases)), cases, strict=True):
        filled = words[case.pk]
        rows.append((
            key, case.person_id, case.pk, Message.WRITTEN, {}, digital, on, None, filled.subject, filled.text,
            actor.staff_id,
        ))  # fmt: skip
        after = {"message": key, "channel": digital}
        journal.note("message_written", person=case.person_id, case=case.pk, after=after)
    columns = (
        "id", "person_id", "case_id", "code", "parameters", "channel", "sent_on", "read_on", "subject", "text",
        "written_by_id",
    )  # fmt: skip
    bulk.insert(Message, columns, rows)
    journal.save()
