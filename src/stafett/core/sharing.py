"""Who may see which field: allowed, in part or denied, with why (2-domain: section 9).

The table is data (`sharing_table`, law/sharing.yaml). What it does not name is shown to nobody.

Input, one row per question. Needed: reader and item (str), as the table names them; anything else is denied. Each of
these may be absent or null, which is off or "not known", and then opens nothing:

- own_case, own_employment, own_note, own_unit, own_request (bool): it is the reader's own: the person's case, the
  employment that it is about, the note that the issuer wrote, a case of the unit, the request they made.
- invited (bool): to the meeting. recipient (bool): in the thread of messages. needed (bool): for what the reader has
  been asked to do.
- shared_with_employer, shared_with_issuer, shared_with_nav (bool): the person (of a plan: a party) has shared it by an
  act that they saw the meaning of.
- not_patient, not_employer, not_nav (bool): restrictions that the note carries.
- basis_recorded (bool): the office has recorded the legal basis. objected (bool): the person objects to the handling.
- decision_view (bool): asked from a page on which a decision under ftrl. § 8-8 and the like is made.
- protection (str): none | confidential | strictly_confidential | shielded; may_open_protected (bool): the reader's own
  permission covers it; ordinary_list (bool): asked for a list or a count that is not kept for such persons alone.
- spell_last_day (Date): the last day of the spell, null while it goes on.
- people (int): how many a figure is about.
- office (str).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl

from stafett.core.dates import add_months, day_number
from stafett.core.parameters import Law, LawOfRows
from stafett.core.reasons import Codes, Combinations, Reason, pick_facts
from stafett.core.rows import Flags, Rows, either, is_known
from stafett.core.sharing_table import HINDRANCES, OPENINGS, Grant, SharingTable

OUTCOMES: Final = ("allow", "partly", "deny")
PROTECTIONS: Final = ("none", "confidential", "strictly_confidential", "shielded")
BESIDES: Final = ("sharing.by_role", "sharing.never", "sharing.not_named")
"""Reasons that are no condition: the role alone, readers that never see it, what the table does not name."""
_WITHOUT = "sharing.without."
_CODES = frozenset(BESIDES).union(
    (f"sharing.{name}" for name in (*OPENINGS, *HINDRANCES)), (f"{_WITHOUT}{name}" for name in OPENINGS)
)
_DEFAULT_DENY = "nav-loven § 7"

_FACTS: Mapping[str, Codes] = {
    "protected": ("protection", "may_open_protected", "ordinary_list"),
    "view_closed": ("spell_last_day",),
    "enough_people": ("people",),
}
PARAMETERS: Mapping[str, Codes] = {
    "view_closed": ("retention_employer_view_months",),
    "enough_people": ("figure_fewest_people",),
}


class _Answer(NamedTuple):
    shown: str
    fields: Codes
    withheld: Codes
    reasons: Codes
    logged: bool


def may_see(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with shown (allow | partly | deny), fields, withheld, sharing_reasons and logged.

    `fields` are those of the item that the reader may see, `withheld` the others; `sharing_reasons` (codes) are the
    conditions that opened, and of what is withheld those that were lacking or stood in the way; `logged` (bool): the
    reading is to be written down, for the person to see. What is withheld is told to the person alone: to others that
    it exists may itself be too much. Raises ValueError for a protection that does not exist.
    """
    rows = Rows(frame, law)
    held = Combinations.of([(name, _holds(name, rows, on)) for name in (*OPENINGS, *HINDRANCES)])
    readers, items = (*law.sharing.readers, ""), (*law.sharing.items, "")
    asked = _position(frame, "reader", readers) * len(items) + _position(frame, "item", items)
    ways = len(held.holding)
    kinds, of_row = np.unique(asked * ways + held.of_row, return_inverse=True)
    answers = []
    for kind in kinds.tolist():
        pair, way = divmod(kind, ways)
        reader, item = divmod(pair, len(items))
        answers.append(_answer(law.sharing, readers[reader], items[item], held.holding[way]))
    codes = pl.List(pl.String)
    table = pl.DataFrame(
        answers,
        schema={"shown": pl.String, "fields": codes, "withheld": codes, "sharing_reasons": codes, "logged": pl.Boolean},
    )
    return frame.hstack(table[of_row.astype(np.uint32)])


