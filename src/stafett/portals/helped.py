"""Did the answer help? Asked of whoever asked for help, in their own portal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from stafett import clock
from stafett.access.actors import Actor
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import DialogueError, say_if_it_helped
from stafett.frontend.words import text, text_lazy

LINE = 300


class HelpedForm(forms.Form):
    """Yes, partly or no, and perhaps a line."""

    helped = forms.ChoiceField(
        label=text_lazy("helped.question"),
        widget=forms.RadioSelect,
        choices=[(value, text_lazy(f"helped.{value}")) for value in HelpRequest.Helped.values],
        error_messages={
            "required": text_lazy("person.error.choose"),
            "invalid_choice": text_lazy("person.error.choose"),
        },
    )
    helped_line = forms.CharField(
        label=text_lazy("helped.line"),
        required=False,
        max_length=LINE,
        error_messages={"max_length": text_lazy("person.error.too_long", most=LINE)},
    )

    def __init__(self, asked: HelpRequest, data: Mapping[str, Any] | None = None) -> None:
        said = {"helped": asked.helped, "helped_line": asked.helped_line}
        super().__init__(data, prefix=f"helped{asked.pk}", initial=said)
        self.asked = asked

    def keep(self, actor: Actor, on: date) -> bool:
        """Keeps what was said; where it is refused, the form says why."""
        if not self.is_valid():
            return False
        said = self.cleaned_data
        try:
            say_if_it_helped(
                request=self.asked, helped=said["helped"], line=said["helped_line"], actor=actor, on=on, at=clock.now()
            )
        except DialogueError as error:
            self.add_error(None, text(error.code, **error.parameters))
            return False
        return True
