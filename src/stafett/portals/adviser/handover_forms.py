"""What advisers fill in when a case is offered, accepted or sent back."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from stafett.cases.handover.models import HandOver
from stafett.frontend.words import text_lazy
from stafett.people.models import Staff, Unit
from stafett.portals.adviser.forms import LINE, LONG, errors
from stafett.portals.offering import offer

# What a human can give as the reason; a confirmed segment gives its own.
WHYS = tuple(why.value for why in HandOver.Why if why != HandOver.Why.SCREENED)
UNIT, STAFF = "unit", "staff"


def _words(name: str, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        label=text_lazy(f"handover.{name}"),
        help_text=text_lazy(f"handover.{name}_help"),
        error_messages=errors("handover.part_needed", most=LONG),
    )


class OfferForm(forms.Form):
    """To whom, and the whole record."""

    to = forms.ChoiceField(label=text_lazy("handover.to"), error_messages=errors("handover.to_needed"))
    why = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=text_lazy("handover.why"),
        choices=[(why, text_lazy(f"handover_why.{why}")) for why in WHYS],
        error_messages=errors("handover.why_unknown"),
    )
    line = forms.CharField(
        max_length=LINE,
        label=text_lazy("handover.line"),
        help_text=text_lazy("handover.line_help"),
        error_messages=errors("handover.part_needed", most=LINE),
    )
    agreed = _words("agreed")
    still_open = _words("still_open")
    worked = _words("worked")
    involved = _words("involved")

    def __init__(self, units: Sequence[Unit], staff: Sequence[Staff], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {f"{UNIT}-{unit.pk}": unit for unit in units}
        self.staff = {f"{STAFF}-{one.pk}": one for one in staff}
        groups: list[tuple[Any, Any]] = [("", text_lazy("handover.choose"))]
        for label, rows in (("handover.units", self.units), ("handover.colleagues", self.staff)):
            if rows:
                groups.append((text_lazy(label), [(key, row.name) for key, row in rows.items()]))
        offer(self, "to", groups)

    @property
    def receiver(self) -> tuple[Unit, Staff | None]:
        """The unit, and the colleague where one was chosen; only after the form has been found valid."""
        chosen = self.cleaned_data["to"]
        staff = self.staff.get(chosen)
        return (staff.unit, staff) if staff else (self.units[chosen], None)


class AcceptForm(forms.Form):
    """Who is to follow up from now on; nobody in particular is the unit."""

    holder = forms.ChoiceField(
        required=False, label=text_lazy("handover.holder"), error_messages=errors("handover.holder_unknown")
    )

    def __init__(self, colleagues: Iterable[Staff], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(one.pk): one for one in colleagues}
        names = [(key, one.name) for key, one in self.colleagues.items()]
        choices: list[tuple[Any, Any]] = [("", text_lazy("handover.nobody_yet")), *names]
        offer(self, "holder", choices)

    @property
    def chosen(self) -> Staff | None:
        """The adviser; only after the form has been found valid."""
        return self.colleagues.get(self.cleaned_data["holder"])


class BatchForm(AcceptForm):
    """Several offers accepted in one go. `offers` are those that the actor sees, by key."""

    accepted = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label=text_lazy("handover.accepted"),
        error_messages=errors("handover.choose_some") | {"invalid_list": text_lazy("handover.choose_some")},
    )

    def __init__(self, offers: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, key) for key in offers]
        offer(self, "accepted", choices)


class ReturnForm(forms.Form):
    """Why a case is sent back: the giver reads it."""

    reason = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=text_lazy("handover.return_reason"),
        help_text=text_lazy("handover.return_reason_help"),
        error_messages=errors("handover.reason_needed", most=LONG),
    )
