"""`stafett replay`: history under other parameters. Reads, and never writes."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from stafett.cases.replay import Comparison, ReplayRefusedError, replay
from stafett.cases.replay.comparison import ASKED, UNKNOWN, Days, Moved, UnitComparison
from stafett.cases.selectors import working_day
from stafett.cli.common import DAY, bar, database_ready
from stafett.cli.failure import Failure
from stafett.cli.language import Command
from stafett.cli.law import read_law
from stafett.core.law_files import Dated
from stafett.core.parameters import LawError, default_law
from stafett.core.screening import explain_screening
from stafett.frontend.words import say, short_day, text
from stafett.lawbook.words import error_in_words

DUTIES = ("answer_request", "confirm", "mapping")
Json = dict[str, Any]


@click.command("replay", cls=Command, help=text("cli.help.replay"))
@click.option("--law", required=True, metavar=text("cli.metavar.folder_or_file"), type=click.Path(path_type=Path),
              help=text("cli.option.other_law"))  # fmt: skip
@click.option("--from", "start", required=True, type=DAY, metavar=text("cli.metavar.day"),
              help=text("cli.option.replay_from"))  # fmt: skip
@click.option("--to", "end", required=True, type=DAY, metavar=text("cli.metavar.day"),
              help=text("cli.option.replay_to"))  # fmt: skip
@click.option("--unit", default="", metavar=text("cli.metavar.number"), help=text("cli.option.replay_unit"))
@click.option("--cases", is_flag=True, help=text("cli.option.replay_cases"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.option.json"))
def replay_command(law: Path, start: datetime, end: datetime, unit: str, *, cases: bool, as_json: bool) -> None:
    """Shows who would have been asked, suggested for and moved under another law."""
    other = read_law(law)
    with database_ready():
        found = _found(other, start.date(), end.date(), unit)
    if as_json:
        sys.stdout.write(json.dumps(_to_json(found, cases=cases), ensure_ascii=False, indent=2, default=str) + "\n")
        return
    for line in _Lines(found, law, cases=cases).lines():
        click.echo(line)


def _found(other: Any, start: date, end: date, unit: str) -> Comparison:
    with bar(100, text("cli.replay.progress")) as advance:
        shown = 0

        def progress(done: int, total: int) -> None:
            nonlocal shown
            now = 100 * done // total
            advance(now - shown)
            shown = now

        try:
            return replay(other, start=start, end=end, today=working_day(), unit=unit, progress=progress)
        except ReplayRefusedError as error:
            raise Failure(text(f"cli.replay.{error.code}", **error.parameters)) from None
        except LawError as error:
            raise Failure(text("cli.rules.bad_law", reason=error_in_words(error))) from None


class _Lines:
    """The comparison in words."""

    def __init__(self, found: Comparison, folder: Path, *, cases: bool) -> None:
        self.found, self.folder, self.cases = found, folder, cases

    def lines(self) -> Iterator[str]:
        """Everything that is said, line by line."""
        found = self.found
        yield text("cli.replay.heading", start=found.start, end=found.end)
        yield text("cli.replay.laws", in_force=found.versions[0], other=found.versions[1], folder=self.folder)
        yield from self._parameters()
        for unit in found.units:
            yield ""
            yield from self._unit(unit)
        yield ""
        yield text("cli.replay.left_out")
        yield text("cli.replay.not_known")

    def _parameters(self) -> Iterator[str]:
        if not self.found.parameters:
            yield text("cli.replay.same_parameters")
        for name, (in_force, other) in self.found.parameters.items():
            yield text("cli.replay.parameter", name=name, in_force=_values(in_force), other=_values(other))

    def _unit(self, unit: UnitComparison) -> Iterator[str]:
        yield f"{unit.name} ({unit.number})"
        yield self._row("", text("cli.replay.in_force"), text("cli.replay.other"))
        yield self._row(text("cli.replay.asked"), *self._pair(unit.asked.in_force, unit.asked.other))
        for segment, counts in unit.segments.items():
            yield self._row(f"  {_segment(segment)}", *self._pair(*counts))
        if not unit.differ:
            yield f"  {text('cli.replay.no_difference')}"
            return
        yield from self._days(unit.asked)
        for moved in unit.moved:
            yield from self._moved(moved)
        for kind in unit.days:
            yield from self._days(kind)
        if self.cases:
            yield from self._cases_of(unit.number)

    def _row(self, what: str, in_force: str, other: str) -> str:
        return f"{what:<44}{in_force:>18}{other:>18}"

    def _pair(self, in_force: int, other: int) -> tuple[str, str]:
        return self._count(in_force), self._count(other)

    def _is_shown(self, number: int) -> bool:
        return self.cases or self.found.may_show(number)

    def _count(self, number: int) -> str:
        return str(number) if self._is_shown(number) else text("cli.replay.few", number=self.found.fewest)

    def _days(self, kind: Days) -> Iterator[str]:
        """What moves, by how much, and what comes and goes; nothing where the kind stands as it is."""
        told = [(name, getattr(kind, name)) for name in ("earlier", "later", "only_in_force", "only_other")]
        parts = [text(f"cli.replay.{name}", count=self._count(number)) for name, number in told if number]
        if kind.median is not None and self._is_shown(kind.earlier + kind.later):
            parts.append(text("cli.replay.median", days=_plain(kind.median)))
        if parts:
            yield f"  {_kind(kind.kind)}: {', '.join(parts)}"

    def _moved(self, moved: Moved) -> Iterator[str]:
        pair = {"in_force": _segment(moved.in_force), "other": _segment(moved.other)}
        yield f"  {text('cli.replay.moved', count=self._count(moved.cases), **pair)}"
        for sign, reasons in (("+", moved.gained), ("-", moved.lost)):
            for code, count in reasons.items():
                yield f"    {sign} {self._reason(code)} ({self._count(count)})"

    def _reason(self, code: str) -> str:
        return say(explain_screening(code, {}, default_law(), self.found.start))

    def _cases_of(self, unit: str) -> Iterator[str]:
        days, segments = self.found.days, self.found.segments
        for row in days.filter(days["unit"] == unit).iter_rows(named=True):
            pair = {name: short_day(row[name]) if row[name] else "-" for name in ("in_force", "other")}
            yield "  " + text("cli.replay.case", case=str(row["case"]), what=_kind(row["kind"]), **pair)
        for row in segments.filter(segments["unit"] == unit).iter_rows(named=True):
            pair = {name: _segment(row[name] or "") for name in ("in_force", "other")}
            yield "  " + text("cli.replay.case", case=str(row["case"]), what=text("cli.replay.suggested"), **pair)


def _values(dated: Any) -> str:
    return ", ".join(f"{one.value} ({one.start.isoformat()})" for one in dated)


def _plain(number: float) -> str:
    return f"{number:+g}"


def _segment(code: str) -> str:
    return text(f"segment.{code}") if code and code != UNKNOWN else text(f"cli.replay.{code or 'none'}")


def _kind(kind: str) -> str:
    if kind == ASKED:
        return text("cli.replay.asked")
    return text(f"task.{kind}") if kind in DUTIES else text(f"stop_point.{kind}")


def _to_json(found: Comparison, *, cases: bool) -> Json:
    """The comparison for programs; a figure that is not shown stands as {"fewer_than": N}."""
    told: Json = {
        "from": found.start,
        "to": found.end,
        "laws": dict(zip(("in_force", "other"), found.versions, strict=True)),
        "parameters": {
            name: {"in_force": _dated(in_force), "other": _dated(other)}
            for name, (in_force, other) in found.parameters.items()
        },
        "units": [_unit_to_json(unit, found, cases=cases) for unit in found.units],
        "left_out": text("cli.replay.left_out"),
        "not_known": text("cli.replay.not_known"),
    }
    if cases:
        told["days"] = found.days.drop("unit_name", "was_in", "is_in").to_dicts()
        told["segments"] = found.segments.drop("unit_name").to_dicts()
    return told


def _dated(values: Any) -> Json:
    dated: list[Dated] = list(values)
    return {one.start.isoformat(): one.value for one in dated}


def _unit_to_json(unit: UnitComparison, found: Comparison, *, cases: bool) -> Json:
    def shown(number: int) -> int | Json:
        return number if cases or found.may_show(number) else {"fewer_than": found.fewest}

    def days(kind: Days) -> Json:
        figures = {name: shown(getattr(kind, name)) for name in Days.__slots__ if name not in {"kind", "median"}}
        known = cases or found.may_show(kind.earlier + kind.later)
        return {"kind": kind.kind, **figures, "median": kind.median if known else None}

    def tally(reasons: Mapping[str, int]) -> Json:
        return {code: shown(count) for code, count in reasons.items()}

    return {
        "number": unit.number,
        "name": unit.name,
        "asked": days(unit.asked),
        "segments": {code: [shown(count) for count in counts] for code, counts in unit.segments.items()},
        "moved": [
            {"in_force": moved.in_force, "other": moved.other, "cases": shown(moved.cases),
             "gained": tally(moved.gained), "lost": tally(moved.lost)}
            for moved in unit.moved
        ],
        "days": [days(kind) for kind in unit.days],
    }  # fmt: skip
