"""Whether what the law refers to is there: the lines of the reports and the sections about today's systems."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from stafett.core.law_yaml import LawError, Place, read_yaml
from stafett.core.parameters import LAW_DIRECTORY
from stafett.lawbook.words import REPORT, SYSTEMS

_MEANT_AS_ONE: Final = re.compile(r"(S\s?\d|NAV\b).*")


class Sources(NamedTuple):
    """How many lines each report has, by its number, and which sections there are about today's systems."""

    reports: dict[int, int]
    sections: tuple[str, ...]


@cache
def sources() -> Sources:
    """As law/sources/sources.yaml says; the sources themselves are not part of the program."""
    content = read_yaml(LAW_DIRECTORY / "sources" / "sources.yaml", "sources")
    return Sources(dict(content["reports"]), tuple(content["sections"]))


def misled(place: Place, references: Iterable[str]) -> Iterator[LawError]:
    """Errors for the references to what is not there. A section of law is taken as it stands."""
    for reference in references:
        try:
            _check(place, reference)
        except LawError as error:
            yield error


def _check(place: Place, reference: str) -> None:
    known = sources()
    if REPORT.fullmatch(reference):
        number, first, *to = map(int, re.findall(r"\d+", reference))
        last = to[0] if to else first
        lines = known.reports.get(number)
        if lines is None:
            reports = ", ".join(f"S{one}" for one in known.reports)
            facts = {"reference": reference, "allowed": reports}
            raise place.error("no_such_report", f"{reference}: no such report.", f"Use {reports}.", **facts)
        if not 1 <= first <= last <= lines:
            facts = {"reference": reference, "lines": str(lines)}
            raise place.error("no_such_line", f"{reference}: no such line.", f"There are {lines}.", **facts)
    elif systems := SYSTEMS.fullmatch(reference):
        if systems["section"] not in known.sections:
            facts = {"reference": reference, "allowed": ", ".join(known.sections)}
            raise place.error("no_such_section", f"{reference}: no such section.", "Choose another.", **facts)
    elif _MEANT_AS_ONE.fullmatch(reference):
        facts = {"reference": reference}
        raise place.error("unclear_source", f"{reference}: is no source.", "Write S2:L195 or NAV:4.1.", **facts)
