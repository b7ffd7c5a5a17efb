"""zen-engine: expressions for the days, decision tables for segment and reasons; compiled once, called in batches.

Its documentation recommends decisions that are compiled beforehand, and tables and expressions rather than functions in
JavaScript; `evaluate_batch` is its fastest call from Python. Its language has no public holidays and no day of an age,
so those days are reckoned beforehand and not timed.
"""

from functools import cache
from itertools import pairwise
from typing import Any

import polars as pl
import zen

from benchmarks.peers.plain import LAW, sort_key
from benchmarks.peers.task import (
    COLUMNS,
    NUMBERS,
    TODAY,
    Answers,
    Order,
    Segments,
    rows_of,
    table_of,
    with_calendar,
)

_AT_ONCE = 10_000
Json = dict[str, Any]


def nth_weekday(day: str, count: int) -> str:
    """As an expression: the count-th weekday at or after the day; backwards when negative."""
    weekday = f"(({day} + 3) % 7)"
    place = f"(min([{weekday}, 5]) + {count - 1})" if count > 0 else f"(min([{weekday}, 4]) + {count + 1})"
    return f"{day} - {weekday} + floor({place} / 5) * 7 + ({place} - floor({place} / 5) * 5)"


def _within(parameter: str, extra: int = -1) -> str:
    return f"first_day + {LAW[parameter] * 7 + extra}"


def _if(condition: str, value: str) -> str:
    return f"{condition} ? {value} : null"


def _while_sick(name: str) -> str:
    return f"($.{name}_due <= last_day or $.{name}_due > {TODAY})"


def _expressions() -> dict[str, str]:
    """What is reckoned, in order; `$` is what has been reckoned before in the same node."""
    silence = LAW["soon_end_silence_days"] + LAW["stop_point_window_days"]
    limited = ", ".join(f"'{kind}'" for kind in NUMBERS.limited)
    info = _within("activity_info_weeks")
    if LAW["screening_week"] <= LAW["activity_info_weeks"]:
        info = f"max([{info}, $.message])"
    return {
        "sick": "not(closed)",
        "meeting": "not(closed) and employed",
        "without": "not(closed) and not(employed)",
        "message": "screening_asked_on ?? passes_screening",
        "opens": f"first_day + {LAW['activity_requirement_opens_day'] - 1}",
        "start": f"first_day + {LAW['employer_period_days']} + well_days",
        "ends": nth_weekday("$.start", LAW["sick_pay_days"]),
        "older": "max([$.start, turns_older])",
        "shorter": nth_weekday("$.older", LAW["sick_pay_older_days"]),
        "paid": "$.sick and turns_end > $.start",
        "max_date": _if("$.paid", "min([$.ends, $.shorter, turns_end - 1])"),
        "fewer": _if("$.paid", nth_weekday("$.max_date", -LAW["soon_end_days"])),
        "soon": _if("$.paid", "max([$.fewer, $.start])"),
        "candidate_due": _within("dialogue_2_candidate_weeks"),
        "hit_due": _within("hit_check_weeks", 0),
        "return_due": f"last_day + {1 + LAW['after_return_weeks'] * 7}",
        "assessed": "$.sick or ($.opens <= last_day and "
        f"last_day + {LAW['activity_requirement_after_end_days']} >= {TODAY})",
        "answered": "answer_return != null or answer_cooperation != null or answer_duration != null",
        "asked": "screening_asked_on != null",
        "silent": f"$.asked and not($.answered) and counts_until < {TODAY} and last_day >= {TODAY}",
        "judged": "$.answered or $.silent",
        "unasked": f"not($.judged) and not($.asked) and $.sick and last_day > "
        f"{TODAY + LAW['screening_expected_fit_days']} and (passes_screening <= {TODAY} or open_request_person)",
        "bypassed": f"$.unasked and (pregnancy_related or birth_date <= {NUMBERS.born_by})",
        "points": "[" + ", ".join(f"({point})" for point in (
            _if("$.sick", info),
            _if("$.sick", _within("extended_note_first_weeks", 0)),
            _if("$.sick", _within("extended_note_second_weeks", 0)),
            _if("$.sick", _within("extended_note_third_weeks", 0)),
            _if(f"$.sick and issuer_kind in [{limited}]", _within("issuer_limit_weeks")),
            _if("$.sick", "passes_screening"),
            _if("$.assessed", f"max([$.opens + {LAW['activity_requirement_due_days']}, $.message + 1])"),
            _if("$.without", _within("no_employer_contact_weeks")),
            _if("$.without", _within("no_employer_decision_weeks")),
            _if("$.meeting", _within("meeting_need_weeks")),
            _if("$.meeting", _within("meeting_need_weeks")),
            _if(f"$.meeting and {_while_sick('candidate')}", "$.candidate_due"),
            _if("$.meeting", _within("dialogue_2_weeks")),
            _if("$.sick", _within("plan_b_weeks")),
            _if(f"$.sick and answer_duration == 'under_26_weeks' and {_while_sick('hit')}", "$.hit_due"),
            _if("$.sick", _within("late_weeks")),
            "$.soon",
            _if("$.paid", f"$.soon + {silence}"),
            _if("$.paid", f"$.max_date - {LAW['measures_days_before_end']}"),
            _if("$.paid", f"max([$.max_date - {LAW['transition_weeks'] * 7}, $.start])"),
            "$.max_date",
            _if("$.sick", "silence"),
            _if(f"closed and passes_screening <= last_day and $.return_due + {LAW['after_return_open_days']} >= "
                f"{TODAY}", "$.return_due"),
        )) + "]",
    }  # fmt: skip


