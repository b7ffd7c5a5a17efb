"""Who may see what, as the law files state it (2-domain: section 9). What no line names is shown to nobody.

sharing_readers:
  employer_leader:
    if: [own_employment]           # what must hold for anything that this reader sees
    unless: [view_closed]          # what stands in the way of it
    note: …
  nav_leader:
    like: unit                     # sees what that reader sees, besides what is granted to this one
    logged: false                  # is it no reading that the person is shown? (default true)
sharing_conditions:
  own_employment:
    reference: "S2:L205"
    note: …
sharing_items:
  sick_note:
    fields: [dates, grade, can_do]
    basis: sick_notes              # purpose and legal basis, in `bases`
    reference: ftrl. § 8-7
    never: [employer_hr]           # readers to whom no line may grant it
    logged: false                  # is it about nobody in particular? (default true)
    grants:
      employer_leader:
        - {sees: [dates, grade]}   # or `sees: all`
        - {sees: [can_do], if: [shared_with_employer], unless: [not_employer]}

A consent stands in `if` only, so that one more never hides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from stafett.core.law_files import LawFiles, fields_of, flag_of, listed, references_of, text_of
from stafett.core.law_yaml import Place

OPENINGS: Final = (
    "own_case",
    "own_employment",
    "own_note",
    "own_unit",
    "own_request",
    "invited",
    "recipient",
    "needed",
    "shared_with_employer",
    "shared_with_issuer",
    "shared_with_nav",
    "basis_recorded",
    "enough_people",
)
"""What may stand in `if`."""
HINDRANCES: Final = (
    "not_patient",
    "not_employer",
    "not_nav",
    "decision_view",
    "objected",
    "protected",
    "view_closed",
)
"""What may stand in `unless`."""
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Grant:
    """Fields that a reader sees when every one of `needs` holds and none of `unless` does."""

    fields: frozenset[str]
    needs: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of data: its fields in order, its basis, who may never see it, and what each reader is granted."""

    name: str
    fields: tuple[str, ...]
    basis: str
    reference: tuple[str, ...]
    note: str
    never: frozenset[str]
    logged: bool
    grants: Mapping[str, tuple[Grant, ...]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may ask: what holds for all that they see, and whose grants they have too."""

    name: str
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    like: str | None
    logged: bool
    note: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Where a condition of the table stands."""

    name: str
    reference: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SharingTable:
    """The whole table, checked. An empty one shows nothing to anybody."""

    readers: Mapping[str, Reader]
    conditions: Mapping[str, Condition]
    items: Mapping[str, Item]

    def grants(self, reader: str, item: str) -> tuple[Grant, ...]:
        """All that is granted, with what holds for the reader in general; none for what is not named."""
        if reader not in self.readers or item not in self.items:
            return ()
        who, granted = self.readers[reader], self.items[item].grants
        lines = granted.get(reader, ()) + (granted.get(who.like, ()) if who.like else ())
        return tuple(
            Grant(line.fields, _joined(who.needs, line.needs), _joined(who.unless, line.unless)) for line in lines
        )


NOTHING: Final = SharingTable({}, {}, {})


def read_sharing(files: LawFiles) -> SharingTable:
    """The table that the files hold. Raises LawError for what is not named, not known, or granted to who may never."""
    readers, conditions, items = files.sharing.values()
    table = SharingTable(
        {name: _reader(place, entry) for name, (place, entry) in readers.items()},
        {name: _condition(place, entry) for name, (place, entry) in conditions.items()},
        {name: _item(place, entry) for name, (place, entry) in items.items()},
    )
    for name, (place, _) in readers.items():
        _check_reader(place, table.readers[name], table)
    for name, (place, _) in conditions.items():
        _check_names(place, {name}, (*OPENINGS, *HINDRANCES), "there is no rule for the condition")
    for name, (place, _) in items.items():
        _check_item(place, table.items[name], table, files.bases)
    return table


def _reader(place: Place, entry: object) -> Reader:
    given = fields_of(place, entry, frozenset({"note"}), frozenset({"if", "unless", "like", "logged"}))
    return Reader(
        name=place.name,
        needs=_names(place, "if", given),
        unless=_names(place, "unless", given),
        like=text_of(place, "like", given["like"]) if "like" in given else None,
        logged=flag_of(place, "logged", given.get("logged", True)),
        note=text_of(place, "note", given["note"]),
    )


def _condition(place: Place, entry: object) -> Condition:
    given = fields_of(place, entry, frozenset({"reference", "note"}), frozenset())
    references = references_of(place, "reference", given["reference"])
    return Condition(place.name, references, text_of(place, "note", given["note"]))


def _item(place: Place, entry: object) -> Item:
    needed = frozenset({"fields", "basis", "reference", "grants"})
    given = fields_of(place, entry, needed, frozenset({"note", "never", "logged"}))
    fields = references_of(place, "fields", given["fields"])
    if len(set(fields)) < len(fields):
        raise place.error("repeated_key", "names a field twice.", "Keep one of them.", words="field_twice")
    grants = given["grants"]
    if not isinstance(grants, dict) or not all(isinstance(lines, list) for lines in grants.values()):
        problem, remedy = "grants is not a list for each reader.", "Write `reader: [{sees: …}]`."
        raise place.error("wrong_type", problem, remedy, what="grants", expected="grants")
    return Item(
        name=place.name,
        fields=fields,
        basis=text_of(place, "basis", given["basis"]),
        reference=references_of(place, "reference", given["reference"]),
        note=text_of(place, "note", given.get("note", "")),
        never=frozenset(_names(place, "never", given)),
        logged=flag_of(place, "logged", given.get("logged", True)),
        grants={str(reader): tuple(_grant(place, line, fields) for line in lines) for reader, lines in grants.items()},
    )


def _grant(place: Place, line: object, fields: tuple[str, ...]) -> Grant:
    given = fields_of(place, line, frozenset({"sees"}), frozenset({"if", "unless"}))
    sees = fields if given["sees"] == _ALL else references_of(place, "sees", given["sees"])
    _check_names(place, sees, fields, "sees what is no field of it")
    return Grant(frozenset(sees), _names(place, "if", given), _names(place, "unless", given))


def _names(place: Place, key: str, given: Mapping[str, Any]) -> tuple[str, ...]:
    return references_of(place, key, given[key]) if key in given else ()


def _check_reader(place: Place, reader: Reader, table: SharingTable) -> None:
    _check_conditions(place, reader.needs, reader.unless, table)
    if reader.like is None:
        return
    _check_names(place, {reader.like}, table.readers, "is like a reader that is not named")
    if table.readers[reader.like].like is not None:
        problem, remedy = "is like a reader who is like another.", "Name that other one."
        raise place.error("wrong_type", problem, remedy, words="like_another")


def _check_item(place: Place, item: Item, table: SharingTable, bases: Iterable[str]) -> None:
    _check_names(place, {item.basis}, bases, "has a basis that is not among `bases`")
    _check_names(place, {*item.grants, *item.never}, table.readers, "names a reader that is not among the readers")
    for lines in item.grants.values():
        for line in lines:
            _check_conditions(place, line.needs, line.unless, table)
    granted = {reader for reader in item.never if table.grants(reader, item.name)}
    if granted:
        readers = listed(granted)
        problem = f"grants something to {readers}, who may never."
        raise place.error("granted_to_never", problem, "Take it away.", readers=readers)


def _check_conditions(place: Place, needs: Iterable[str], unless: Iterable[str], table: SharingTable) -> None:
    _check_names(place, needs, OPENINGS, "`if` has what cannot open anything")
    _check_names(place, unless, HINDRANCES, "`unless` has what cannot stand in the way")
    _check_names(place, (*needs, *unless), table.conditions, "names a condition that is not among the conditions")


def _check_names(place: Place, names: Iterable[str], known: Iterable[str], problem: str) -> None:
    unknown = set(names) - set(known)
    if unknown:
        keys, allowed = listed(unknown), listed(set(known))
        raise place.error("unknown_name", f"{problem}: {keys}.", f"Use {allowed}.", keys=keys, allowed=allowed)


def _joined(some: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*some, *more)))
