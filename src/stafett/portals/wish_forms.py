"""How the person wants to be contacted: filled in by themselves, or by staff for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from stafett import clock
from stafett.access.actors import Actor
from stafett.core.contact import PACES
from stafett.frontend.words import text, text_lazy
from stafett.mapping.assessing import NeedError
from stafett.mapping.models import ContactWish
from stafett.mapping.wishes import Wishes, say_wishes
from stafett.people.models import Person
from stafett.portals.days import DayField

_LEFT_TO_NAV = "nav"
_ABOUT_DAY = frozenset({"wish_error.day_needed", "wish_error.day_passed", "day_error.too_far"})


def _who(name: str, most: int) -> forms.CharField:
    return forms.CharField(
        label=text_lazy(f"person.wish.{name}"),
        help_text=text_lazy(f"person.wish.{name}_help"),
        required=False,
        max_length=most,
        error_messages={"max_length": text_lazy("person.error.too_long", most=most)},
    )


class WishForm(forms.Form):
    """When to be contacted, and who is to be there."""

    pace = forms.ChoiceField(
        label=text_lazy("person.wish.pace"),
        choices=[
            (_LEFT_TO_NAV, text_lazy("person.pace.nav")),
            *((one, text_lazy(f"person.pace.{one}")) for one in PACES),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": text_lazy("person.error.choose"),
            "invalid_choice": text_lazy("person.error.choose"),
        },
    )
    pace_from = DayField("person.wish.pace_from", required=False)
    interpreter = _who("interpreter", 60)
    support_person = _who("support_person", 120)
    representative = _who("representative", 120)

    def __init__(self, wish: ContactWish | None, data: Mapping[str, Any] | None = None) -> None:
        said = {name: getattr(wish, name) for name in self.base_fields} if wish else {"pace": ""}
        super().__init__(data, initial={**said, "pace": said["pace"] or _LEFT_TO_NAV})

    def clean(self) -> dict[str, Any]:
        """Refuses contact from a day without the day."""
        cleaned = super().clean() or {}
        if cleaned.get("pace") == "from" and not cleaned.get("pace_from") and "pace_from" not in self.errors:
            self.add_error("pace_from", text("wish_error.day_needed"))
        return cleaned

    def keep(self, person: Person, actor: Actor, on: date) -> bool:
        """Keeps what was said; where it is refused, the form says why."""
        if not self.is_valid():
            return False
        said = self.cleaned_data
        wishes = Wishes(
            "" if said["pace"] == _LEFT_TO_NAV else said["pace"], said["pace_from"], said["interpreter"].strip(),
            said["support_person"].strip(), said["representative"].strip(),
        )  # fmt: skip
        try:
            say_wishes(person=person, wishes=wishes, actor=actor, on=on, at=clock.now())
        except NeedError as error:
            self.add_error("pace_from" if error.code in _ABOUT_DAY else "pace", text(error.code, **error.parameters))
            return False
        return True
