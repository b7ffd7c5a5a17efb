"""What leaders fill in about distribution, and what anybody on the staff fills in about days away."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django import forms

from stafett.cases.distribution.models import DistributionRule, StaffAbsence
from stafett.cases.distribution.selectors import Wanted
from stafett.core.distribution import BENEFITS, KINDS, is_within
from stafett.frontend.words import text, text_lazy
from stafett.people.models import Staff
from stafett.portals.days import DayField
from stafett.portals.offering import offer

Kind = DistributionRule.Kind
ALL, NOBODY, STAFF, TEAM = "all", "nobody", "staff", "team"
_RANGE = re.compile(r"\s*(?P<first>\w{1,20})\s*(?:[-\u2013]\s*(?P<last>\w{1,20})\s*)?")  # hyphen or en dash
_LONGEST: Final = 300
_LAST_DAY_OF_MONTH: Final = 31


class WantedForm(forms.Form):
    """Whose cases, and by which key. It stands in the address: nothing in it is about a person with a case."""

    whose = forms.ChoiceField(
        label=text_lazy("distribution.whose"),
        error_messages={"invalid_choice": text_lazy("distribution.whose_unknown")},
    )
    kind = forms.ChoiceField(
        label=text_lazy("distribution.kind"),
        choices=[(kind, text_lazy(f"distribution_kind.{kind}")) for kind in KINDS],
        error_messages={"invalid_choice": text_lazy("distribution.kind_unknown")},
    )

    def __init__(self, staff: Iterable[Staff], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        advisers = list(staff)
        names = [(f"{STAFF}-{one.pk}", one.name) for one in advisers]
        in_team = {one.team.pk: one.team.name for one in advisers if one.team}
        teams = [(f"{TEAM}-{key}", text("distribution.of_team", name=name)) for key, name in in_team.items()]
        of_all = [(ALL, text_lazy("distribution.of_all")), (NOBODY, text_lazy("distribution.of_nobody"))]
        offer(self, "whose", [*of_all, *teams, *names])

    @property
    def wanted(self) -> Wanted:
        """What is asked for; only after the form has been found valid."""
        whose, kind = self.cleaned_data["whose"], self.cleaned_data["kind"]
        one, _, key = whose.partition("-")
        return Wanted(
            kind,
            of_staff=int(key) if one == STAFF else None,
            of_nobody=whose == NOBODY,
            of_team=int(key) if one == TEAM else None,
        )


class KeyForm(forms.Form):
    """The key of one kind: a line of ranges, or ticked benefits, for each adviser."""

    def __init__(self, kind: str, staff: Sequence[Staff], rules: Sequence[DistributionRule], *args: Any) -> None:
        super().__init__(*args)
        self.kind, self.staff = kind, staff
        for one in staff:
            name, own = f"part{one.pk}", [rule for rule in rules if rule.staff_id == one.pk]
            self.fields[name] = _benefits(one) if kind == Kind.BENEFIT else _ranges(one)
            self.initial[name] = [rule.first for rule in own] if kind == Kind.BENEFIT else _as_line(own)

    def clean(self) -> dict[str, Any]:
        """Refuses what is no range of this kind, beside the adviser it stands at."""
        cleaned = super().clean() or {}
        self.parts: list[tuple[Staff, str, str]] = []
        for one in self.staff:
            try:
                ranges = self._ranges_of(cleaned.get(f"part{one.pk}"))
            except ValueError as error:
                self.add_error(f"part{one.pk}", str(error))
                continue
            self.parts += [(one, first, last) for first, last in dict.fromkeys(ranges)]
        return cleaned

    def _ranges_of(self, written: Any) -> list[tuple[str, str]]:
        if self.kind == Kind.BENEFIT:
            return [(benefit, benefit) for benefit in written or ()]
        return [_range(self.kind, part) for part in (written or "").split(",") if part.strip()]


class AbsenceForm(forms.Form):
    """From when to when somebody is away. Which sickness it is, is never asked."""

    staff = forms.ChoiceField(
        label=text_lazy("absence.staff"), error_messages={"required": text_lazy("absence.staff_needed")}
    )
    kind = forms.ChoiceField(
        label=text_lazy("absence.kind"),
        choices=[(kind, text_lazy(f"absence_kind.{kind}")) for kind in StaffAbsence.Kind.values],
    )
    first_day = DayField("absence.first_day", empty="absence.day_needed", wrong="absence.day_needed")
    last_day = DayField(
        "absence.last_day",
        required=False,
        wrong="absence.day_needed",
        help_text=text_lazy("absence.last_day_help"),
    )

    def __init__(self, staff: Iterable[Staff], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(one.pk): one for one in staff}
        names = [(key, one.name) for key, one in self.by_key.items()]
        offer(self, "staff", names)

    @property
    def days(self) -> tuple[date, date | None]:
        """First and last day; only after the form has been found valid."""
        return self.cleaned_data["first_day"], self.cleaned_data["last_day"]


def _ranges(one: Staff) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=_LONGEST,
        label=one.name,
        error_messages={"max_length": text_lazy("person.error.too_long", most=_LONGEST)},
    )


def _benefits(one: Staff) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        required=False,
        label=one.name,
        widget=forms.CheckboxSelectMultiple,
        choices=[(benefit, text_lazy(f"benefit.{benefit}")) for benefit in BENEFITS],
    )


def _as_line(rules: Iterable[DistributionRule]) -> str:
    return ", ".join(_shown(rule) for rule in rules)


def _shown(rule: DistributionRule) -> str:
    first, last = (
        (rule.first.lstrip("0"), rule.last.lstrip("0")) if rule.kind == Kind.BIRTH_DATE else (rule.first, rule.last)
    )
    return first if first == last else text("distribution.range", first=first, last=last)


def _range(kind: str, part: str) -> tuple[str, str]:
    """First and last of one range as it is written. Raises ValueError with what is wrong, in words."""
    found = _RANGE.fullmatch(part)
    if found is None:
        raise ValueError(text("distribution.no_range", part=part.strip()))
    first, last = found["first"], found["last"] or found["first"]
    if kind == Kind.BIRTH_DATE:
        first, last = first.zfill(2), last.zfill(2)
    if not all(_fits(kind, value) for value in (first, last)):
        raise ValueError(text(f"distribution.no_{kind}", part=part.strip()))
    if not is_within(last, first, last):
        raise ValueError(text("distribution.wrong_order", part=part.strip()))
    return first, last


def _fits(kind: str, value: str) -> bool:
    if kind == Kind.BIRTH_DATE:
        return value.isascii() and value.isdecimal() and 1 <= int(value) <= _LAST_DAY_OF_MONTH
    if kind == Kind.INDUSTRY:
        return re.fullmatch(r"[0-9]{2}", value) is not None
    return value.isalpha()
