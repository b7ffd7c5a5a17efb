"""Lines as the frames that the rules reckon with."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, get_args

import polars as pl

from stafett.rules.tool import Part


def column_types(model: type[Part], *, without: Collection[str] = ()) -> dict[str, Any]:
    """The column of each field, by its type."""
    return {name: _dtype(field.annotation) for name, field in model.model_fields.items() if name not in without}


def frame_of(parts: Sequence[Part], types: Mapping[str, Any]) -> pl.DataFrame:
    """One row for each part, one column for each of the types."""
    return pl.DataFrame({name: [getattr(part, name) for part in parts] for name in types}, schema=types)


def numbered_frame(parts: Sequence[Part], types: Mapping[str, Any], number: str) -> pl.DataFrame:
    """As `frame_of`, with the place of each part as a column before the others."""
    return frame_of(parts, types).insert_column(0, pl.Series(number, range(len(parts)), dtype=pl.Int64))


def _dtype(annotation: Any) -> Any:
    parts = _parts(annotation)
    known = {bool: pl.Boolean, date: pl.Date, int: pl.Int32}
    return next((dtype for kind, dtype in known.items() if kind in parts), pl.String)


def _parts(annotation: Any) -> set[Any]:
    inner = get_args(annotation)
    return {annotation}.union(*map(_parts, inner)) if inner else {annotation}
