"""Symptom diagnoses as they come with the notes, and when they are a risk signal."""

import pytest

from stafett.cases.services import run_tick
from stafett.screening.models import Screening
from tests.factories import bring, day, instant, make_region, note

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("system", "code", "signalled"),
    [("icpc-2", "P02", True), ("icpc-2", "p29 ", True), ("icpc-2", "L03", False), ("icpc-2", "A05", False)],
)
def test_some_are_a_signal_before_twelve_weeks(system: str, code: str, signalled: bool) -> None:
    make_region()
    diagnoses = [{"system": system, "code": code, "main": True}]
    bring([note("a", [("2026-03-02", "2026-07-31")], diagnoses=diagnoses)], "2026-03-02")
    for on in ("2026-05-11", "2026-05-12"):
        run_tick(on=day(on), at=instant(on))
    codes = {signal["code"] for signal in Screening.objects.get().signals}
    assert ("risk.symptom_diagnosis" in codes) == signalled
