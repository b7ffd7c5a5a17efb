"""A message to the person in words: its own, or those of its code in the reader's language."""

from stafett.dialogue.models import Message
from stafett.frontend.words import text


def title_of(message: Message) -> str:
    """What somebody wrote above it, or the text `message.<code>.title`."""
    return message.subject or text(f"message.{message.code}.title", **message.parameters)


def body_of(message: Message) -> str:
    """What somebody wrote, or the text `message.<code>.body`."""
    return message.text or text(f"message.{message.code}.body", **message.parameters)
