"""The plan: the same every time, valid in every number, with every hard state in it."""

from dataclasses import astuple
from datetime import date
from itertools import pairwise

import pytest

from stafett.core.dates import day_number
from stafett.demo.hard_states import TRAITS
from stafett.demo.messages import line_of
from stafett.demo.notes import NotePlan
from stafett.demo.plan import Plan, make_plan
from stafett.intake.checks import Options
from stafett.intake.jsonl import read_message
from stafett.intake.messages import Message
from stafett.people.numbers import check_hpr_number, check_organisation_number, parse_identity_number

ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(persons=600, seed=5, on=ON)


def notes_in(plan: Plan) -> list[NotePlan]:
    return [note for notes in plan.notes.values() for note in notes]


def test_the_same_numbers_give_the_same_plan() -> None:
    first = make_plan(persons=150, seed=2, on=ON)
    make_plan.cache_clear()
    again = make_plan(persons=150, seed=2, on=ON)
    assert first is not again
    assert astuple(first) == astuple(again)


def test_another_seed_gives_another_plan() -> None:
    first, other = (make_plan(persons=150, seed=seed, on=ON) for seed in (2, 3))
    assert first.persons != other.persons
    assert first.notes != other.notes


def test_every_number_is_valid_and_synthetic(plan: Plan) -> None:
    for person in plan.persons:
        number = parse_identity_number(person.identity_number, synthetic="only")
        assert (number.birth_date, number.series) == (person.birth_date, 80)
    for employer in plan.region.employers:
        check_organisation_number(employer.organisation_number)
    for issuer in plan.region.issuers:
        check_hpr_number(issuer.hpr_number)


def test_nobody_shares_a_number_or_a_name_of_an_employer(plan: Plan) -> None:
    for values in (
        [person.identity_number for person in plan.persons],
        [employer.organisation_number for employer in plan.region.employers],
        [employer.name for employer in plan.region.employers],
        [issuer.hpr_number for issuer in plan.region.issuers],
        [staff.login for staff in plan.region.staff],
        [note.message_id for note in notes_in(plan)],
    ):
        assert len(values) == len(set(values))


def test_the_region_has_the_size_it_should(plan: Plan) -> None:
    region = plan.region
    assert [unit.kind for unit in region.units].count("local") == 3
    assert sorted(unit.kind for unit in region.units) == ["local", "local", "local", "noe", "roe"]
    assert sum(staff.role == "adviser" for staff in region.staff) == 24
    assert {staff.unit for staff in region.staff if staff.role == "leader"} == {unit.number for unit in region.units}
    sizes = sorted(employer.employees for employer in region.employers)
    assert len(sizes) == 400
    assert sizes[200] < 20
    assert sizes[-1] > 400


def test_the_intake_takes_every_note(plan: Plan) -> None:
    options = Options(synthetic="only")
    for note in notes_in(plan):
        message = read_message(line_of(note, plan.persons[note.person], plan.region, seed=plan.seed), options)
        assert isinstance(message, Message), (note.message_id, message)


def test_notes_go_on_for_a_year_after_the_day_of_the_region(plan: Plan) -> None:
    days = list(plan.notes)
    assert min(days) < day_number(ON) - 700
    assert max(days) > day_number(ON) + 330


def test_every_hard_state_is_there(plan: Plan) -> None:
    assert {person.trait for person in plan.persons if person.trait} == set(TRAITS)


def test_persons_are_what_their_trait_wants(plan: Plan) -> None:
    of = {person.trait.name: person for person in plan.persons if person.trait}
    assert len(of["several_employers"].jobs) == 2
    assert all(job.last_day and job.last_day < ON for job in of["no_employer"].jobs)
    assert (of["self_employed"].self_employed, of["self_employed"].jobs) == (True, ())
    assert [of[level].protection for level in ("confidential", "strictly_confidential", "shielded")] == [
        "confidential",
        "strictly_confidential",
        "shielded",
    ]
    assert not of["not_digital"].reachable
    assert of["age_67"].birth_date <= date(ON.year - 67, ON.month, ON.day)
    assert of["disability"].disability_benefit
    assert of["died"].died_on is not None
    assert (of["nynorsk"].language, of["english"].language) == ("nn", "en")
    assert of["decision"].decision_until is not None


def test_notes_lie_as_their_style_wants(plan: Plan) -> None:
    notes: dict[str, list[NotePlan]] = {}
    for note in notes_in(plan):
        trait = plan.persons[note.person].trait
        spell = next((spell for spell in plan.spells[note.person] if spell.trait), None)
        if trait and spell and f"-{note.person}-{spell.number}-" in note.message_id:
            notes.setdefault(trait.name, []).append(note)
    assert {note.kind for note in notes["corrected"]} == {"note", "correction"}
    assert {note.kind for note in notes["cancelled"]} == {"note", "cancellation"}
    by_arrival = sorted(notes["corrected_first"], key=lambda note: note.arrives)
    assert by_arrival[0].kind == "correction"
    assert notes["backdated"][0].signed - notes["backdated"][0].periods[0][0] >= 7
    for kind in ("waiting", "treatment_days", "travel_subsidy"):
        assert kind in {period[2] for note in notes[kind] for period in note.periods}
    assert {period[2] for note in notes["graded_all_along"] for period in note.periods} == {"graded"}
    assert any(note.help_at_once for note in notes["help_at_once"])
    assert {plan.region.issuers[note.issuer].kind for note in notes["chiropractor"]} == {"chiropractor"}
    ends = [(note.periods[0][0], note.periods[-1][1]) for note in sorted(notes["gap"], key=lambda n: n.periods[0][0])]
    assert any(8 <= later[0] - earlier[1] < 16 for earlier, later in pairwise(ends))
    starts = sorted((note.periods[0][0], note.periods[-1][1]) for note in notes["overlapping"])
    assert any(later[0] <= earlier[1] for earlier, later in pairwise(starts))
