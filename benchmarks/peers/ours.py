"""Stafett itself: the functions that evaluation calls, on a frame."""

from typing import cast

import numpy as np
import polars as pl

from benchmarks.choices import with_choices
from benchmarks.peers.task import COLUMNS, Answers, Order
from benchmarks.rules import ON
from stafett.core.parameters import default_law
from stafett.core.priority import order_of_work
from stafett.core.screening import segment
from stafett.core.stoppoints import stop_point_days
from stafett.memory import keep_freed_memory


def ready(spells: pl.DataFrame) -> pl.DataFrame:
    keep_freed_memory()  # as the program does; not at import, for then it would count for the peers too
    return with_choices(spells)


def solve(spells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    law = default_law()
    return stop_point_days(spells, law=law, on=ON), segment(spells, law, ON)


def told(solved: tuple[pl.DataFrame, pl.DataFrame]) -> Answers:
    days, segments = solved
    table = days.select(pl.col(COLUMNS).cast(pl.Int32).fill_null(0)).to_numpy().astype(np.int32)
    rows = segments.select("segment", "reasons").iter_rows()
    return Answers(table, [(outcome, tuple(reasons or ())) for outcome, reasons in rows])


def ready_tasks(tasks: pl.DataFrame) -> pl.DataFrame:
    return with_choices(tasks)


def order(tasks: pl.DataFrame) -> pl.DataFrame:
    return order_of_work(tasks, default_law(), ON)


def told_order(ordered: pl.DataFrame) -> Order:
    return cast(Order, list(ordered.select("task", "step").iter_rows()))
