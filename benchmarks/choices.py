"""What the codes in the frames that are measured can be."""

from collections.abc import Mapping, Sequence

import polars as pl

CATEGORIES = ("prioritised", "ordinary", "simplified", "on_request")
CHOICES: Mapping[str, Sequence[str]] = {
    "answer_return": ("very_likely", "unsure", "unlikely", "prefer_not"),
    "answer_cooperation": ("good", "not_good", "prefer_not"),
    "answer_duration": ("under_26_weeks", "over_26_weeks", "prefer_not"),
    "issuer_kind": ("doctor", "chiropractor", "manual_therapist"),
    "kind": ("confirm", "mapping", "late", "dialogue_2", "plan"),
    "actor": ("nav", "employer"),
    "nature": ("law", "practice", "method"),
    "category": CATEGORIES,
}


def with_choices(frame: pl.DataFrame) -> pl.DataFrame:
    """Codes as one of a few choices instead of text."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(frame.get_column(name).cast(pl.Enum(CHOICES[name])) for name in texts)
