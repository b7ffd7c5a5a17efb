"""A message to the person in words: its own, or those of its code in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from stafett.dialogue.models import Message
from stafett.frontend.words import say, text

NEED_TOLD = "need_told"


def title_of(message: Message) -> str:
    """What somebody wrote above it, or the text `message.<code>.title`."""
    return message.subject or text(f"message.{message.code}.title", **_words(message))


def body_of(message: Message) -> str:
    """What somebody wrote, or the text `message.<code>.body`."""
    return message.text or text(f"message.{message.code}.body", **_words(message))


def _words(message: Message) -> dict[str, Any]:
    """What the text is filled with; what an office worded itself is kept in each language, and said in the reader's."""
    words = _need_words(message.parameters) if message.code == NEED_TOLD else message.parameters
    language = get_language() or "nb"
    return {
        name: value.get(language, value["nb"]) if isinstance(value, dict) else value for name, value in words.items()
    }


def _need_words(parameters: Mapping[str, Any]) -> dict[str, str]:
    plan = [say(reason, prefix="person.reason") for reason in parameters["plan"]]
    if parameters["closes"]:
        plan.append(text("person.next_contact", opens=parameters["opens"], closes=parameters["closes"]))
    grounds = [say(reason, prefix="person.reason") for reason in parameters["grounds"]]
    return {"plan": " ".join(plan), "grounds": " ".join(grounds), "unit": parameters["unit"]}
