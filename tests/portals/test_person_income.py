"""What happens to the income: the person's own last day by estimate, and what the law file says, with its sources."""

import re

import pytest

from stafett.cases.course import course_of
from stafett.core.parameters import default_law
from stafett.people.models import Person
from stafett.portals.person.income import FACTS, income_facts, own_end
from tests.factories import bring, day, make_region, note
from tests.portals.person_world import Entered, client_of, sick_person, tick

pytestmark = pytest.mark.django_db
ON = "2026-02-02"


@pytest.fixture
def entered() -> Entered:
    made = sick_person(make_region())
    tick(ON)
    return made


def test_every_fact_has_its_values_from_the_law_file_and_its_place_in_the_law(entered: Entered) -> None:
    facts = list(income_facts(day(ON)))
    assert tuple(fact.code for fact in facts) == FACTS
    assert all(fact.sources and all(source.startswith("ftrl.") for source in fact.sources) for fact in facts)
    aap = facts[-1]
    for name in ("aap_percent", "aap_longest_months", "aap_most_work_percent"):
        assert f" {default_law().number(name, day(ON))} " in aap.words


def test_the_longest_aap_was_another_before_2018(entered: Entered) -> None:
    assert " 48 " in list(income_facts(day("2017-12-31")))[-1].words


def test_the_own_last_day_is_that_of_the_rules_and_said_to_be_an_estimate(entered: Entered) -> None:
    case = entered.case()
    course = course_of(case, on=day(ON))
    own = own_end(case, course, day(ON))
    assert own is not None
    assert course.spell is not None
    assert own.last == course.spell.max_date == day("2027-01-01")
    # Every weekday from the day after today to the last, both included.
    assert own.days == 239
    assert own.weeks == 47
    html = entered.client.get("/my/income/").content.decode()
    assert "Senest 1. januar 2027." in html
    assert "47 uker. Det er 239 dager fra mandag til fredag." in html
    assert "Dette er et anslag." in html


def test_who_works_a_little_hears_that_the_last_day_is_the_same() -> None:
    make_region()
    bring([note("n", [("2026-01-05", "2026-06-30", 50)])], "2026-01-05")
    tick(ON)
    html = client_of(Person.objects.get()).get("/my/income/").content.decode()
    assert re.search(r"50\s*%\. Du får lønn for det du jobber\. Siste dag er den samme\.", html)


def test_who_is_not_on_sick_leave_reads_the_law_alone(entered: Entered) -> None:
    tick("2026-07-10")
    html = entered.client.get("/my/income/").content.decode()
    assert "For deg" not in html
    assert "Kilde: ftrl. § 8-12" in html
