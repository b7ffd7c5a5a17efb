"""Many rows in one statement: what importing a file and evaluating a region need."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

Row: TypeAlias = Sequence[Any]

# From so many rows on, COPY is faster than arrays in a statement.
_MANY = 200


def insert(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Row], *, skip: str = "") -> None:
    """Inserts `rows` (values in the order of `columns`, the model's column names). JSON may come as text already.

    `skip` is a conflict clause such as "on conflict do nothing".
    """
    if not rows:
        return
    table = model._meta.db_table
    if len(rows) < _MANY:
        statement = f"insert into {table} ({_names(columns)}) {_values(model, columns)} {skip}"
        with connection.cursor() as cursor:
            cursor.execute(statement, _by_column(model, columns, rows))
    elif skip:
        with _staged(model, columns, rows) as (cursor, staged):
            cursor.execute(f"insert into {table} ({_names(columns)}) select * from {staged} {skip}")
    else:
        with connection.cursor() as cursor:
            _copy(cursor, model, table, columns, rows)


def update(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Sets the other columns of the rows whose key is in the first column."""
    if not rows:
        return
    table, key = model._meta.db_table, columns[0]
    changes = ", ".join(f'"{column}" = new."{column}"' for column in columns[1:])
    if len(rows) < _MANY:
        source = f"({_values(model, columns)}) as new({_names(columns)})"
        with connection.cursor() as cursor:
            cursor.execute(
                f"update {table} set {changes} from {source} where {table}.{key} = new.{key}",
                _by_column(model, columns, rows),
            )
        return
    with _staged(model, columns, rows) as (cursor, staged):
        cursor.execute(f"update {table} set {changes} from {staged} as new where {table}.{key} = new.{key}")


def keys(ids: Iterable[int]) -> str:
    """The ids as an array for `any(%s)`; a list would have each of them looked at for quotes."""
    return "{" + ",".join(map(str, ids)) + "}"


def read_columns(
    source: str, *parameters: Any, numbers: Sequence[str], words: Sequence[str] = ()
) -> tuple[list[npt.NDArray[np.int64]], list[list[str]]]:
    """Columns of whole numbers and of words without spaces, each an SQL expression that is never null.

    `source` is the statement from its "from" on. Each column travels as one value: where thousands of rows are read,
    a fifth of the time that it takes to make each of them a row of Python's objects.
    """
    selected = [f"array_agg({number})::text" for number in numbers] + [f"string_agg({word}, ' ')" for word in words]
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(selected)} {source}", parameters)
        values = [value or "" for value in cursor.fetchone()]
    arrays = [np.fromstring(text[1:-1], dtype=np.int64, sep=",") for text in values[: len(numbers)]]
    return arrays, [text.split() for text in values[len(numbers) :]]


def look_up(model: type[models.Model], column: str, values: Iterable[Any], wanted: str = "id") -> dict[Any, Any]:
    """The `wanted` column of the rows whose `column`, a text that is unique, is among `values`.

    The values travel as one array: as one parameter each, four thousand of them take longer to prepare than to find.
    """
    statement = f'select "{column}", "{wanted}" from {model._meta.db_table} where "{column}" = any(%s)'
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(values)])
        return dict(cursor.fetchall())


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Takes `count` keys from the table's sequence, so that rows which name each other can be written in one go."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def _staged(
    model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Row]
) -> Iterator[tuple[CursorWrapper, str]]:
    """The rows in a temporary table with the types of the model's own."""
    staged = f"staged_{model._meta.db_table}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"create temporary table {staged} as select {_names(columns)} from {model._meta.db_table} with no data"
        )
        _copy(cursor, model, staged, columns, rows)
        cursor.execute(f"analyze {staged}")
        yield cursor, staged
        cursor.execute(f"drop table {staged}")


def _copy(
    cursor: CursorWrapper, model: type[models.Model], table: str, columns: tuple[str, ...], rows: Sequence[Row]
) -> None:
    converted = _converters(model, columns)
    with cursor.copy(f"copy {table} ({_names(columns)}) from stdin") as copy:
        for row in rows:
            copy.write_row(
                [converted[n](value) if n in converted else value for n, value in enumerate(row)] if converted else row
            )


@cache
def _converters(model: type[models.Model], columns: tuple[str, ...]) -> dict[int, Callable[[Any], Any]]:
    """The columns that are made into text, by their place, and how."""
    found = {number: _converter(field) for number, field in enumerate(_fields(model, columns))}
    return {number: convert for number, convert in found.items() if convert is not None}


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """How values of a column are made into text: JSON and arrays; others travel as they are."""
    if isinstance(field, models.JSONField):
        return lambda value: value if isinstance(value, str) else json.dumps(value)
    if isinstance(field, ArrayField):
        return lambda value: "{" + ",".join(value) + "}"
    return None


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _fields(model: type[models.Model], columns: tuple[str, ...]) -> list[Any]:
    by_column = {field.column: field for field in model._meta.concrete_fields}
    return [by_column[column] for column in columns]


@cache
def _values(model: type[models.Model], columns: tuple[str, ...]) -> str:
    """A select over one array for each column; JSON and arrays within arrays travel as text."""
    selected, arrays = [], []
    for number, field in enumerate(_fields(model, columns)):
        kind = str(field.rel_db_type(connection) if field.is_relation else field.db_type(connection)).split(" ")[0]
        as_text = kind.endswith("[]") or kind == "jsonb"
        selected.append(f"c{number}::{kind}" if as_text else f"c{number}")
        arrays.append("%s::text[]" if as_text else f"%s::{kind}[]")
    names = ", ".join(f"c{number}" for number in range(len(columns)))
    return f"select {', '.join(selected)} from unnest({', '.join(arrays)}) as given({names})"


def _by_column(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Row]) -> list[list[Any]]:
    by_column: list[list[Any]] = [list(values) for values in zip(*rows, strict=True)]
    for number, convert in _converters(model, columns).items():
        by_column[number] = [convert(value) for value in by_column[number]]
    return by_column
