"""`sharing`: who asks to see what -> the fields they may see, and why (2-domain: section 9)."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field

from stafett.core.sharing import explain_sharing, may_see
from stafett.rules.frames import column_types, numbered_frame
from stafett.rules.tool import Asked, Day, Key, Part, Tool


class SharingLine(Part):
    """One question: may this reader see this? What is not said is off, and opens nothing."""

    question: Key
    reader: Key
    """As law/sharing.yaml names it: person, employer_leader, employer_hr, issuer, unit … Others see nothing."""
    item: Key
    """As law/sharing.yaml names it: sick_note, follow_up_plan and so on. Nothing else is shown."""
    own_case: bool = False
    own_employment: bool = False
    own_note: bool = False
    own_unit: bool = False
    own_request: bool = False
    invited: bool = False
    recipient: bool = False
    """In the thread of messages."""
    needed: bool = False
    """For what the reader has been asked to do."""
    shared_with_employer: bool = False
    shared_with_issuer: bool = False
    shared_with_nav: bool = False
    not_patient: bool = False
    """A restriction that the sick note carries; so with the two below."""
    not_employer: bool = False
    not_nav: bool = False
    basis_recorded: bool = False
    objected: bool = False
    decision_view: bool = False
    protection: Literal["none", "confidential", "strictly_confidential", "shielded"] = "none"
    may_open_protected: bool = False
    ordinary_list: bool = False
    spell_last_day: Day | None = None
    people: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    """How many a figure is about."""


class SharingAnswer(Part):
    """What the reader may see."""

    question: str
    shown: Literal["allow", "partly", "deny"]
    fields: tuple[str, ...]
    withheld: tuple[str, ...]
    """The other fields; that they exist is told to the person alone."""
    reasons: tuple[str, ...]
    logged: bool
    """Whether the reading is to be written down, for the person to see."""
    why: tuple[dict[str, Any], ...] | None = None


_SCHEMA = column_types(SharingLine, without=("question",))


def _answer(lines: Sequence[SharingLine], asked: Asked) -> list[dict[str, Any]]:
    seen = may_see(numbered_frame(lines, _SCHEMA, "place"), asked.law, asked.on)
    return [
        {
            "question": lines[row["place"]].question,
            **{name: row[name] for name in ("shown", "fields", "withheld", "logged")},
            "reasons": row["sharing_reasons"],
            **asked.all_told(
                partial(explain_sharing, code, row, asked.law, asked.on) for code in row["sharing_reasons"]
            ),
        }
        for row in seen.iter_rows(named=True)
    ]


SHARING = Tool("sharing", SharingLine, SharingAnswer, _answer)
