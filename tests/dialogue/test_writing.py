"""What advisers write to the person, the catalogue of templates, and the words of an office."""

from datetime import date
from typing import Any

import pytest

from stafett.cases.models import Case, JournalEntry
from stafett.cases.services import run_tick
from stafett.core.parameters import default_law
from stafett.core.readability import is_heavy, readability
from stafett.dialogue.models import Message, TextBlock
from stafett.dialogue.services import DialogueError
from stafett.dialogue.templates import TEMPLATES, WITH_A_DAY, fill_in
from stafett.dialogue.writing import keep_text_block, send_message
from stafett.people.models import OrganisationChange, Person
from tests.factories import Region, as_staff, bring, day, instant, make_region, note, open_case

pytestmark = pytest.mark.django_db
ON = "2026-01-12"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(region: Region) -> Case:
    bring([note("a", [("2026-01-05", "2026-01-20")])], "2026-01-05")
    return open_case()


def send(case: Case, region: Region, subject: str = "Møte", text: str = "Vi ses", on: str = ON) -> Message:
    return send_message(
        case=case, subject=subject, text=text, actor=as_staff(region.adviser), on=day(on), at=instant(on)
    )


def test_a_message_is_unread_has_an_author_and_is_no_contact(case: Case, region: Region) -> None:
    message = send(case, region)
    case.refresh_from_db()
    assert (message.subject, message.text, message.written_by) == ("Møte", "Vi ses", region.adviser)
    assert message.is_unread(day(ON))
    assert case.last_contact_on is None


def test_who_cannot_be_reached_digitally_gets_a_letter(case: Case, region: Region) -> None:
    Person.objects.update(reachable_digitally=False)
    assert send(open_case(), region).channel == "letter"


def test_a_form_sent_twice_is_one_message(case: Case, region: Region) -> None:
    assert send(case, region) == send(case, region)
    assert send(case, region, text="Vi ses snart") != send(case, region)


def test_the_journal_holds_none_of_the_words(case: Case, region: Region) -> None:
    message = send(case, region)
    entry = JournalEntry.objects.get(event="message_written")
    assert entry.after == {"message": message.pk, "channel": "digital"}


def test_what_cannot_be_sent_is_refused(case: Case, region: Region) -> None:
    with pytest.raises(DialogueError, match=r"message_error\.words_needed"):
        send(case, region, subject=" ")
    run_tick(on=day("2026-02-10"), at=instant("2026-02-10"))
    with pytest.raises(DialogueError, match=r"message_error\.case_closed"):
        send(case, region, on="2026-02-10")
    assert not Message.objects.filter(code=Message.WRITTEN).exists()


# --- templates


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_template_is_easy_to_read_and_filled_in(template: str, language: str) -> None:
    chosen = date(2026, 3, 10) if template in WITH_A_DAY else None
    filled = fill_in(template, language=language, name="Kari", adviser="Anne", unit="Nav Fjord", day=chosen)
    assert filled.text.count("Kari") == 1
    assert "Nav Fjord" in filled.text
    assert ("10" in filled.text) == (template in WITH_A_DAY)
    assert not is_heavy(readability(filled.text), default_law(), date(2026, 3, 2))


def test_a_template_speaks_the_persons_language_and_bokmal_where_it_has_none() -> None:
    said = {
        language: fill_in("how_are_you", language=language, name="A", adviser="B", unit="C", day=None).subject
        for language in ("nb", "nn", "en", "pl")
    }
    assert said == {"nb": "Hvordan går det?", "nn": "Korleis går det?", "en": "How are you?", "pl": "Hvordan går det?"}


def test_a_template_with_a_day_is_not_filled_in_without_one() -> None:
    with pytest.raises(ValueError, match="needs a day"):
        fill_in("invite_to_talk", language="nb", name="A", adviser="B", unit="C", day=None)


# --- the words of an office


def keep(region: Region, title: str = "Åpningstid", text: str = "Vi har åpent 9-15", **values: Any) -> TextBlock:
    kept: dict[str, Any] = {"active": True, "block": None, "version": 0} | values
    return keep_text_block(
        title=title,
        text=text,
        actor=as_staff(region.adviser),
        on=day(ON),
        at=instant(ON),
        **kept,
    )


def test_words_are_kept_for_the_unit_and_each_change_is_written_down(region: Region) -> None:
    block = keep(region)
    keep(region, text="Vi har åpent 10-15", block=block, version=1, active=False)
    block.refresh_from_db()
    assert (block.unit, block.text, block.active, block.version) == (region.local, "Vi har åpent 10-15", False, 2)
    changes = list(OrganisationChange.objects.filter(unit=region.local, after__has_key="text_block").order_by("pk"))
    assert [change.by for change in changes] == ["Anne Adviser", "Anne Adviser"]
    assert changes[1].before["text"] == "Vi har åpent 9-15"


def test_two_do_not_change_the_same_words_and_no_title_stands_twice(region: Region) -> None:
    block = keep(region)
    keep(region, text="Nytt", block=block, version=1)
    refused_ones: dict[str, dict[str, Any]] = {
        "text_block.changed": {"block": block, "version": 1},
        "text_block.title_taken": {},
        "text_block.words_needed": {"title": " "},
    }
    for code, values in refused_ones.items():
        with pytest.raises(DialogueError) as refused:
            keep(region, **values)
        assert refused.value.code == code
