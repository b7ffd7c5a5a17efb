"""Reasons for refusals as a clerk reads them: days as people write them, parts by their names, and where."""

import pytest
from django.utils.translation import override

from stafett.portals.refusals import refusal_in_words


@pytest.mark.parametrize(
    ("code", "parameters", "sentence"),
    [
        (
            "periods_overlap",
            {"periods": "2026-11-20/2026-11-30 & 2026-11-25/2026-12-05"},
            "Perioder overlapper: 20.11.2026\u201330.11.2026 og 25.11.2026\u201305.12.2026.",
        ),
        (
            "bad_date",
            {"element": "periods.1.first_day", "value": "2026-02-30"},
            "Første dag i perioden (periods.1.first_day) er ikke en gyldig dato eller et gyldig tidspunkt: "
            "«2026-02-30». Datoer skrives som 2026-01-05, tidspunkter med tidssone som 2026-01-05T10:00:00+01:00.",
        ),
        (
            "missing_element",
            {"element": "Aktivitet/Periode/PeriodeTOMDato", "line": 44},
            "Siste dag i perioden (Aktivitet/Periode/PeriodeTOMDato) mangler eller er tom. Linje 44.",
        ),
        ("missing_element", {"element": "colour"}, "colour mangler eller er tom."),
        (
            "not_xml",
            {"line": 44, "column": 19},
            "Be avsenderen rette meldingen: den følger ikke formatet (XML). Linje 44, tegn 19.",
        ),
        ("not_json", {"column": 7}, "Be avsenderen rette linjen: den følger ikke formatet (JSON). Tegn 7."),
        (
            "invalid_identity_number",
            {"why": "check_digits"},
            "Fødselsnummeret eller D-nummeret til pasienten er ikke gyldig (kontrollsifrene stemmer ikke).",
        ),
    ],
)
def test_a_clerk_can_read_why(code: str, parameters: dict[str, str | int], sentence: str) -> None:
    with override("nb"):
        assert refusal_in_words(code, parameters) == sentence
