"""The published KITH examples, where they lie beside this checkout."""

from datetime import date
from pathlib import Path

import pytest

from stafett.intake.checks import Options
from stafett.intake.kith import read_message
from stafett.intake.refusals import Problem
from tests.intake.test_kith import accepted

EXAMPLES = Path(__file__).parents[3] / "shared" / "data" / "kith" / "examples"


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the published examples are not beside this checkout")
class TestPublishedExamples:
    """Their patients are invented, but their numbers are not of a synthetic series."""

    options = Options(synthetic="allowed")

    @pytest.mark.parametrize(
        ("name", "family_name", "grade", "situation", "employer"),
        [
            ("SM2013_forenklet.xml", "Nordmann", 50, "one", "Thon Hotels"),
            ("SM2013_normal.xml", "Nordmann", 40, "one", "Thon Hotels"),
            ("SM2013_uten_arbeidsgiver.xml", "Nordmann", 25, "none", ""),
        ],
    )
    def test_read(self, name: str, family_name: str, grade: int, situation: str, employer: str) -> None:
        message = accepted((EXAMPLES / name).read_bytes(), self.options)
        assert message.patient.family_name == family_name
        assert [p.grade for p in message.periods] == [grade]
        assert message.employer is not None
        assert (message.employer.situation, message.employer.name) == (situation, employer)
        assert message.issuer.hpr_number == "9999999"
        assert "Ã" not in message.model_dump_json()

    def test_the_one_with_turned_periods_is_refused_and_says_which(self) -> None:
        found = read_message((EXAMPLES / "SM2013_alle_felter.xml").read_bytes(), self.options)
        turned = "2022-01-20/2017-01-27, 2022-01-28/2017-02-06"
        assert found == [Problem("periods_end_before_start", {"periods": turned})]

    def test_the_same_with_the_years_put_right_is_read_whole(self) -> None:
        data = (EXAMPLES / "SM2013_alle_felter.xml").read_bytes()
        message = accepted(data.replace(b"2017-", b"2022-"), self.options)
        assert [p.kind for p in message.periods] == [
            "waiting",
            "graded",
            "graded",
            "full",
            "treatment_days",
            "travel_subsidy",
        ]
        assert message.message_to_nav is not None
        assert message.message_to_nav.text == "Hjelp fra NAV ønskes snarest"
        assert message.occupational_injury_on == date(2021, 12, 21)
