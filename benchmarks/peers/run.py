"""The rows of the tables: every peer that can be imported and gives the same answers, measured one after the other."""

from collections.abc import Iterator

from benchmarks.peers.check import SAMPLE, check
from benchmarks.peers.measure import Measured, in_own_process, modules, peer_of
from benchmarks.rules import Row

SIZES = {
    "Stafett": (10_000, 100_000, 1_000_000, 10_000_000),
    "OpenFisca": (10_000, 100_000, 1_000_000, 10_000_000),
    "zen-engine": (10_000, 30_000),
    "plain Python": (10_000, 100_000, 1_000_000),
}
COMPARED = 1_000_000
BARS = {"OpenFisca": 2, "zen-engine": 100}


def run() -> list[Row]:
    """The rows: same answers, the comparison, growth and memory."""
    checked = dict(_checked())
    rows = [(f"{name}: the same answers on {SAMPLE:,} spells and tasks", told, "") for name, told in checked.items()]
    measured = {
        name: [in_own_process(name, size) for size in SIZES[name]] for name, told in checked.items() if told == "yes"
    }
    return [*rows, *_compared(measured), *_grown(measured)]


def _checked() -> Iterator[tuple[str, str]]:
    """Each peer, and "yes" or why it is not measured."""
    for name in modules():
        try:
            peer = peer_of(name)
        except ImportError as error:
            yield name, f"not installed: {error.name}"
            continue
        check(name, peer)
        yield name, "yes"


def _compared(measured: dict[str, list[Measured]]) -> Iterator[Row]:
    """Each peer at a million, or at the most that it was measured on."""
    best = {name: max((one for one in all_ if one.rows <= COMPARED), key=lambda one: one.rows)
            for name, all_ in measured.items()}  # fmt: skip
    ours = best["Stafett"]
    for name, one in best.items():
        bar = ">= 5 M spells/s" if name == "Stafett" else ""
        yield f"{name}: stop points, segment and reasons of {one.rows:,} spells", _rate(one.rows, one.solve), bar
        yield "  processor time of all cores", f"{one.processor / one.rows * 1e6:.2f} us/spell", ""
        yield "  making its form ready from the columns", f"{one.ready / one.rows * 1e6:.2f} us/spell", ""
        yield f"  order of {one.rows:,} tasks", _rate(one.rows, one.order), ""
        yield "  load of the machine", f"{one.load:.1f}", ""
    for name, one in best.items():
        if name != "Stafett":
            times = one.solve / one.rows / (ours.solve / ours.rows)
            whole = (one.solve + one.ready) / one.rows / ((ours.solve + ours.ready) / ours.rows)
            bar = f">= {BARS[name]} x" if name in BARS else ""
            yield f"Stafett against {name}, solving", f"{times:.1f} x", bar
            yield "  with making the form ready", f"{whole:.1f} x", ""


def _rate(rows: int, seconds: float) -> str:
    return f"{rows / seconds / 1e6:.3f} M/s"


def _grown(measured: dict[str, list[Measured]]) -> Iterator[Row]:
    for name, all_ in measured.items():
        for one in all_:
            memory = f"{one.peak:,.0f} MB ({one.peak - one.before:,.0f} beyond the input)"
            bar = "<= 1,000 MB" if name == "Stafett" and one.rows == COMPARED else ""
            yield f"{name} grows: {one.rows:,}", f"{one.solve:.3f} s", ""
            yield "  peak of resident memory", memory, bar
