"""What an adviser fills in about need and contact: the facts of six factors, a choice, a time, a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from stafett.core.contact import WITHOUT
from stafett.core.contact_reasons import TEMPORARY_KINDS
from stafett.core.factors import CATEGORIES, FACTORS, JUDGEMENTS
from stafett.core.factors.conditions import EDUCATION, EMPLOYMENT, EXPERIENCE, GOING_BACK, TREATMENT, USABLE
from stafett.core.parameters import Law
from stafett.frontend.words import text_lazy
from stafett.mapping.models.need import CHANNELS, STARTERS
from stafett.mapping.need import Facts
from stafett.portals.adviser.forms import LINE, LONG, errors
from stafett.portals.days import DayField
from stafett.portals.offering import offer

MOST_PEOPLE, MOST_BREAKS = 100_000, 100
FIELDS: Mapping[str, tuple[str, ...]] = {
    "age": ("wishes_work",),
    "employment": ("employment", "going_back", "employer_passive"),
    "education": ("education", "experience", "skills_usable"),
    "history": ("breaks_with_benefits", "measure_broken_off"),
    "social": ("has_children", "children_mapped", "social_strain"),
    "treatment": ("treatment", "treatment_combinable", "treatment_until"),
}
"""The facts that are asked about, by factor."""
SCOPE_FIELDS = ("aap", "portfolio")


class _YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known (None)."""

    def __init__(self, name: str) -> None:
        choices = [("", text_lazy("fact.not_known")), ("yes", text_lazy("unit.yes")), ("no", text_lazy("unit.no"))]
        super().__init__(
            required=False, label=text_lazy(f"fact.{name}"), choices=choices, coerce=lambda value: value == "yes",
            empty_value=None, error_messages=errors("need_error.choose_value"),
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """A truth among the facts known already is one of the choices."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _codes(name: str, prefix: str, codes: Iterable[str], *, empty: str = "fact.not_known") -> forms.ChoiceField:
    choices = [("", text_lazy(empty)), *((code, text_lazy(f"{prefix}.{code}")) for code in codes)]
    return forms.TypedChoiceField(
        required=False, label=text_lazy(f"fact.{name}"), choices=choices, coerce=str, empty_value=None,
        error_messages=errors("need_error.choose_value"),
    )  # fmt: skip


def _number(name: str, most: int) -> forms.IntegerField:
    wrong = {key: text_lazy("form_error.whole_number", most=most) for key in ("invalid", "min_value", "max_value")}
    return forms.IntegerField(
        required=False, min_value=0, max_value=most, label=text_lazy(f"fact.{name}"), error_messages=wrong,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class NeedForm(forms.Form):
    """The facts that only a person knows, the adviser's own judgement of each factor, and the choice.

    `seen` and `shown` are the assessment and the suggestion that stood on the page.
    """

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    aap = _YesNoField("aap")
    portfolio = _number("portfolio", MOST_PEOPLE)
    wishes_work = _YesNoField("wishes_work")
    employment = _codes("employment", "employment", EMPLOYMENT)
    going_back = _codes("going_back", "going_back", GOING_BACK)
    employer_passive = _YesNoField("employer_passive")
    education = _codes("education", "education", EDUCATION)
    experience = _codes("experience", "experience", EXPERIENCE)
    skills_usable = _codes("skills_usable", "usable", USABLE)
    breaks_with_benefits = _number("breaks_with_benefits", MOST_BREAKS)
    measure_broken_off = _YesNoField("measure_broken_off")
    has_children = _YesNoField("has_children")
    children_mapped = _YesNoField("children_mapped")
    social_strain = _YesNoField("social_strain")
    treatment = _codes("treatment", "treatment", TREATMENT)
    treatment_combinable = _YesNoField("treatment_combinable")
    treatment_until = DayField("fact.treatment_until", required=False)
    category = forms.ChoiceField(
        required=False, widget=forms.RadioSelect, label=text_lazy("need.category"),
        error_messages=errors("need_error.unknown_category"),
    )  # fmt: skip
    reason = forms.CharField(
        required=False, max_length=LINE, label=text_lazy("need.reason"), help_text=text_lazy("confirm.reason_help"),
        error_messages=errors(most=LINE),
    )  # fmt: skip

    def __init__(self, facts: Facts, law: Law, on: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(facts))
        self.known = facts
        self.offered: Sequence[tuple[str, Any]] = ()
        for factor in FACTORS:
            self.fields[f"judged_{factor}"] = _codes(f"judged_{factor}", "judgement", JUDGEMENTS, empty="need.by_rule")
        if not _may_be_asked_about_work(facts, law, on):
            del self.fields["wishes_work"]

    def offer(self, categories: Sequence[str]) -> None:
        """What can be chosen among; nothing without a choice.

        While a fact is filled in wrongly nobody knows what there will be to choose among: what was chosen stays.
        """
        chosen = self.data.get("category", "") if self.errors.keys() - {"category"} else ""
        kept = [chosen] if chosen in {*CATEGORIES, *WITHOUT} - {*categories} else []
        choices = [(code, text_lazy(f"category.{code}")) for code in (*categories, *kept)]
        offer(self, "category", choices)
        self.offered = choices
        if self.is_bound:
            self.full_clean()  # the choices depend on the facts, which have been read from the form already

    @property
    def facts(self) -> Facts:
        """All that is known with what has been filled in; where that is wrong, what was known stands."""
        if not self.is_bound:
            return dict(self.known)
        self.is_valid()
        filled_in = {name: value for name, value in self.cleaned_data.items() if name not in _NO_FACTS}
        return {**self.known, **filled_in}

    def of_factor(self, factor: str) -> list[forms.BoundField]:
        """The fields of one factor, the adviser's own judgement last."""
        names = (*FIELDS[factor], f"judged_{factor}")
        return [self[name] for name in names if name in self.fields]

    @property
    def of_scope(self) -> list[forms.BoundField]:
        """The fields that say whom the method is for."""
        return [self[name] for name in SCOPE_FIELDS]


_NO_FACTS = frozenset({"seen", "shown", "category", "reason"})


def _may_be_asked_about_work(facts: Facts, law: Law, on: date) -> bool:
    """Only somebody beyond the last band of age (S4:L750): of others the answer decides nothing."""
    born = facts.get("birth_date")
    oldest = law.number("factor_age_middle_to", on, facts.get("office"))
    return born is None or on.year - born.year > oldest


class TemporaryForm(forms.Form):
    """A category for a time."""

    kind = forms.ChoiceField(
        label=text_lazy("temporary.kind"), error_messages=errors("need_error.choose_value"),
        choices=[
            ("", text_lazy("many.choose")), *((one, text_lazy(f"temporary_kind.{one}")) for one in TEMPORARY_KINDS),
        ],
    )  # fmt: skip
    category = forms.ChoiceField(
        label=text_lazy("temporary.category"), error_messages=errors("need_error.choose_value"),
        choices=[("", text_lazy("many.choose")), *((one, text_lazy(f"category.{one}")) for one in CATEGORIES)],
    )  # fmt: skip
    from_day = DayField("temporary.from", empty="filter.error.day")
    until = DayField("temporary.until", required=False)

    def __init__(self, on: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="temporary", initial={"from_day": on})
        self.on = on

    def clean(self) -> dict[str, Any]:
        """Refuses a time that ends before it begins, or has ended."""
        cleaned = super().clean() or {}
        until, begins = cleaned.get("until"), cleaned.get("from_day")
        if until and begins and until < begins:
            self.add_error("until", str(text_lazy("need_error.ends_before")))
        elif until and until < self.on:
            self.add_error("until", str(text_lazy("need_error.has_ended")))
        return cleaned


class EndTemporaryForm(forms.Form):
    """Why a category for a time ends today."""

    why = forms.CharField(
        max_length=LINE, label=text_lazy("temporary.end_why"), help_text=text_lazy("confirm.reason_help"),
        error_messages=errors("need_error.reason_needed", most=LINE),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="end")


class WithdrawContactForm(forms.Form):
    """Why a conversation that was written down does not count."""

    why = forms.CharField(
        max_length=LINE, label=text_lazy("contact.withdraw_why"), help_text=text_lazy("contact.withdraw_help"),
        error_messages=errors("need_error.why_withdrawn", most=LINE),
    )  # fmt: skip


class ContactForm(forms.Form):
    """A conversation that was held, or one that was missed."""

    held_on = DayField("contact.held_on", empty="filter.error.day")
    channel = forms.ChoiceField(
        label=text_lazy("contact.channel"), error_messages=errors("need_error.choose_value"),
        choices=[("", text_lazy("many.choose")), *((one, text_lazy(f"contact_channel.{one}")) for one in CHANNELS)],
    )  # fmt: skip
    started_by = forms.ChoiceField(
        label=text_lazy("contact.started_by"), error_messages=errors("need_error.choose_value"),
        choices=[("", text_lazy("many.choose")), *((one, text_lazy(f"contact_starter.{one}")) for one in STARTERS)],
    )  # fmt: skip
    outcome = forms.CharField(
        required=False, max_length=LONG, widget=forms.Textarea, label=text_lazy("contact.outcome"),
        help_text=text_lazy("contact.outcome_help"), error_messages=errors(most=LONG),
    )  # fmt: skip
    missed_why = forms.CharField(
        required=False, max_length=LINE, label=text_lazy("contact.missed_why"),
        help_text=text_lazy("contact.missed_help"), error_messages=errors(most=LINE),
    )  # fmt: skip

    def __init__(self, on: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="contact", initial={"held_on": on})
        self.on = on

    def clean(self) -> dict[str, Any]:
        """Refuses a day to come, and both or none of what came of it and why it was not held."""
        cleaned = super().clean() or {}
        held_on = cleaned.get("held_on")
        if held_on and held_on > self.on:
            self.add_error("held_on", str(text_lazy("need_error.not_yet")))
        outcome, missed = cleaned.get("outcome", ""), cleaned.get("missed_why", "")
        if outcome and missed:
            self.add_error("missed_why", str(text_lazy("need_error.held_or_missed")))
        elif not (outcome or missed) and not self.errors.keys() & {"outcome", "missed_why"}:
            self.add_error("outcome", str(text_lazy("need_error.outcome_needed")))
        return cleaned
