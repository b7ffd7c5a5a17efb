"""How tests offer a case, accept it and send it back."""

from dataclasses import replace
from typing import Any

from stafett.cases.handover.models import HandOver
from stafett.cases.handover.services import Accepted, Record, accept_cases, offer_case, return_case
from stafett.cases.models import Case
from stafett.people.models import Staff, Unit
from tests.factories import as_staff, day, instant

RECORD = Record(
    why="new_job",
    line="Vil over i nytt arbeid",
    agreed="Samtale i mars",
    still_open="Kurs er ikke valgt",
    worked="Korte samtaler på telefon",
    involved="Fastlegen og arbeidsgiveren",
)


def offer(case: Case, to_unit: Unit, by: Staff, on: str, *, to_staff: Staff | None = None, **record: Any) -> HandOver:
    return offer_case(
        case=case, to_unit=to_unit, to_staff=to_staff, record=replace(RECORD, **record), actor=as_staff(by),
        on=day(on), at=instant(on),
    )  # fmt: skip


def accept(by: Staff, on: str, *offers: HandOver, holder: Staff | None = None) -> Accepted:
    return accept_cases(
        offers=[each.pk for each in offers], holder=holder, actor=as_staff(by), on=day(on), at=instant(on)
    )


def send_back(handover: HandOver, by: Staff, on: str, reason: str = "Mangler plan") -> None:
    return_case(offer=handover, reason=reason, actor=as_staff(by), on=day(on), at=instant(on))
