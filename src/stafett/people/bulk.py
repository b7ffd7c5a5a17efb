"""Many rows in one statement: what importing a file and evaluating a region need."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, skip: str = ""
) -> None:
    """Inserts `rows` (values in the order of `columns`, the model's column names). JSON may come as text already.

    `skip` is a conflict clause such as "on conflict do nothing".
    """
    if not rows:
        return
    statement = f"insert into {model._meta.db_table} ({_names(columns)}) {_values(model, columns)} {skip}"
    with connection.cursor() as cursor:
        cursor.execute(statement, _by_column(model, columns, rows))


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Sets the other columns of the rows whose key is in the first column."""
    if not rows:
        return
    table, key = model._meta.db_table, columns[0]
    changes = ", ".join(f'"{column}" = new."{column}"' for column in columns[1:])
    source = f"({_values(model, columns)}) as new({_names(columns)})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set {changes} from {source} where {table}.{key} = new.{key}",
            _by_column(model, columns, rows),
        )


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


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[Any]:
    by_column = {field.column: field for field in model._meta.concrete_fields}
    return [by_column[column] for column in columns]


def _values(model: type[models.Model], columns: Sequence[str]) -> str:
    """A select over one array for each column; JSON and arrays within arrays travel as text."""
    selected, arrays = [], []
    for number, field in enumerate(_fields(model, columns)):
        kind = str(field.rel_db_type(connection) if field.is_relation else field.db_type(connection)).split(
            " "
        )[0]
        as_text = kind.endswith("[]") or kind == "jsonb"
        selected.append(f"c{number}::{kind}" if as_text else f"c{number}")
        arrays.append("%s::text[]" if as_text else f"%s::{kind}[]")
    names = ", ".join(f"c{number}" for number in range(len(columns)))
    return f"select {', '.join(selected)} from unnest({', '.join(arrays)}) as given({names})"


def _by_column(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[list[Any]]:
    by_column: list[list[Any]] = [list(values) for values in zip(*rows, strict=True)]
    for number, field in enumerate(_fields(model, columns)):
        if isinstance(field, models.JSONField):
            by_column[number] = [
                value if isinstance(value, str) else json.dumps(value) for value in by_column[number]
            ]
        elif str(field.db_type(connection)).endswith("[]"):
            by_column[number] = ["{" + ",".join(value) + "}" for value in by_column[number]]
    return by_column
