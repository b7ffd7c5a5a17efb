"""What is filled in to offer many cases, or to write to many persons, at once."""

from collections.abc import Sequence
from typing import Any

from django import forms

from stafett.cases.handover.models import HandOver
from stafett.cases.handover.services import Record
from stafett.cases.models import Case
from stafett.dialogue.many import Draft
from stafett.dialogue.models import TextBlock
from stafett.dialogue.templates import FOR_MANY
from stafett.frontend.words import text, text_lazy
from stafett.people.models import Staff, Unit
from stafett.portals.adviser.handover_forms import OfferForm
from stafett.portals.adviser.handovers import begun
from stafett.portals.adviser.message_forms import MessageForm, PickForm
from stafett.portals.offering import offer


class ShownForm(forms.Form):
    """Which of the chosen cases the preview is of."""

    shown = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=text_lazy("many.shown"))

    def __init__(self, cases: Sequence[Case], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {case.pk: case for case in cases}
        offer(self, "shown", [(case.pk, case.person.name) for case in cases])

    @property
    def case(self) -> Case | None:
        """The one that was chosen, else the first; None where there is none."""
        chosen = self.cleaned_data.get("shown") if self.is_valid() else None
        return self.cases[chosen] if chosen else next(iter(self.cases.values()), None)


class ManyOfferForm(OfferForm):
    """To whom, and the part of the record that all have in common. What is each case's own, the program adds."""

    def __init__(self, units: Sequence[Unit], staff: Sequence[Staff], *args: Any, **kwargs: Any) -> None:
        super().__init__(units, staff, *args, **kwargs)
        for name in ("still_open", "involved"):
            self.fields[name].required = False
            self.fields[name].help_text = text_lazy(f"many.{name}_help")

    def records(self, cases: Sequence[Case]) -> dict[int, Record]:
        """Each case's own record; only after the form has been found valid."""
        common = {name: self.cleaned_data[name] for name in ("why", *HandOver.WRITTEN)}
        nothing = {"still_open": text("many.nothing_open"), "involved": text("many.nobody_involved")}
        return {
            case: Record(**common | {name: _joined(common[name], own[name]) or nothing[name] for name in own})
            for case, own in begun(cases).items()
        }


class ManyMessageForm(PickForm, MessageForm):
    """A template, own words, or both; each person gets it with their own name and in their own language."""

    field_order = ("template", "day", "block", "subject", "text")

    def __init__(self, blocks: Sequence[TextBlock], *args: Any, **kwargs: Any) -> None:
        super().__init__(blocks, *args, **kwargs)
        self.blocks = {block.pk: block.text for block in blocks}
        names = [(code, text_lazy(f"letter.name.{code}")) for code in FOR_MANY]
        offer(self, "template", [("", text_lazy("write.no_template")), *names])
        for name in ("subject", "text"):
            self.fields[name].required = False
            self.fields[name].help_text = text_lazy(f"many.{name}_help")

    def clean(self) -> dict[str, Any]:
        """Refuses a message without words, and one without a subject."""
        cleaned = super().clean()
        if not cleaned.get("template") and not self.errors:
            if not cleaned.get("text") and not cleaned.get("block"):
                self.add_error("text", text("many.words_needed"))
            if not cleaned.get("subject"):
                self.add_error("subject", text("many.subject_needed"))
        return cleaned

    @property
    def draft(self) -> Draft:
        """What is to be sent; only after the form has been found valid."""
        words = self.cleaned_data
        own = [part for part in (words["text"].strip(), self.blocks.get(words["block"], "")) if part]
        return Draft(words["template"], words["day"], words["subject"], "\n\n".join(own))


def _joined(*parts: str) -> str:
    return "\n".join(part.strip() for part in parts if part.strip())
