"""What advisers fill in about a mapping: planning it, the themes one by one, and the closing checklist."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.functional import lazystr

from stafett.core.mapping import STATES, Lack
from stafett.frontend.words import text, text_lazy
from stafett.mapping.closing import Closing, NewGoal
from stafett.mapping.selectors import ReadTheme
from stafett.mapping.services import LONGEST_TEXT
from stafett.portals.adviser.forms import LINE, LONG, errors
from stafett.portals.days import DayField
from stafett.portals.offering import offer

GOAL_ROWS: Final = 3
# Where on the form each thing that a closing may lack is put right; themes are on another page.
_LACKS_AT: Final[Mapping[str, str]] = {
    "outcome_needed": "outcome",
    "cared_for_until_needed": "cared_for_until",
    "cared_for_until_too_far": "cared_for_until",
    "what_matters_needed": "what_matters",
    "nav_does_needed": "nav_does",
    "next_on_needed": "next_on",
    "next_on_too_far": "next_on",
    "goal_needed": "no_goal_why",
    "goal_due_has_passed": "goal1_due",
    "goal_due_too_far": "goal1_due",
}


class LongField(forms.CharField):
    """Some lines of text."""

    def __init__(self, key: str, *, help_key: str = "", required: bool = False, most: int = LONG) -> None:
        super().__init__(
            required=required,
            max_length=most,
            label=text_lazy(key),
            help_text=text_lazy(help_key) if help_key else "",
            widget=forms.Textarea,
            error_messages=errors(most=most),
        )


class PlanForm(forms.Form):
    """Which guide, and the day of the conversation, where the person is to be invited to one."""

    guide = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=text_lazy("mapping.guide"),
        error_messages=errors("mapping_error.unknown_guide"),
    )
    talk_on = DayField("mapping.talk_on", required=False, help_text=text_lazy("mapping.talk_on_help"))

    def __init__(self, guides: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(guide, text_lazy(f"guide_name.{guide}")) for guide in guides]
        offer(self, "guide", choices)

    def clean(self) -> dict[str, Any]:
        """An invitation has a day; a conversation that begins now has none."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.data.get("how") == "begin":
            self.errors.pop("talk_on", None)
            cleaned["talk_on"] = None
        elif cleaned.get("talk_on") is None and "talk_on" not in self.errors:
            self.add_error("talk_on", text("mapping_error.day_needed"))
        return cleaned


class TalkForm(forms.Form):
    """Another day for the conversation."""

    talk_on = DayField("mapping.talk_on", empty="mapping_error.day_needed")


class DiscardForm(forms.Form):
    """Why a mapping comes to nothing."""

    why = forms.CharField(
        max_length=LINE,
        label=text_lazy("mapping.discard_why"),
        help_text=text_lazy("confirm.reason_help"),
        error_messages=errors("mapping_error.discard_reason_needed", most=LINE),
    )


class ThemeForm(forms.Form):
    """What became of one theme, and what was said. `seen` is the version that stood on the page."""

    state = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        choices=[(state, text_lazy(f"theme_state.{state}")) for state in STATES],
        error_messages={"invalid_choice": text_lazy("mapping_error.unknown_state")},
    )
    answer = LongField("mapping.answer", most=LONGEST_TEXT)
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, theme: ReadTheme, data: Mapping[str, Any] | None = None) -> None:
        entry = theme.entry
        stored = {"state": entry.state, "answer": entry.answer, "seen": entry.version}
        super().__init__(data, prefix=theme.code, initial=stored)
        # Many themes stand on one page: each group and each text is named with its own.
        for name in ("state", "answer"):
            self.fields[name].label = lazystr(_Named(f"mapping.{name}", theme.title))


class _Named:
    def __init__(self, key: str, theme: str) -> None:
        self.key, self.theme = key, theme

    def __str__(self) -> str:
        return text(self.key, theme=self.theme)


class CloseForm(forms.Form):
    """The closing checklist, with rows for goals. What is lacking the service says, all of it at once."""

    outcome = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        label=text_lazy("mapping.outcome"),
        error_messages=errors("mapping_lack.outcome_needed"),
    )
    cared_for_until = DayField(
        "mapping.cared_for_until", required=False, help_text=text_lazy("mapping.cared_for_until_help")
    )
    what_matters = LongField("mapping.what_matters")
    no_goal_why = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("mapping.no_goal_why"),
        help_text=text_lazy("mapping.no_goal_why_help"),
        error_messages=errors(most=LINE),
    )
    nav_does = LongField("mapping.nav_does", help_key="mapping.nav_does_help")
    next_on = DayField("mapping.next_on", required=False, help_text=text_lazy("mapping.next_on_help"))

    def __init__(self, outcomes: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(outcome, text_lazy(f"mapping_outcome.{outcome}")) for outcome in outcomes]
        offer(self, "outcome", choices)
        for row in range(1, GOAL_ROWS + 1):
            for name, field in self._goal_fields().items():
                self.fields[f"goal{row}_{name}"] = field

    @staticmethod
    def _goal_fields() -> dict[str, forms.Field]:
        most = errors(most=LINE)
        return {
            "text": forms.CharField(
                required=False, max_length=LINE, label=text_lazy("mapping.goal_text"), error_messages=most
            ),
            "who": forms.CharField(
                required=False, max_length=LINE, label=text_lazy("mapping.goal_who"), error_messages=most
            ),
            "due": DayField("mapping.goal_due", required=False),
        }

    @property
    def goal_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row."""
        return [[self[f"goal{row}_{name}"] for name in ("text", "who", "due")] for row in range(1, GOAL_ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """A row that has been begun is filled in whole."""
        cleaned: dict[str, Any] = super().clean() or {}
        for row in range(1, GOAL_ROWS + 1):
            names = [f"goal{row}_{name}" for name in ("text", "who", "due")]
            begun = any(cleaned.get(name) for name in names)
            for name in names:
                if begun and not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, text("form_error.goal_row"))
        return cleaned

    @property
    def closing(self) -> Closing:
        """What was decided; only after the form has been found valid."""
        decided = self.cleaned_data
        return Closing(
            outcome=decided["outcome"],
            what_matters=decided["what_matters"],
            nav_does=decided["nav_does"],
            next_on=decided["next_on"],
            cared_for_until=decided["cared_for_until"],
            goals=tuple(self._goals()),
            no_goal_why=decided["no_goal_why"],
        )

    def _goals(self) -> Iterator[NewGoal]:
        for row in range(1, GOAL_ROWS + 1):
            due: date | None = self.cleaned_data[f"goal{row}_due"]
            if due is not None:
                yield NewGoal(self.cleaned_data[f"goal{row}_text"], self.cleaned_data[f"goal{row}_who"], due)

    def add_lacks(self, lacks: Sequence[Lack], titles: Mapping[str, str]) -> None:
        """Puts what a closing lacks beside its fields; what lacks in themes above all."""
        for lack in lacks:
            words = text(f"mapping_lack.{lack.code}", theme=titles.get(lack.theme, ""), furthest=lack.furthest)
            self.add_error(_LACKS_AT.get(lack.code), words)
