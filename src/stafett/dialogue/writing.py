"""What advisers write to the person, and the words that an office keeps for it."""

from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.models import Case
from stafett.dialogue.models import Message, TextBlock
from stafett.dialogue.services import DialogueError
from stafett.people.models import OrganisationChange, Staff


@transaction.atomic
def send_message(*, case: Case, subject: str, text: str, actor: Actor, on: date, at: datetime) -> Message:
    """Sends a message with words of its own, digitally or as a letter; it is unread until the person opens it.

    It is no contact: nobody has answered. The same words again on the same day (a form sent twice) are the same
    message. The journal holds none of them. Raises DialogueError: message_error.words_needed,
    message_error.case_closed.
    """
    lock_people([case.person_id])
    case.refresh_from_db(fields=["state"])
    if case.state != Case.State.OPEN:
        raise DialogueError("message_error.case_closed")
    if not subject.strip() or not text.strip():
        raise DialogueError("message_error.words_needed")
    digital = case.person.reachable_digitally
    words = {"subject": subject.strip(), "text": text.strip(), "written_by_id": actor.staff_id, "sent_on": on}
    same = Message.objects.filter(case=case, code=Message.WRITTEN, **words).first()
    if same is not None:
        return same
    message = Message.objects.create(
        person_id=case.person_id, case=case, code=Message.WRITTEN,
        channel=Message.Channel.DIGITAL if digital else Message.Channel.LETTER, **words,
    )  # fmt: skip
    journal = Journal(actor, on, at)
    after = {"message": message.pk, "channel": message.channel}
    journal.note("message_written", person=case.person_id, case=case.pk, after=after)
    journal.save()
    evaluate([case.person_id], on=on, at=at)
    return message


@transaction.atomic
def keep_text_block(
    *, title: str, text: str, active: bool, actor: Actor, on: date, at: datetime,
    block: TextBlock | None = None, version: int = 0,
) -> TextBlock:  # fmt: skip
    """Adds words to those of the actor's unit, or changes `block`, of which `version` was seen.

    Raises DialogueError: text_block.words_needed, text_block.title_taken, text_block.changed.
    """
    words = {"title": title.strip(), "text": text.strip(), "active": active}
    if not words["title"] or not words["text"]:
        raise DialogueError("text_block.words_needed")
    unit = Staff.objects.get(pk=actor.staff_id).unit
    own = TextBlock.objects.select_for_update().filter(unit=unit)
    same_title = own.filter(title=words["title"])
    if (same_title.exclude(pk=block.pk) if block else same_title).exists():
        raise DialogueError("text_block.title_taken")
    before: dict[str, object] = {}
    if block is None:
        kept = TextBlock(unit=unit, version=0)
    else:
        kept = own.get(pk=block.pk)
        if kept.version != version:
            raise DialogueError("text_block.changed")
        before = {"text_block": kept.pk, "title": kept.title, "text": kept.text, "active": kept.active}
    for name, value in words.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save()
    after = {"text_block": kept.pk, **words}
    OrganisationChange.objects.create(unit=unit, on=on, at=at, by=actor.name, before=before, after=after)
    return kept
