"""History under other parameters, in a region so small that everything can be counted by hand."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.db import InternalError, connection
from hypothesis import given, settings

from stafett.access.actors import SYSTEM
from stafett.cases.law import law_in_force
from stafett.cases.models import JournalEntry
from stafett.cases.replay import Comparison, ReplayRefusedError, replay
from stafett.cases.replay.comparison import UNKNOWN, UnitComparison
from stafett.cases.services import run_tick
from stafett.core.parameters import LAW_DIRECTORY, Law
from stafett.dialogue.services import ask_for_help
from stafett.intake.messages import Message
from stafett.people.models import Person, Unit
from stafett.people.registers import Organisation, UnitPart
from stafett.people.services import set_up_organisation
from stafett.screening.models import Screening
from stafett.screening.services import GivenAnswer, give_answers
from tests.cases.test_any_order import PLAIN, START, notes, undone
from tests.factories import as_person, bring, day, instant, make_person, make_region, note, number

pytestmark = pytest.mark.django_db

Change = Callable[[str, str], Law]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """The law files with one parameter's values changed: name and the new values as YAML."""

    def change(name: str, values: str) -> Law:
        folder = tmp_path / f"law{len(list(tmp_path.iterdir()))}"
        shutil.copytree(LAW_DIRECTORY, folder, ignore=shutil.ignore_patterns("*.py", "examples"))
        for path in folder.glob("*.yaml"):
            before, mark, after = path.read_text().partition(f"\n  {name}:\n")
            if mark:
                unit, _, rest = after.partition("    values: ")
                path.write_text(f"{before}{mark}{unit}    values: {values}{rest[rest.index(chr(10)) :]}")
                return Law.load(folder)
        raise LookupError(name)

    return change


def play(last: str) -> None:
    """Lets the days pass up to and including `last`."""
    run_tick(on=day(last), at=instant(last))


def answer(serial: int, on: str, likelihood: str = "very_likely", relation: str = "good") -> None:
    screening = Screening.objects.get(case__person__identity_number=number(serial))
    person = screening.case.person
    given_ = GivenAnswer(screening.pk, likelihood, relation, "under_26_weeks", as_person(person))
    give_answers([given_], on=day(on), at=instant(on))


def compared(other: Law, start: str = "2026-01-01", end: str = "2026-04-30", unit: str = "") -> Comparison:
    return replay(other, start=day(start), end=day(end), today=day("2026-04-30"), unit=unit)


def only(found: Comparison) -> UnitComparison:
    (unit,) = found.units
    return unit


def kinds(found: Comparison) -> dict[str, tuple[int, ...]]:
    """Of each kind of day that differs: earlier, later, only now, only under the other law."""
    return {
        kind.kind: (kind.earlier, kind.later, kind.only_in_force, kind.only_other)
        for kind in (only(found).asked, *only(found).days)
        if kind.differ
    }


@pytest.fixture
def small_region() -> None:
    """Four people sick from 5 January: 12 weeks and silent, 7 weeks, 3 weeks, and 12 weeks with answers."""
    make_region()
    last_days = ["2026-03-29", "2026-02-22", "2026-01-25", "2026-03-29"]
    bring([note(f"n{serial}", [("2026-01-05", last)], serial=serial) for serial, last in enumerate(last_days)],
          "2026-01-05")  # fmt: skip
    play("2026-03-05")  # week 8 passes on 2 March
    answer(3, "2026-03-05")
    play("2026-04-30")


def test_two_weeks_earlier_asks_one_more_and_moves_what_follows(small_region: None, changed: Change) -> None:
    found = compared(changed("screening_week", "{2011-07-01: 6}"))
    unit = only(found)
    assert (unit.number, unit.asked.in_force, unit.asked.other, unit.asked.median) == ("0101", 2, 3, -14)
    assert kinds(found) == {
        "asked": (2, 0, 0, 1),  # the one of 7 weeks is asked too
        "screening": (3, 0, 0, 0),  # the gap of who is back after 7 weeks still ran when week 8 passed
        "confirm": (2, 0, 0, 0),
        "mapping": (1, 0, 0, 0),
        "activity_info": (0, 3, 0, 0),  # after the questions, which now come in the same week
        # Who is back after 7 weeks has been sick for long enough to be asked how it goes.
        "after_return": (0, 0, 0, 1),
    }
    assert dict(unit.segments) == {"care_in_place": (1, 1), "needs_mapping": (1, 1)}
    assert not unit.moved


