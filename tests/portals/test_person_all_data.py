"""All that is recorded about a person: one page, and a file whose form is published."""

import json
from pathlib import Path

import pytest

from stafett.access.models import Reading
from stafett.access.services import open_case
from stafett.cases.models import Case, JournalEntry
from stafett.dialogue.models import Message
from stafett.portals.person.own_data import OwnData, schema_as_json
from tests.factories import as_staff, bring, day, instant, make_region, note
from tests.portals.person_world import ANSWERS, Entered, asked_person, client_of, sick_person

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).parents[2] / "docs/formats/own-data.schema.json"
PAGE, FILE = "/my/all/", "/my/all/file/"


@pytest.fixture
def entered() -> Entered:
    """Somebody who has answered, asked for help, said what is wrong and how they want contact, and been read."""
    region = make_region()
    made = asked_person(region)
    made.client.post("/my/questions/", {**ANSWERS, "comment": "Ryggen er bedre"})
    made.client.post("/my/help/", {"wanted": "Hjelp til å gå ned i stilling", "how_soon": "soon"})
    made.client.post("/my/correct/", {"about": "grade", "wrong": "Det står 100", "right": "Det er 50"})
    made.client.post("/my/contact/", {"pace": "on_request", "interpreter": "Polsk"})
    open_case(as_staff(region.adviser), made.case().pk, page="case", on=day("2026-03-02"), at=instant("2026-03-02"))
    return made


SAID = ("Ryggen er bedre", "Hjelp til å gå ned i stilling", "Det står 100", "Polsk", "Anne Adviser")


def test_the_page_and_the_file_hold_what_the_other_pages_hold(entered: Entered) -> None:
    page = entered.client.get(PAGE).content.decode()
    file = entered.client.post(FILE).content.decode()
    for words in SAID:
        assert words in page, words
        assert words in file, words


def test_the_file_has_the_published_form(entered: Entered) -> None:
    data = OwnData.model_validate_json(entered.client.post(FILE).content)
    assert data.person.given_name == entered.person.given_name
    assert [reading.page for reading in data.readings] == ["case"]
    assert len(data.cases) == 1
    assert SCHEMA.read_text("utf-8") == schema_as_json(), "write it anew from schema_as_json()"


def test_neither_has_the_identity_number(entered: Entered) -> None:
    for shown in (entered.client.get(PAGE), entered.client.post(FILE)):
        assert entered.person.identity_number not in shown.content.decode()


def test_that_the_file_was_taken_is_written_down(entered: Entered) -> None:
    assert not JournalEntry.objects.filter(event="own_data_taken").exists()
    response = entered.client.post(FILE)
    assert "opplysningene-mine.json" in response["Content-Disposition"]
    assert JournalEntry.objects.get(event="own_data_taken").person == entered.person
    assert "Alle opplysningene dine ble hentet som en fil" in entered.client.get("/my/case/").content.decode()


def test_reading_it_marks_nothing_as_read_and_logs_nothing(entered: Entered) -> None:
    unread, readings = Message.objects.filter(read_on=None).count(), Reading.objects.count()
    entered.client.get(PAGE)
    assert (Message.objects.filter(read_on=None).count(), Reading.objects.count()) == (unread, readings)


def test_nothing_of_somebody_else_is_in_it(entered: Entered) -> None:
    bring([note("other", [("2026-01-05", "2026-06-30")], serial=5)], "2026-03-02")
    other = json.loads(entered.client.post(FILE).content)
    assert "Prøve5" not in json.dumps(other, ensure_ascii=False)


def test_what_an_issuer_has_restricted_is_withheld_and_that_is_said() -> None:
    region = make_region()
    bring([note("n", [("2026-01-05", "2026-06-30")], shielded_from_patient=True, message_to_employer="Hemmelig")],
          "2026-01-05")  # fmt: skip
    made = sick_person(region, serial=1)
    shielded = Case.objects.exclude(person=made.person).get().person
    client = client_of(shielded)
    data = OwnData.model_validate_json(client.post(FILE).content)
    assert [(one.withheld, one.said) for one in data.cases[0].sick_notes] == [(True, [])]
    page = client.get(PAGE).content.decode()
    assert "Hemmelig" not in page
    assert "Noe i denne sykmeldingen vises ikke her" in page
