"""Setting an installation up by command: what is said about files, right and wrong, and never an identity number."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stafett.cli.commands import cli
from stafett.people.models import Person, Staff, Unit
from tests.factories import make_region, number

pytestmark = pytest.mark.django_db

ORGANISATION = """\
units:
- {number: "0900", name: ROE Fjell, kind: roe}
- {number: "0101", name: Nav Fjord, kind: local, roe: "0900", receives_unknown: true}
staff:
- {login: anne, name: Anne Adviser, unit: "0101", role: adviser}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.yaml"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_what_is_imported_is_counted_shown_and_can_be_imported_again(file: Path) -> None:
    file.write_text(ORGANISATION)
    said = run("organisation", "import", file)
    assert (said.exit_code, said.stdout.split()) == (0, ["Nye", "3", "Endret", "0", "Uendret", "0"])
    assert (
        "Uten rettslig grunnlag for profilering spør disse ingen (screening_basis_recorded_on): Nav Fjord."
        in said.stderr
    )
    shown = run("organisation", "show")
    file.write_text(shown.stdout)
    assert run("organisation", "import", file).stdout.split() == ["Nye", "0", "Endret", "0", "Uendret", "3"]
    assert (Unit.objects.count(), Staff.objects.count()) == (2, 1)


def test_an_empty_installation_shows_what_is_missing() -> None:
    said = run("organisation", "show")
    assert "Ingen enhet tar imot personer uten kjent adresse (receives_unknown)." in said.stderr


def test_every_error_is_told_with_line_place_and_what_to_do(file: Path) -> None:
    file.write_text(ORGANISATION.replace("roe: ", "roee: ").replace("role: adviser", "role: boss"))
    said = run("organisation", "import", file)
    assert (said.exit_code, said.stderr.splitlines()) == (1, [
        f"Ingenting er endret. Rett dette i {file}, og prøv igjen:",
        "Linje 3, units.2.roee: Det er ikke noe felt med dette navnet. Se skjemaet i docs/formats.",
        "Linje 5, staff.1.role: Skriv én av: adviser, leader.",
    ])  # fmt: skip
    file.write_text(ORGANISATION.replace('unit: "0101"', 'unit: "0199"'))
    said = run("organisation", "import", file)
    assert "Linje 5, staff.1.unit: Det er ingen enhet med nummer 0199." in said.stderr
    assert not Unit.objects.exists()


def test_a_file_that_is_not_there(file: Path) -> None:
    said = run("people", "import", file)
    assert (said.exit_code, said.stderr) == (1, f"{file} finnes ikke, eller kan ikke leses.\n")


def test_persons_are_imported_and_no_identity_number_is_ever_said(file: Path) -> None:
    make_region()
    wrong = f"{number(0)[:-1]}x"
    file.write_text(f"people:\n- identity_number: {wrong}\n")
    refused = run("people", "import", file)
    assert (refused.exit_code, wrong in refused.output) == (1, False)
    file.write_text(f"people:\n- identity_number: {number(0)}\n")
    missing = run("people", "import", file)
    assert "people.1.home_unit: Personen er ikke kjent fra før, og da må dette stå her." in missing.stderr
    assert number(0) not in missing.output
    file.write_text(
        f"people:\n- {{identity_number: '{number(0)}', given_name: Kari, family_name: Prøve, home_unit: '0101',\n"
        "   protection: strictly_confidential}\n"
    )
    assert run("people", "import", file).stdout.split()[:2] == ["Nye", "1"]
    assert Person.objects.get().protection == "strictly_confidential"