def explain_sharing(code: str, row: Mapping[str, Any], law: Law, on: date) -> Reason:
    """One code of `may_see` with its reference, facts and parameters, for one row of the input.

    Raises ValueError for a code that the rule does not give.
    """
    name = code.removeprefix(_WITHOUT).removeprefix("sharing.")
    if code not in _CODES:
        raise ValueError(f"The rule of sharing does not give the code {code!r}.")
    item, condition = law.sharing.items.get(row["item"]), law.sharing.conditions.get(name)
    stands = condition or item
    last_day = row.get("spell_last_day")
    return Reason(
        code=code,
        rule="sharing",
        reference="; ".join(stands.reference) if stands else _DEFAULT_DENY,
        facts=pick_facts(row, ("reader", "item", *_FACTS.get(name, (name,)))),
        parameters=law.in_force(PARAMETERS.get(name, ()), on if last_day is None else min(last_day, on)),
    )


def _holds(name: str, rows: Rows, on: date) -> Flags:
    if name == "protected":
        protected = rows.known("protection") & ~rows.chosen("protection", PROTECTIONS)["none"]
        return protected & (rows.switch("ordinary_list") | ~rows.switch("may_open_protected"))
    if name == "enough_people":
        return np.asarray(rows.whole("people", absent=-1) >= rows.number_on("figure_fewest_people", on))
    if name == "view_closed":
        today = np.full(rows.height, day_number(on), dtype=np.int32)
        ended = is_known(rows.day("spell_last_day")) & (rows.day("spell_last_day") <= today)
        last = either(ended, rows.day("spell_last_day"), today)
        months = LawOfRows(rows.law, last).number("retention_employer_view_months")
        return np.asarray(add_months(last, months) < today)
    return rows.switch(name)


def _position(frame: pl.DataFrame, column: str, names: tuple[str, ...]) -> Any:
    """Of each row's name among `names`; the last one for any other."""
    positions = {name: position for position, name in enumerate(names)}
    given = frame.get_column(column).cast(pl.String).fill_null("")
    return given.replace_strict(positions, default=positions[""], return_dtype=pl.Int64).to_numpy()


def _answer(table: SharingTable, reader: str, item: str, holding: Codes) -> _Answer:
    if reader not in table.readers or item not in table.items:
        return _Answer(shown="deny", fields=(), withheld=(), reasons=("sharing.not_named",), logged=False)
    asked, about = table.readers[reader], table.items[item]
    never = reader in about.never
    fields, reasons = _seen(table.grants(reader, item), frozenset(holding), frozenset(about.fields))
    seen = tuple(field for field in about.fields if field in fields)
    return _Answer(
        shown="deny" if not seen else "allow" if len(seen) == len(about.fields) else "partly",
        fields=seen,
        withheld=tuple(field for field in about.fields if field not in fields),
        reasons=("sharing.never",) if never else reasons,
        logged=bool(seen) and asked.logged and about.logged,
    )


@lru_cache(maxsize=4096)
def _seen(grants: tuple[Grant, ...], holding: frozenset[str], fields: frozenset[str]) -> tuple[frozenset[str], Codes]:
    """The fields that the grants open, and why they and no others."""
    opened = [grant for grant in grants if holding.issuperset(grant.needs) and holding.isdisjoint(grant.unless)]
    seen = frozenset().union(*(grant.fields for grant in opened))
    reasons = [f"sharing.{name}" for grant in opened for name in grant.needs]
    if opened and not reasons:
        reasons.append("sharing.by_role")
    for grant in grants:
        if grant.fields <= seen:
            continue
        reasons += [f"{_WITHOUT}{name}" for name in grant.needs if name not in holding]
        reasons += [f"sharing.{name}" for name in grant.unless if name in holding]
    if not grants or (seen and fields.difference(*(grant.fields for grant in grants))):
        reasons.append("sharing.not_named")
    return seen, tuple(dict.fromkeys(reasons))
