"""The region against the published figures. Tolerances are about three standard errors at these sizes."""

from datetime import date

import numpy as np
import pytest

from stafett.core.dates import day_number
from stafett.demo.behaviour import UNLIKELY, UNSURE, VERY_LIKELY, expectation
from stafett.demo.chance import generator
from stafett.demo.durations import MAX_DAYS, durations, graded_days, graded_share, survival
from stafett.demo.histories import SpellPlan
from stafett.demo.plan import Plan, make_plan

SPELLS = 20_000
ON = date(2026, 11, 20)
LATE_DAYS = 182


@pytest.fixture(scope="module")
def lengths() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    drawn: np.ndarray[tuple[int], np.dtype[np.int64]] = durations(generator(7, "test").random(SPELLS))
    return drawn


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(persons=4000, seed=11, on=ON)


def spell_of(number: int, days: int) -> SpellPlan:
    return SpellPlan(number, 0, 1000, 999 + days, 0.5, 50, False, "L02", False, 0, "", None)


@pytest.mark.parametrize(("days", "ended"), [(56, 0.76), (182, 0.92), (363, 0.96)])
def test_as_many_absences_have_ended_as_published(lengths: np.ndarray, days: int, ended: float) -> None:
    assert (lengths <= days).mean() == pytest.approx(ended, abs=0.009)


def test_of_those_who_pass_six_weeks_as_many_pass_seventeen_as_published(lengths: np.ndarray) -> None:
    assert (lengths > 119).sum() / (lengths > 42).sum() == pytest.approx(160 / 360, abs=0.02)


def test_durations_are_the_inverse_of_survival(lengths: np.ndarray) -> None:
    assert lengths.min() == 1
    assert lengths.max() == MAX_DAYS
    for days in (1, 7, 30, 100, 250):
        assert (lengths > days).mean() == pytest.approx(float(survival(days)), abs=0.011)


def test_survival_never_rises_and_is_nothing_when_sick_pay_ends() -> None:
    left = survival(np.arange(0, MAX_DAYS + 5))
    assert left[0] == pytest.approx(1)
    assert (np.diff(left) <= 0).all()
    assert left[MAX_DAYS] == 0


def test_forty_five_per_cent_are_graded_at_twelve_weeks_and_most_at_week_26() -> None:
    ranks = generator(7, "ranks").random(SPELLS)
    periods = [graded_days(rank) for rank in ranks]

    def share(day: int) -> float:
        return sum(each is not None and each[0] <= day < each[1] for each in periods) / SPELLS

    assert share(84) == pytest.approx(0.45, abs=0.011)
    assert max(range(0, MAX_DAYS, 7), key=share) == pytest.approx(LATE_DAYS, abs=14)
    assert share(28) == pytest.approx(float(graded_share(28)), abs=0.011)


def test_notes_are_graded_as_the_curve_says(plan: Plan) -> None:
    """The days of the notes themselves, for all who are absent on day 84 of an ordinary absence."""
    there = {spell.key: spell for mine in plan.spells for spell in mine if spell.trait is None and spell.days > 84}
    graded = set()
    for note in (note for notes in plan.notes.values() for note in notes):
        key = ".".join(note.message_id.split("-")[2:4])
        day = there[key].first + 83 if key in there else 0
        graded |= {key for first, last, kind, _ in note.periods if kind == "graded" and first <= day <= last}
    assert len(graded) / len(there) == pytest.approx(0.45, abs=0.05)


def test_own_doctors_write_over_eighty_per_cent_of_the_notes(plan: Plan) -> None:
    own = [plan.region.issuers[note.issuer].gp for notes in plan.notes.values() for note in notes]
    assert 0.80 < np.mean(own) < 0.92


def test_one_person_in_six_to_twelve_is_on_sick_leave(plan: Plan) -> None:
    """For 6,000 persons that is between a half and one thousand."""
    today = day_number(ON)
    absent = sum(spell.first <= today <= spell.last for mine in plan.spells for spell in mine)
    assert 4000 / 12 < absent < 4000 / 6


def test_some_are_absent_again_and_again(plan: Plan) -> None:
    counts = [sum(day_number(ON) - 365 < spell.first <= day_number(ON) for spell in mine) for mine in plan.spells]
    assert 0.03 < np.mean([count >= 3 for count in counts]) < 0.15
    assert all(mine and mine[0].first <= day_number(ON) for mine in plan.spells)


def test_women_and_those_without_an_employer_have_their_share(plan: Plan) -> None:
    ordinary = [person for person in plan.persons if person.trait is None]
    assert np.mean([person.woman for person in ordinary]) == pytest.approx(0.597, abs=0.025)
    jobless = [not person.self_employed and all(job.last_day for job in person.jobs) for person in ordinary]
    assert np.mean(jobless) == pytest.approx(0.047, abs=0.012)


def test_the_answers_have_the_published_shares() -> None:
    said = [expectation(3, spell, 1056) for spell in _asked_after_eight_weeks()]
    shares = {
        word: np.mean([likely == word for likely, _, _ in said]) for word in ("very_likely", "unsure", "unlikely")
    }
    assert shares == pytest.approx({"very_likely": VERY_LIKELY, "unsure": UNSURE, "unlikely": UNLIKELY}, abs=0.025)


def test_the_own_expectation_tells_who_is_away_after_26_weeks_with_a_roc_area_of_081() -> None:
    spells = _asked_after_eight_weeks()
    score, late = [], []
    for spell in spells:
        likely, _, duration = expectation(3, spell, 1056)
        score.append(("very_likely", "unsure", "unlikely").index(likely) + 1.2 * (duration == "over_26_weeks"))
        late.append(spell.days > LATE_DAYS)
    assert roc_area(np.array(score), np.array(late)) == pytest.approx(0.81, abs=0.02)


def _asked_after_eight_weeks() -> list[SpellPlan]:
    days = durations(generator(5, "asked").random(SPELLS))
    return [spell_of(number, int(each)) for number, each in enumerate(days[days > 56])]


def roc_area(score: np.ndarray, positive: np.ndarray) -> float:
    """How often a positive has the higher score, ties counted half."""
    higher = score[positive][:, None] - score[~positive][None, :]
    return float((higher > 0).mean() + (higher == 0).mean() / 2)
