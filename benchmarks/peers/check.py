"""Whether a peer gives Stafett's answers. Nothing is timed that does not."""

import numpy as np

from benchmarks.peers import ours
from benchmarks.peers.task import COLUMNS, Peer, spells_of, tasks_of

SAMPLE = 10_000


class OtherAnswersError(AssertionError):
    """A peer answers otherwise than Stafett."""


def check(name: str, peer: Peer, size: int = SAMPLE) -> None:
    """Raises OtherAnswersError with the first answer that differs."""
    spells, tasks = spells_of(size), tasks_of(size)
    expected, given = (one.told(one.solve(one.ready(spells))) for one in (ours, peer))
    different = np.argwhere(expected.days != given.days)
    if different.size:
        row, point = different[0]
        days = expected.days[row, point], given.days[row, point]
        raise OtherAnswersError(f"{name}: {len(different)} other days, first {COLUMNS[point]} of row {row}: {days}")
    for row, (ours_, theirs) in enumerate(zip(expected.segments, given.segments, strict=True)):
        if ours_ != theirs:
            raise OtherAnswersError(f"{name}: another segment in row {row}: {ours_}, {theirs}")
    orders = [one.told_order(one.order(one.ready_tasks(tasks))) for one in (ours, peer)]
    if orders[0] != orders[1]:
        raise OtherAnswersError(f"{name}: another order of work")
