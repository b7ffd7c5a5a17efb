"""The six factors of one case in plain Python, with sets of categories, written apart from the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

ORDER = ("prioritised", "ordinary", "simplified", "on_request")
ALL = frozenset(ORDER)
CLOSE = frozenset(ORDER[:2])
FACTORS = ("age", "employment", "education", "history", "social", "treatment")


def months_later(day: date, months: int) -> date:
    """The same day of the month, else the last day before it that there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


def years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def judgement(factor: str, row: Mapping[str, Any], on: date) -> str:
    """As a person has judged, else by the rule."""
    return str(row[f"judged_{factor}"] or globals()[f"_{factor}"](row, on))


def _age(row: Mapping[str, Any], on: date) -> str:
    if row["birth_date"] is None:
        return "unclear"
    age = years(row["birth_date"], on)
    if age > 60:
        return "raises" if row["wishes_work"] else "lowers"
    return "raises" if 30 < age <= 40 else "neutral"


def _employment(row: Mapping[str, Any], on: date) -> str:
    if row["employment"] == "none":
        return "raises"
    if row["employer_passive"] and row["going_back"] != "no":
        return "raises"
    if row["employment"] is None:
        return "unclear"
    if row["going_back"] in ("no", "unsure"):
        return "raises"
    return "unclear" if row["going_back"] is None else "lowers"


def _education(row: Mapping[str, Any], on: date) -> str:
    match row["education"], row["experience"], row["skills_usable"]:
        case (None, _, _) | (_, None, _):
            return "unclear"
        case ("none", "little", _) | ("higher", "enough", "no"):
            return "raises"
        case ("higher", "enough", usable):
            return "lowers" if usable == "yes" else "unclear"
    return "neutral"


def _history(row: Mapping[str, Any], on: date) -> str:
    if row["measure_broken_off"] or (row["breaks_with_benefits"] or 0) >= 2:
        return "raises"
    return "unclear" if row["breaks_with_benefits"] is None else "neutral"


def _social(row: Mapping[str, Any], on: date) -> str:
    not_mapped = row["has_children"] and not row["children_mapped"]
    return "unclear" if row["has_children"] is None or not_mapped else "neutral"


def _treatment(row: Mapping[str, Any], on: date) -> str:
    if row["treatment"] in (None, "unclear", "broken_off"):
        return "unclear"
    if row["treatment"] == "none" or row["treatment_combinable"]:
        return "neutral"
    until = row["treatment_until"]
    if row["treatment_combinable"] is None or until is None or until < on:
        return "unclear"
    return "lowers" if until >= months_later(on, 6) else "neutral"


def suggested(row: Mapping[str, Any], on: date) -> list[str]:
    """What no factor rules out; where nothing is left, what lies between the factors."""
    left = [_leaves(factor, row, on) for factor in FACTORS]
    common = frozenset.intersection(*left)
    if not common:
        least_of_each = [max(map(ORDER.index, names)) for names in left]
        most_of_each = [min(map(ORDER.index, names)) for names in left]
        common = frozenset(ORDER[min(least_of_each) : max(most_of_each) + 1])
    if judgement("treatment", row, on) == "lowers":
        common |= frozenset(ORDER[max(map(ORDER.index, common)) :])
    return [name for name in ORDER if name in common]


def _leaves(factor: str, row: Mapping[str, Any], on: date) -> frozenset[str]:
    judged = judgement(factor, row, on)
    by_a_person = row[f"judged_{factor}"] is not None
    if factor == "age":
        return _age_leaves(judged, row, on, by_a_person=by_a_person)
    if judged == "raises":
        return CLOSE
    if factor == "employment" and judged == "lowers":
        if by_a_person:
            return frozenset({"simplified", "on_request"})
        return frozenset({"simplified" if row["employment"] == "on_leave" else "on_request"})
    if factor == "treatment" and judged == "unclear":
        unknown = row["treatment"] is None or (
            row["treatment"] in ("running", "waiting") and row["treatment_combinable"] is None
        )
        return CLOSE if by_a_person or not unknown else ALL
    return ALL


def _age_leaves(judged: str, row: Mapping[str, Any], on: date, *, by_a_person: bool) -> frozenset[str]:
    if judged == "raises":
        late = not by_a_person and years(row["birth_date"], on) > 60
        return frozenset({"prioritised"}) if late else CLOSE
    if judged == "lowers":
        return frozenset({"on_request"})
    if judged == "unclear":
        return ALL
    others = {factor: judgement(factor, row, on) for factor in FACTORS if factor != "age"}
    special = "raises" in others.values() or any(
        judged == "unclear" for factor, judged in others.items() if factor != "social"
    )
    middle = frozenset({"ordinary", "simplified"})
    return middle | {"prioritised"} if special else middle