def test_the_same_day_is_told_of_each_case(small_region: None, changed: Change) -> None:
    found = compared(changed("screening_week", "{2011-07-01: 6}"))
    asked = found.days.filter(pl.col("kind") == "asked")[["in_force", "other"]]
    both, other_only = (day("2026-03-02"), day("2026-02-16")), (None, day("2026-02-16"))
    assert sorted(asked.rows(), key=str) == [other_only, both, both]


def test_a_parameter_that_changes_later_changes_only_cases_after_it(small_region: None, changed: Change) -> None:
    other = changed("screening_week", "{2011-07-01: 8, 2026-01-06: 6}")
    assert not only(compared(other)).differ
    assert list(compared(other).parameters) == ["screening_week"]


def test_who_was_asked_before_the_first_day_is_not_asked_again(small_region: None, changed: Change) -> None:
    found = compared(changed("screening_week", "{2011-07-01: 6}"), start="2026-03-10")
    assert (only(found).asked.in_force, only(found).asked.other) == (0, 0)


def test_on_the_first_day_the_other_law_makes_up_for_what_it_would_have_done(
    small_region: None, changed: Change
) -> None:
    found = compared(changed("screening_week", "{2011-07-01: 6}"), start="2026-02-25")
    asked = found.days.filter(pl.col("kind") == "asked")["other"]
    assert asked.to_list() == [day("2026-02-25")] * 2  # the third is back at work soon


def test_a_longer_window_waits_for_an_answer_that_came_late(changed: Change) -> None:
    make_region()
    bring([note("a", [("2026-01-05", "2026-04-30")])], "2026-01-05")
    play("2026-03-20")  # asked on 2 March, silent from 17 March
    answer(0, "2026-03-20")
    play("2026-04-30")
    found = compared(changed("screening_window_days", "{2011-07-01: 21}"))
    (moved,) = only(found).moved
    assert (moved.in_force, moved.other, moved.cases) == ("needs_mapping", "care_in_place", 1)
    assert dict(moved.gained) == {"screening.all_conditions_met": 1}
    assert dict(moved.lost) == {"screening.not_answered": 1}


def test_what_nobody_was_asked_about_is_not_taken_for_silence(changed: Change) -> None:
    make_region()
    bring([note("a", [("2026-01-05", "2026-03-01")])], "2026-01-05")  # one day short of eight weeks
    play("2026-04-30")
    found = compared(changed("screening_week", "{2011-07-01: 5}"))
    assert only(found).asked.only_other == 1
    assert dict(only(found).segments) == {UNKNOWN: (0, 1)}


def test_a_request_is_answered_within_the_days_of_each_law(changed: Change) -> None:
    region = make_region()
    person = make_person(region.local)
    bring([note("a", [("2026-01-05", "2026-04-30")])], "2026-01-05")
    ask_for_help(
        person=person, sender="person", wanted="Hjelp", how_soon="soon", actor=as_person(person),
        on=day("2026-01-12"), at=instant("2026-01-12"),
    )  # fmt: skip
    play("2026-04-30")
    found = compared(changed("request_answer_working_days", "{2011-07-01: 3}"))
    assert kinds(found) == {"answer_request": (1, 0, 0, 0)}


def test_a_note_counts_from_the_day_it_came(changed: Change) -> None:
    make_region()
    bring([note("a", [("2026-01-05", "2026-02-01")])], "2026-01-05")
    bring([note("b", [("2026-02-02", "2026-04-30")], signed="2026-03-20")], "2026-03-20")
    play("2026-04-30")
    found = compared(changed("screening_week", "{2011-07-01: 6}"))
    assert only(found).asked == compared(law_in_force()).units[0].asked  # both on 20 March
    assert Screening.objects.get().asked_on == day("2026-03-20")


