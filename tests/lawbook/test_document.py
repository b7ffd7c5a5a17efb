"""The law as a document: everything is in it, in each language, with its history, and its links lead somewhere."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from stafett.core.parameters import LAW_DIRECTORY, Dated, Law, LocalValue, default_law
from stafett.core.rulebook import FAMILIES, rulebook
from stafett.frontend.messages import LANGUAGES
from stafett.lawbook import plain
from stafett.lawbook.document import ShownParameter, as_data, law_document
from stafett.lawbook.examples import read_tables
from stafett.lawbook.pages import write_pages

LAW = default_law()
ON = date(2026, 3, 2)
RULES = {rule.code: rule for rule in rulebook(LAW)}


def changed(*dated: tuple[date, int], name: str = "screening_week") -> Law:
    old = LAW.parameter(name)
    more = tuple(Dated(start, value) for start, value in dated)
    return Law({**LAW.parameters, name: replace(old, dated=(*old.dated, *more))}, LAW.bases, sharing=LAW.sharing)


def shown(law: Law, name: str, on: date = ON) -> ShownParameter:
    (subject,) = law_document(law, on, names=[name])
    (parameter,) = subject.parameters
    return parameter


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_and_every_rule_is_in_the_document_in_words(language: str) -> None:
    with translation.override(language):
        document = law_document(LAW, ON)
    parameters = [each for subject in document for each in subject.parameters]
    rules = [rule for subject in document for family in subject.families for rule in family.rules]
    assert {each.name for each in parameters} == set(LAW.parameters)
    assert {rule.code for rule in rules} == set(RULES)
    assert {subject.name for subject in document} >= set(FAMILIES.values())
    words = [each.title for each in parameters] + [rule.words for rule in rules] + [rule.title for rule in rules]
    assert not [text for text in words if "%" in text.replace(" %", "") or re.search(r"[a-z]_[a-z]", text)]
    titles = [each.title for each in parameters]
    assert len(set(titles)) == len(titles), "two values have the same name"


def test_rules_are_judged_by_names_that_there_are() -> None:
    for rule in RULES.values():
        assert rule.references
        assert set(rule.parameters) <= set(LAW.parameters)


def test_a_value_has_what_was_before_and_what_is_to_come() -> None:
    law = changed((date(2025, 1, 1), 7), (date(2026, 3, 2), 6), (date(2027, 1, 1), 5))
    week = shown(law, "screening_week")
    assert week.now is not None
    assert (week.now.words, week.now.start) == ("6 uker", ON)
    assert [(dated.words, dated.start.year) for dated in week.earlier] == [("7 uker", 2025), ("8 uker", 2011)]
    assert [(dated.words, dated.start.year) for dated in week.coming] == [("5 uker", 2027)]
    day_before = shown(law, "screening_week", date(2026, 3, 1)).now
    assert day_before is not None
    assert day_before.words == "7 uker"
    assert shown(law, "screening_week", date(2011, 6, 30)).now is None


def test_one_of_a_unit_is_said_as_one() -> None:
    assert [dated.words for dated in shown(changed((ON, 1), name="plan_weeks"), "plan_weeks").earlier] == ["4 uker"]
    now = shown(changed((ON, 1), name="plan_weeks"), "plan_weeks").now
    assert now is not None
    assert now.words == "1 uke"


def test_an_office_has_its_own_value_beside_the_common_one() -> None:
    first = LAW.parameter("screening_week").first_day
    own = [LocalValue("0301", "screening_week", first, 4), LocalValue("1103", "screening_week", ON, 6)]
    found = shown(LAW.with_local_values(own), "screening_week").own
    assert [(each.office, each.words, each.start) for each in found] == [
        ("0301", "4 uker", None),
        ("1103", "6 uker", ON),
    ]


def test_what_an_office_had_before_is_not_shown_and_the_way_back_is_when_it_lies_ahead() -> None:
    days = [date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)]
    own = [LocalValue("0301", "screening_week", day, value) for day, value in zip(days, (4, 6, None), strict=True)]
    law = LAW.with_local_values([*own, LocalValue("1103", "screening_week", days[1], None)])
    assert [(each.office, each.words, each.start) for each in shown(law, "screening_week").own] == [
        ("0301", "6 uker", days[1]),
        ("0301", "den felles verdien", days[2]),
    ]
    assert shown(law, "screening_week", days[2]).own == ()


def test_a_rule_says_the_value_in_force_on_the_day() -> None:
    def words(on: date) -> str:
        (subject,) = law_document(changed((ON, 3), name="plan_weeks"), on, names=["stop_point.plan"])
        return subject.families[0].rules[0].words

    assert "innen uke 3" in words(ON)
    assert "innen uke 4" in words(date(2026, 3, 1))
    assert "innen uke 4" in words(date(2000, 1, 1))


def test_values_and_rules_know_each_other() -> None:
    assert ("stop_point.plan", "Oppfølgingsplan") in shown(LAW, "plan_weeks").rules
    data = as_data(law_document(LAW, ON), LAW, ON)
    by_name = {each["name"]: each for each in data["parameters"]}
    for rule in data["rules"]:
        assert all(rule["code"] in by_name[name]["rules"] for name in rule["parameters"])


def test_for_programs_there_are_raw_values() -> None:
    law = changed((date(2027, 1, 1), 5)).with_local_values([LocalValue("0301", "screening_week", ON, 4)])
    data = as_data(law_document(law, ON, names=["screening_week"]), law, ON)
    (found,) = data["parameters"]
    assert data["on"] == "2026-03-02"
    assert data["version"] == law.version
    assert (found["value"], found["since"], found["local"], found["min"], found["max"]) == (8, "2011-07-01", True, 4, 8)
    assert found["values"] == [{"from": "2011-07-01", "value": 8}, {"from": "2027-01-01", "value": 5}]
    assert found["offices"] == [{"office": "0301", "from": "2026-03-02", "value": 4}]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_fits_a_terminal(language: str) -> None:
    with translation.override(language):
        found = list(plain.lines(law_document(LAW, ON)))
    assert [line for line in found if len(line) > plain.WIDTH] == []
    assert len(found) > 1000


# --- pages


class Links(HTMLParser):
    """The anchors of a page, what links to them, and every other address."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.within: list[str] = []
        self.others: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        self.anchors += [given["id"]] if "id" in given else []
        address = given.get("href" if tag in {"a", "link"} else "src")
        if address:
            (self.within if address.startswith("#") else self.others).append(address.removeprefix("#"))


