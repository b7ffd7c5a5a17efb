"""Messages as letters: their words in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stafett.dialogue.models import Message
from stafett.dialogue.thread_services import TOLD
from stafett.meetings.dialogue_1.services import TOLD as DIALOGUE_TOLD
from stafett.meetings.telling import CODES
from stafett.portals.message_words import NEED_TOLD, body_of, title_of

_LEADS_TO = {
    "screening_invitation": "person_questions",
    "screening_reminder": "person_questions",
    "soon_end": "person_soon_end",
    "meeting_need": "person_meeting_need",
    "mapping_invitation": "person_mapping_newest",
    "mapping_minutes": "person_mapping_newest",
    "help_received": "person_help",
    "help_answered": "person_help",
    TOLD: "person_threads",
    **dict.fromkeys(CODES, "person_meetings"),
    **dict.fromkeys(DIALOGUE_TOLD, "person_meetings"),
    NEED_TOLD: "person_case",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with its words."""

    id: int
    code: str
    title: str
    body: str
    sent_on: date
    read_on: date | None
    by_post: bool
    author: str

    @property
    def ident(self) -> str:
        """Where the message stands on the page of messages."""
        return f"message-{self.id}"

    @property
    def leads_to(self) -> str:
        """The page where something can be done about it; empty when there is none."""
        return _LEADS_TO.get(self.code, "")


def letters_of(messages: Iterable[Message]) -> list[Letter]:
    """The messages in the given order, made into words."""
    return [letter_of(message) for message in messages]


def letter_of(message: Message) -> Letter:
    """The message's own words, or those of its code; its author is named where it has one."""
    return Letter(
        id=message.pk,
        code=message.code,
        title=title_of(message),
        body=body_of(message),
        sent_on=message.sent_on,
        read_on=message.read_on,
        by_post=message.channel == Message.Channel.LETTER,
        author=message.written_by.name if message.written_by else "",
    )
