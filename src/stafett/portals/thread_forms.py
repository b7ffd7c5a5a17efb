"""What is filled in to begin a thread, and to write in one: the same for everybody who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from stafett.dialogue.thread_selectors import NAV, PERSON, Party
from stafett.dialogue.thread_services import Written, key_of
from stafett.dialogue.threads import Recipient
from stafett.frontend.words import text, text_lazy
from stafett.portals.days import DayField
from stafett.portals.offering import offer

LONGEST_SUBJECT = 120
LONGEST_TEXT = 5_000


class WrittenForm(forms.Form):
    """A message, who is to answer it, and by when where that is not Nav."""

    text = forms.CharField(
        label=text_lazy("thread.text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        error_messages={
            "required": text_lazy("thread_error.words_needed"),
            "max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT),
        },
    )
    asked = forms.ChoiceField(
        label=text_lazy("thread.asked"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": text_lazy("thread_error.asked")},
    )
    due = DayField("thread.due", required=False, help_text=text_lazy("thread.due_help"))

    def let_choose(self, parties: Sequence[tuple[str, str]], *, of_nav: bool) -> None:
        """Lets the writer say who is to answer. From outside that is always somebody, Nav where nothing is said."""
        choices = [("", text("thread.nobody_asked")), *parties] if of_nav else list(parties)
        if not parties or (len(parties) == 1 and parties[0][0] == NAV):
            del self.fields["asked"], self.fields["due"]
            return
        offer(self, "asked", choices)
        self.initial.setdefault("asked", "" if of_nav else NAV.value)

    def clean(self) -> dict[str, Any]:
        """Whoever is asked, and is not Nav, is given a day."""
        cleaned = super().clean() or {}
        if cleaned.get("asked") not in {None, "", NAV.value} and not cleaned.get("due") and "due" not in self.errors:
            self.add_error("due", text("thread_error.due_needed"))
        return cleaned

    @property
    def written(self) -> Written:
        """What is written; only after the form has been found valid."""
        said = self.cleaned_data
        due: date | None = said.get("due") if said.get("asked") not in {None, "", NAV.value} else None
        return Written(said["text"], said.get("asked") or "", due)


class ReplyForm(WrittenForm):
    """A message in a thread: who sees it stands above."""

    def __init__(
        self, recipients: Sequence[Recipient], reader: Recipient, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        others = [one for one in recipients if one.pk != reader.pk]
        in_order = sorted(others, key=lambda one: one.kind != NAV)
        self.let_choose([(key_of(one), party_name(one.kind, one.name)) for one in in_order], of_nav=reader.kind == NAV)


class StartForm(WrittenForm):
    """A new thread: what about, with whom beside the person and Nav, and the first message."""

    subject = forms.CharField(
        label=text_lazy("thread.subject"),
        max_length=LONGEST_SUBJECT,
        error_messages={
            "required": text_lazy("thread_error.subject"),
            "max_length": text_lazy("person.error.too_long", most=LONGEST_SUBJECT),
        },
    )
    others = forms.MultipleChoiceField(
        label=text_lazy("thread.others"),
        help_text=text_lazy("thread.others_help"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": text_lazy("thread_error.not_a_party")},
    )

    def __init__(self, parties: Sequence[Party], own: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.parties, self.own = parties, own
        beside = [party for party in parties if party.key not in {PERSON, NAV, own}]
        if beside:
            offer(self, "others", [(party.key, named(party)) for party in beside])
        else:
            del self.fields["others"]
        asked = sorted((party for party in parties if party.key != own), key=lambda party: party.kind != NAV)
        self.let_choose([(party.key, party_name(party.kind, party.name)) for party in asked], of_nav=own == NAV)
        self.order_fields(["others", "subject", "text", "asked", "due"])

    def clean(self) -> dict[str, Any]:
        """Nobody is asked who is not in the thread."""
        cleaned = super().clean() or {}
        inside = {"", None, PERSON.value, NAV.value, *cleaned.get("others", ())}
        if cleaned.get("asked") not in inside:
            self.add_error("asked", text("thread_error.asked_outside"))
        return cleaned

    @property
    def readers(self) -> list[Party]:
        """Everybody who will see it; only after the form has been found valid."""
        inside = {PERSON.value, NAV.value, self.own, *self.cleaned_data.get("others", ())}
        return [party for party in self.parties if party.key in inside]


def party_name(kind: str, name: str) -> str:
    """Who somebody is, with what they are in the case."""
    return text(f"thread_party.{kind}", name=name)


def named(party: Party) -> str:
    """Who a party is and, where they are a leader, at which employer."""
    return f"{party_name(party.kind, party.name)}, {party.of}" if party.of else party_name(party.kind, party.name)