def test_an_office_asks_nobody_before_its_basis_was_recorded(changed: Change) -> None:
    region = make_region()
    recorded = day("2026-03-20")
    Unit.objects.update(screening_basis_recorded_on=None)
    bring([note("a", [("2026-01-05", "2026-08-31")], serial=1)], "2026-01-05")
    play("2026-03-19")
    said = UnitPart(number="0101", name=region.local.name, kind="local", screening_basis_recorded_on=recorded)
    set_up_organisation(Organisation(units=[said]), actor=SYSTEM, on=recorded, at=instant("2026-03-20"))
    play("2026-04-30")
    assert Screening.objects.get().asked_on == recorded
    found = compared(changed("screening_week", "{2011-07-01: 6}"))
    assert (only(found).asked.in_force, only(found).asked.other) == (1, 1)
    assert not only(found).asked.differ  # on the day of the basis under both


def test_a_unit_sees_its_own_and_a_regional_unit_all_of_its_offices(small_region: None, changed: Change) -> None:
    Person.objects.filter(identity_number=number(3)).update(home_unit=Unit.objects.get(number="0102"))
    other = changed("screening_week", "{2011-07-01: 6}")
    counts = {unit: [found.asked.other for found in compared(other, unit=unit).units] for unit in ("0101", "0102")}
    assert counts == {"0101": [2], "0102": [1]}
    assert [unit.number for unit in compared(other, unit="0900").units] == ["0101", "0102"]


def test_nothing_is_written_and_nothing_can_be(small_region: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = JournalEntry.objects.count()
    compared(law_in_force())
    assert JournalEntry.objects.count() == before

    def write(*_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("update cases_case set next_step = 'x'")

    with pytest.raises(InternalError, match="read-only"):
        replay(law_in_force(), start=day("2026-01-01"), end=day("2026-04-30"), today=day("2026-04-30"), progress=write)


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("dates_reversed", {"start": "2026-03-01", "end": "2026-02-28"}),
        ("after_today", {"end": "2026-05-01"}),
        ("unknown_unit", {"unit": "9999"}),
        ("no_data", {"end": "2026-01-04"}),
        ("no_data", {"unit": "0901"}),
    ],
)
def test_what_cannot_be_replayed_is_refused(small_region: None, code: str, asked: dict[str, str]) -> None:
    with pytest.raises(ReplayRefusedError) as error:
        compared(law_in_force(), **asked)
    assert error.value.code == code


def test_a_law_that_lacks_a_parameter_is_refused(small_region: None) -> None:
    law = law_in_force()
    parameters = {name: parameter for name, parameter in law.parameters.items() if name != "plan_weeks"}
    with pytest.raises(ReplayRefusedError) as error:
        compared(Law(parameters, law.bases))
    assert (error.value.code, error.value.parameters) == ("missing_parameters", {"names": ["plan_weeks"]})


def _played(messages: list[Message], last: date) -> None:
    """The notes on the days they were signed, and a tick at the end, which makes up for the days between."""
    for on in sorted({message.signed_at.date() for message in messages}):
        bring([message for message in messages if message.signed_at.date() == on], str(on))
    play(str(last))


@settings(PLAIN, max_examples=8)
@given(messages=notes())
def test_the_same_law_gives_no_difference_and_what_happened(messages: list[Message]) -> None:
    last = START + timedelta(days=110)
    with undone():
        make_region()
        _played(messages, last)
        found = replay(law_in_force(), start=START, end=last, today=last)
        assert not any(unit.differ for unit in found.units)
        assert found.days.is_empty()
        assert found.segments.is_empty()
        assert not found.parameters
        asked = Screening.objects.filter(asked_on__isnull=False).count()
        suggested = JournalEntry.objects.filter(event="segment_suggested", before__suggestion="").count()
        assert sum(unit.asked.in_force for unit in found.units) == asked
        assert sum(was for unit in found.units for was, _ in unit.segments.values()) == suggested
