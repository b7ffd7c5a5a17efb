"""Which diagnoses are symptoms."""

import pytest

from stafett.core.diagnoses import is_symptom


@pytest.mark.parametrize(
    ("system", "code", "symptom"),
    [
        ("icpc-2", "L03", True),
        ("icpc-2", "A01", True),
        ("icpc-2", "P29", True),
        ("icpc-2", "P20", True),
        ("icpc-2", "P30", False),
        ("icpc-2", "L84", False),
        ("icpc-2", "A00", False),
        ("icpc-2", " p02 ", True),
        ("icpc-2b", "L03.0001", True),
        ("icpc-2b", "L030", False),
        ("icd-10", "R52", True),
        ("icd-10", "R521", True),
        ("icd-10", "M54.5", False),
        ("icd-10", "A04", False),
    ],
)
def test_symptoms_are_numbered_1_to_29_in_icpc_and_stand_in_chapter_r_of_icd(
    system: str, code: str, symptom: bool
) -> None:
    assert is_symptom(system, code) is symptom
