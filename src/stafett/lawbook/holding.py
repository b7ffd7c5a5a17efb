"""Whether the rules, under a given law, give what the rows of the example tables expect.

What a row says nothing of is as the table's `about` says. Each function gives, for the facts of one row, what the rules
find, under the names that the row expects it by.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import polars as pl

from stafett.core.contact import contact_windows, reassessments
from stafett.core.factors import FACTORS, judge_factors, suggest_categories
from stafett.core.meetings import how_far_ahead
from stafett.core.parameters import Law
from stafett.core.priority import order_of_work
from stafett.core.screening import segment, who_to_ask
from stafett.core.sharing import may_see
from stafett.core.sharing_table import OPENINGS
from stafett.core.stoppoints import stop_points
from stafett.core.stoppoints.finding import POINTS
from stafett.lawbook.examples import EXPECTED_OF_TASK, NEEDED, expected_of

Facts = Mapping[str, Any]
_ANSWERS: Final = ("answer_return", "answer_cooperation", "answer_duration")
_OF_EMPLOYMENT: Final = ("plan_asked_on", "plan_shared_on", "plan_to_issuer_on", "dialogue_1_done_on", "meeting_on")
_BORN: Final = date(1980, 1, 1)


class Difference(NamedTuple):
    """What a row expects and what the rules give; `key` as in the row, of a stop point or a task `name.key`."""

    key: str
    expected: Any
    found: Any


def differences(table: str, section: str, row: Facts, law: Law) -> list[Difference]:
    """Where the rules do not give what the row expects. Empty where all is as expected, and for unknown tables."""
    find = _FINDERS.get((table, section))
    if find is None:
        return []
    told = expected_of(row, law)
    facts = {key: value for key, value in row.items() if key not in NEEDED and key not in told}
    expected = dict(_expected(row, told))
    found = find(facts, law)
    return [Difference(key, value, found.get(key)) for key, value in expected.items() if found.get(key) != value]


def _expected(row: Facts, told: Container[str]) -> Any:
    for key, value in row.items():
        if key == "expect":
            for point, wanted in value.items():
                yield from _of_point(point, wanted)
        elif key == "tasks":
            yield "order", list(range(1, len(value) + 1))
            for number, task in enumerate(value, start=1):
                yield from ((f"{number}.{name}", task[name]) for name in EXPECTED_OF_TASK if name in task)
        elif key == "judged":
            yield from ((f"judged.{factor}", judgement) for factor, judgement in value.items())
        elif key == "before":
            yield from ((f"before.{reader}", sees) for reader, sees in value.items())
        elif key in told:
            yield key, value


def _of_point(point: str, wanted: str | Facts) -> Any:
    if isinstance(wanted, str):
        yield point, wanted
    else:
        yield from ((f"{point}.{name}", value) for name, value in wanted.items())


def _frame(*rows: Facts) -> pl.DataFrame:
    """Rows of facts; what none of them knows is no column."""
    known = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return pl.DataFrame(known, infer_schema_length=None)


def _spell(facts: Facts, on: date, law: Law) -> dict[str, Any]:
    """One spell as `spell_frame` gives it, seen from `on`, with everything ordinary where nothing is said."""
    days = max((min(on, facts["last_day"]) - facts["first_day"]).days + 1, 0)
    closed = (on - facts["last_day"]).days > law.number("spell_gap_days", on)
    counted = {"sick_days": days, "weeks": days // 7, "weeks_since_first": days // 7, "closed": closed}
    ordinary = {"spell": 0, "person": 0, "well_days": 0, "grade": 100, "employed": True, "birth_date": _BORN}
    return {**ordinary, **counted, **facts}


def _stop_points(facts: Facts, law: Law) -> dict[str, Any]:
    own = {"last_day": date(2026, 12, 31), **facts}
    on, wanted, fully_sick = own.pop("seen_on"), own.pop("dialogue_1_wanted", False), own.pop("fully_sick", True)
    job = {"spell": 0, "person": 0, "employer": 1, "first_day": own["first_day"], "last_day": own["last_day"]}
    job |= {name: own.pop(name) for name in _OF_EMPLOYMENT if name in own}
    first_full_day = pl.lit(own["first_day"] if fully_sick else None, dtype=pl.Date)
    jobs = _frame({**job, "dialogue_1_wanted": wanted}).with_columns(first_full_day=first_full_day)
    found = stop_points(
        _frame(_spell(own, on, law)), jobs if own.get("employed", True) else jobs.clear(), law=law, on=on
    )
    rows = {_point(row): row for row in found.iter_rows(named=True)}
    absent = {point.column: "absent" for point in POINTS if point.column not in rows}
    return {**absent, **{f"{name}.{key}": value for name, row in rows.items() for key, value in row.items()}}


def _point(row: Facts) -> str:
    return str(row["kind"]) if row["occurrence"] == 1 else f"{row['kind']}_{row['occurrence']}"


def _screened(facts: Facts, law: Law) -> tuple[pl.DataFrame, date]:
    own = {"first_day": date(2026, 1, 5), "last_day": date(2026, 6, 30), "seen_on": date(2026, 3, 9), **facts}
    on, answers = own.pop("seen_on"), own.pop("answers", None)
    if answers is not None:
        own |= {**dict(zip(_ANSWERS, answers, strict=True)), "answered_on": on}
    return _frame(_spell(own, on, law)), on


def _ask(facts: Facts, law: Law) -> dict[str, Any]:
    frame, on = _screened(facts, law)
    row = who_to_ask(frame, law, on).row(0, named=True)
    return {"outcome": row["outcome"], "reasons": _short(row["reasons"])}


def _segment(facts: Facts, law: Law) -> dict[str, Any]:
    own = dict(facts)
    frame, on = _screened({**own, "screening_asked_on": own.pop("asked_on", date(2026, 3, 2))}, law)
    row = segment(frame.drop("asked_on", strict=False), law, on).row(0, named=True)
    return {"segment": row["segment"], "reasons": _short(row["reasons"])}


def _order(facts: Facts, law: Law) -> dict[str, Any]:
    ordinary = {"actor": "nav", "nature": "method", "due": date(2026, 6, 1)}
    tasks = [
        {**ordinary, "task": -number, "person": number, **{k: v for k, v in task.items() if k not in EXPECTED_OF_TASK}}
        for number, task in enumerate(facts["tasks"], start=1)
    ]
    found = order_of_work(_frame(*tasks), law, date(2026, 3, 2))
    rows = {
        row["person"]: {**row, "reason": row["reason"].removeprefix("order.")} for row in found.iter_rows(named=True)
    }
    return {
        "order": list(rows),
        **{f"{number}.{key}": row[key] for number, row in rows.items() for key in EXPECTED_OF_TASK},
    }


def _need(facts: Facts, law: Law) -> dict[str, Any]:
    own = {"aap": True, "portfolio": 120, "case": 0, "seen_on": date(2026, 6, 1), **facts}
    on, age = own.pop("seen_on"), own.pop("age")
    frame = _frame({**own, "birth_date": on.replace(year=on.year - age)})
    row = suggest_categories(frame, law, on).row(0, named=True)
    judged = judge_factors(frame, law, on).row(0, named=True)
    in_scope = row["in_scope"]
    return {
        **{key: row[key] for key in ("in_scope", "suggested", "named")},
        "reasons": row["suggestion_reasons"] if in_scope else _short(row["suggestion_reasons"]),
        **{f"judged.{name}": judged[f"factor_{name}"] for name in FACTORS},
    }


def _scope(facts: Facts, law: Law) -> dict[str, Any]:
    found = _need(facts, law)
    return {**found, "reasons": [] if found["in_scope"] else found["reasons"]}


def _contact(facts: Facts, law: Law) -> dict[str, Any]:
    own = {"case": 0, "placed_on": date(2026, 4, 1), "seen_on": date(2026, 6, 1), **facts}
    on, happened = own.pop("seen_on"), own.pop("events", [])
    frame = _frame(own)
    row = contact_windows(frame, law, on).row(0, named=True)
    schema = {"case": pl.Int64, "kind": pl.String, "happened_on": pl.Date, "learned_on": pl.Date}
    events = pl.DataFrame([(0, kind, day, None) for kind, day in happened], schema=schema, orient="row")
    reasons = reassessments(frame, events, law, on).get_column("reason")
    return {**row, "reasons": _short(row["contact_reasons"]), "reassess": _short(reasons)}


def _ahead(facts: Facts, law: Law) -> dict[str, Any]:
    on = facts.get("seen_on", date(2026, 6, 1))
    found = how_far_ahead(facts["meeting_on"], facts.get("category"), law, on)
    reasons = _short([found.reason.code] if found.reason else [])
    return {"furthest": found.furthest, "refused": found.refused, "reasons": reasons}


def _short(codes: Iterable[str]) -> list[str]:
    """Codes without their family."""
    return [code.split(".", maxsplit=1)[1] for code in codes]


def _sharing(facts: Facts, law: Law) -> dict[str, Any]:
    own = {"seen_on": date(2026, 6, 1), **facts}
    on = own.pop("seen_on")
    row = may_see(_frame(own), law, on).row(0, named=True)
    return {**row, "reasons": _short(row["sharing_reasons"])}


def _who_sees(facts: Facts, law: Law) -> dict[str, Any]:
    """What each reader sees of an item when all that can open it holds, and before anything is shared or asked for."""
    item = facts["item"]
    people = {"people": law.number("figure_fewest_people", date(2026, 6, 1))}
    own = {name: True for name in OPENINGS if name.startswith("own_") and name != "own_request"}
    after = dict.fromkeys(OPENINGS, True)

    def sees(reader: str, opened: Facts) -> str | list[str]:
        found = _sharing({"reader": reader, "item": item, **opened, **people}, law)["fields"]
        if not found:
            return "none"
        return "all" if found == list(law.sharing.items[item].fields) else found

    before = {f"before.{reader}": sees(reader, {**own, "basis_recorded": True}) for reader in law.sharing.readers}
    return {**{reader: sees(reader, after) for reader in law.sharing.readers}, **before}


_FINDERS: Final[Mapping[tuple[str, str], Callable[[Facts, Law], dict[str, Any]]]] = {
    ("stop_points", "examples"): _stop_points,
    ("screening", "ask"): _ask,
    ("screening", "segment"): _segment,
    ("priority", "lists"): _order,
    ("factors", "vignettes"): _need,
    ("factors", "guide"): _need,
    ("factors", "scope"): _scope,
    ("contact", "windows"): _contact,
    ("contact", "temporary"): _contact,
    ("contact", "pace"): _contact,
    ("contact", "reassess"): _contact,
    ("meetings", "ahead"): _ahead,
    ("sharing", "table"): _who_sees,
    **{
        ("sharing", section): _sharing
        for section in ("restrictions", "own", "shared", "protection", "figures", "not_named")
    },
}