_BYPASS = (
    ("screening.pregnancy_related", "pregnancy_related"),
    ("screening.bypass_age", f"birth_date <= {NUMBERS.born_by}"),
)
_REASONS: tuple[tuple[str, str], ...] = (
    ("screening.not_answered", "silent"),
    ("screening.answer_unsure", "answer_return == 'unsure'"),
    ("screening.answer_unlikely", "answer_return == 'unlikely'"),
    ("screening.prefer_not_return", "answer_return == 'prefer_not'"),
    ("screening.missing_return", "answered and answer_return == null"),
    ("screening.answer_not_good", "answer_cooperation == 'not_good'"),
    ("screening.prefer_not_cooperation", "answer_cooperation == 'prefer_not'"),
    ("screening.missing_cooperation", "answered and answer_cooperation == null"),
    ("screening.answer_over_26_weeks", "answer_duration == 'over_26_weeks'"),
    ("screening.prefer_not_duration", "answer_duration == 'prefer_not'"),
    ("screening.missing_duration", "answered and answer_duration == null"),
    ("screening.recurrent_absence", "judged and recurrent"),
    ("screening.open_request_person", "judged and open_request_person"),
    *((code, f"bypassed and ({condition})") for code, condition in _BYPASS),
    ("screening.no_employer", "unasked and not(bypassed) and not(employed)"),
    ("screening.awaiting_answer", "asked and not(judged) and sick"),
)
_SEGMENTS = (
    ("'needs_mapping'", "judged and len(reasons) > 0"),
    ("'care_in_place'", "judged"),
    ("'awaiting_answer'", "asked and sick"),
    ("'bypass'", "bypassed"),
    ("'needs_mapping'", "unasked and not(employed)"),
    ("null", ""),
)
_STEPS = (
    ("1", f"actor == 'nav' and nature == 'law' and due < {TODAY}"),
    ("2", f"actor == 'nav' and promised_answer and due < {TODAY}"),
    ("3", f"actor == 'nav' and (promised_answer or kind == 'confirm' or (kind == 'mapping' and due <= {TODAY}))"),
    ("4", f"actor == 'nav' and nature == 'law' and due <= {TODAY + LAW['order_legal_soon_days']}"),
    ("5", f"actor == 'nav' and planned_contact and due <= {TODAY}"),
    ("7", ""),
)


def _table(name: str, policy: str, rules: Any, **more: Any) -> Json:
    """A decision table with one column of conditions and one of values."""
    content = {
        "hitPolicy": policy,
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": "value", "name": name, "field": "value"}],
        "rules": [{"_id": str(n), "when": when, "value": value} for n, (value, when) in enumerate(rules)],
        "passThrough": True,
        "outputPath": name,
        **more,
    }
    return _node(name, "decisionTableNode", content)


def _node(name: str, kind: str, content: Json | None = None) -> Json:
    node = {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
    return node if content is None else {**node, "content": content}


def _decision(*nodes: Json) -> Json:
    """One node after the other."""
    chain = [_node("in", "inputNode"), *nodes, _node("out", "outputNode")]
    edges = [
        {"id": f"{one['id']}-{next_['id']}", "type": "edge", "sourceId": one["id"], "targetId": next_["id"]}
        for one, next_ in pairwise(chain)
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": chain, "edges": edges}


def _of(expressions: dict[str, str], *, and_all: bool) -> Json:
    listed = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
    return {"expressions": listed, "passThrough": and_all}


@cache
def engine() -> Any:
    """The engine with its two decisions, compiled."""
    spells = _decision(
        _node("days", "expressionNode", _of(_expressions(), and_all=True)),
        _table("reasons", "collect", [(f"'{code}'", when) for code, when in _REASONS]),
        _table("segment", "first", _SEGMENTS),
        _node("answer", "expressionNode",
              _of({name: name for name in ("points", "segment", "reasons")}, and_all=False)),
    )  # fmt: skip
    tasks = _decision(_table("step", "first", _STEPS, passThrough=False))
    return zen.ZenEngine({"loader": {"type": "static", "content": {"spells": spells, "tasks": tasks}}})


def _evaluate(requests: list[Json]) -> list[Json]:
    """The results, in order; any error stops the benchmark."""
    results: list[Json] = []
    for start in range(0, len(requests), _AT_ONCE):
        for answer in engine().evaluate_batch(requests[start : start + _AT_ONCE]):
            assert answer["success"], answer
            results.append(answer["data"]["result"])
    return results


def ready(spells: pl.DataFrame) -> list[Json]:
    engine()
    return [{"key": "spells", "context": row} for row in rows_of(with_calendar(spells))]


def solve(requests: list[Json]) -> list[Json]:
    return _evaluate(requests)


def told(results: list[Json]) -> Answers:
    points = [[None if day is None else int(day) for day in result["points"]] for result in results]
    assert all(len(row) == len(COLUMNS) for row in points)
    segments: Segments = []
    for result in results:
        outcome = (result["segment"] or {}).get("value")
        reasons = tuple(reason["value"] for reason in result["reasons"])
        segments.append((outcome, ("screening.all_conditions_met",) if outcome == "care_in_place" else reasons))
    return Answers(table_of(points), segments)


def ready_tasks(tasks: pl.DataFrame) -> list[Json]:
    engine()
    return [{"key": "tasks", "context": row} for row in rows_of(tasks)]


def order(requests: list[Json]) -> Order:
    """The steps by zen-engine, the sorting by Python: it sorts no rows."""
    steps = [int(result["step"]["value"]) for result in _evaluate(requests)]
    pairs = sorted(
        ((request["context"], step) for request, step in zip(requests, steps, strict=True)),
        key=lambda pair: sort_key(pair[0], pair[1]),
    )
    return [(task["task"], step) for task, step in pairs]


def told_order(ordered: Order) -> Order:
    return ordered
