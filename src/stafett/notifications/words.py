"""What a notification says: that there is something to read, and where. It is the same for whatever there is."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from stafett.frontend.words import text


@dataclass(frozen=True, slots=True)
class Words:
    """What is sent. An SMS has no subject."""

    subject: str
    text: str


def words_in(language: str) -> Words:
    """The notification in a language of the program, else in bokmål."""
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        return Words(text("notification.subject"), text("notification.text", address=settings.PUBLIC_ADDRESS))
