"""One measurement in a process of its own: `python -m benchmarks.peers.measure PEER ROWS`, printed as JSON."""

import gc
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks.peers.check import SAMPLE
from benchmarks.peers.task import Peer, spells_of, tasks_of

_ENOUGH_SECONDS = 3.0
_MOST = 15


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds are medians of `times` runs: making the form ready, solving, and ordering; `processor` is the time of all
    cores that solving took. Memory is resident, in MB: before solving, with the input, and at most."""

    rows: int
    times: int
    ready: float
    solve: float
    processor: float
    order: float
    before: float
    peak: float
    load: float


def modules() -> dict[str, str]:
    """The peers by name, with the module of each."""
    return {"Stafett": "ours", "OpenFisca": "openfisca", "zen-engine": "zen", "plain Python": "plain"}


def peer_of(name: str) -> Peer:
    """Raises ImportError where what it stands on is not installed."""
    module: Any = importlib.import_module(f"benchmarks.peers.{modules()[name]}")
    return module  # type: ignore[no-any-return] # a module with the functions of the protocol


def in_own_process(name: str, rows: int) -> Measured:
    """Measures in a fresh process, so that nothing else counts as its memory."""
    command = [sys.executable, "-m", "benchmarks.peers.measure", name, str(rows)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Measured(**json.loads(told))


def measure(name: str, rows: int) -> Measured:
    """Solves as often as three seconds allow, after a run on a few rows that warms up."""
    peer = peer_of(name)
    peer.solve(peer.ready(spells_of(SAMPLE)))
    ready, before, peak, (solve, processor, times) = _solving(peer, rows)
    tasks = peer.ready_tasks(tasks_of(rows))
    order, _, _ = _seconds(lambda: peer.order(tasks))
    return Measured(rows, times, ready, solve, processor, order, before, peak, os.getloadavg()[0])


def _solving(peer: Peer, rows: int) -> tuple[float, float, float, tuple[float, float, int]]:
    """Seconds of making the form ready; megabytes then, and at most while solving once; and what `_seconds` gives."""
    spells = spells_of(rows)
    started = perf_counter()
    ready = peer.ready(spells)
    made_ready = perf_counter() - started
    del spells
    gc.collect()
    before = _megabytes("VmRSS")
    peer.solve(ready)
    return made_ready, before, _megabytes("VmHWM"), _seconds(lambda: peer.solve(ready))


def _megabytes(which: str) -> float:
    """Resident memory of this process, now (VmRSS) or at most so far (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / 1e3


def _seconds(work: Callable[[], object]) -> tuple[float, float, int]:
    """Median seconds of the clock and of the processor, and how many runs."""
    clock: list[float] = []
    processor: list[float] = []
    while not clock or (sum(clock) < _ENOUGH_SECONDS and len(clock) < _MOST):
        started, worked = perf_counter(), process_time()
        work()
        clock.append(perf_counter() - started)
        processor.append(process_time() - worked)
        gc.collect()  # what refers to itself in a ring would be carried along
    return median(clock), median(processor), len(clock)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(sys.argv[1], int(sys.argv[2])))))
