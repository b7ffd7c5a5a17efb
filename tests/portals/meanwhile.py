"""What somebody else does between a view's reading of a row and its service's locking of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def meanwhile(happens: Callable[[], object]) -> Iterator[None]:
    """`happens` once, just before the first transaction that begins inside: the one of the service called."""
    waiting = [happens]

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SAVEPOINT") and waiting:
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert not waiting, "no transaction began"
