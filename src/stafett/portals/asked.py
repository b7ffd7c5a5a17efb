"""What stands free in an address or a search field, made safe to ask the database with."""

from collections.abc import Mapping
from typing import Any

from django import forms

LONGEST_SEARCH = 100
GREATEST_KEY = 2**63 - 1
_LONGEST_KEY = 18


class WordsField(forms.CharField):
    """Words to search for. What cannot be printed counts as a space: no name holds it, and PostgreSQL takes no NUL."""

    def to_python(self, value: Any) -> str:
        """The words as they are searched for: on one line, and cut where no name is as long."""
        words = super().to_python(value) or ""
        printable = "".join(sign if sign.isprintable() else " " for sign in words)
        return printable.strip()[:LONGEST_SEARCH]


class SearchForm(forms.Form):
    """The field `q` of a search; nothing in it is refused."""

    q = WordsField(required=False)


class BeforeForm(forms.Form):
    """The field `before`: the key of the row that the page before ended with."""

    before = forms.IntegerField(required=False, min_value=1, max_value=GREATEST_KEY)


def key_in(written: str) -> int | None:
    """The key of a row that somebody sends; None for what is no key, such as a number longer than any."""
    return int(written) if written.isdecimal() and len(written) <= _LONGEST_KEY else None


def words_asked_for(data: Mapping[str, Any]) -> str:
    """The words to search for; empty when there are none."""
    form = SearchForm(data)
    return str(form.cleaned_data["q"]) if form.is_valid() else ""


def key_before(data: Mapping[str, Any]) -> int | None:
    """The key that the page ends before; None for the first page, and for what is no key."""
    form = BeforeForm(data)
    return form.cleaned_data["before"] if form.is_valid() else None