def test_every_link_leads_to_a_place_and_no_place_is_there_twice() -> None:
    page = Links(render_to_string("lawbook/document.html", {"subjects": law_document(LAW, ON)}))
    assert set(page.within) <= set(page.anchors)
    assert {*LAW.parameters, *RULES} <= set(page.anchors)
    assert len(page.anchors) == len(set(page.anchors))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_stand_alone_and_hold_every_example(tmp_path: Path, language: str) -> None:
    law_page, examples_page = write_pages(tmp_path / "pages", LAW, LAW_DIRECTORY, ON, language)
    law_text, examples_text = law_page.read_text("utf-8"), examples_page.read_text("utf-8")
    for content in (law_text, examples_text):
        page = Links(content)
        assert set(page.others) <= {"law.html", "examples.html"}
        assert f'lang="{language}"' in content
        assert "url(" not in content
        assert "@import" not in content
        assert set(page.within) <= set(page.anchors)
    tables, _ = read_tables(LAW_DIRECTORY)
    names = [row["name"] for table in tables for section in table.sections for row in section.rows]
    assert examples_text.count('<h4 lang="nb">') == len(names)
    assert [name for name in names if f'<h4 lang="nb">{name}</h4>' not in examples_text] == []


def test_an_example_is_told_with_its_facts_what_is_expected_and_its_source(tmp_path: Path) -> None:
    _, page = write_pages(tmp_path, LAW, LAW_DIRECTORY, ON, "nb")
    told = page.read_text("utf-8").split("Plan innen uke 4 er dag 28")[1].split("</article>")[0]
    told = re.sub(r"<[^>]+>|\s+", " ", told)
    for words in (
        "Første sykedag",
        "5. januar 2026",
        "Oppfølgingsplan",
        "Frist: 1. februar 2026",
        "Åpen",
        "aml. § 4-6 (3)",
    ):
        assert words in told
