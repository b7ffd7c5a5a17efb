"""Every reason says what would have changed the outcome, in words that every language has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from stafett.core.changes import changes_of
from stafett.core.contact_reasons import EXPLANATIONS as CONTACT
from stafett.core.course import explain_spell
from stafett.core.duties import DUTIES
from stafett.core.factors.grounds import SCOPE
from stafett.core.parameters import default_law
from stafett.core.priority import REFERENCES as ORDER
from stafett.core.reasons import Reason
from stafett.core.screening_reasons import EXPLANATIONS as SCREENING
from stafett.core.sharing import BESIDES
from stafett.core.sharing_table import HINDRANCES, OPENINGS
from stafett.core.stoppoints import EMPLOYMENT_POINTS, SPELL_POINTS, explain_stop_point
from stafett.frontend.messages import LANGUAGES, PACKAGE, PARAMETER, entries, po_file, read_catalogue
from tests.core.rule_frames import spell_row

LAW = default_law()
FIRST, LAST, ON = date(2026, 1, 5), date(2026, 3, 29), date(2026, 3, 10)
CATALOGUES = {
    language: entries(read_catalogue(po_file(PACKAGE / "locale", language), language)) for language in LANGUAGES
}
POINTS = (*SPELL_POINTS, *EMPLOYMENT_POINTS)


def _codes() -> Iterator[str]:
    yield from (*SCREENING, *CONTACT, *ORDER, "spell.open", "spell.closed")
    yield from (f"duty.{kind}" for kind in DUTIES)
    yield from (f"sharing.{name}" for name in (*OPENINGS, *HINDRANCES))
    yield from (*SCOPE, *BESIDES, *(f"sharing.without.{name}" for name in OPENINGS))
    for point in POINTS:
        yield from (point.reason, *point.other_reasons, *point.exceptions)
        yield from (point.settled_reason,) if point.settled else ()


@pytest.mark.parametrize("code", sorted(set(_codes())))
def test_every_reason_has_something_that_would_change_it_in_every_language(code: str) -> None:
    changes = changes_of(Reason(code, "rule", "reference"))
    assert changes
    for language in LANGUAGES:
        assert {f"change.{change}" for change in changes} <= set(CATALOGUES[language])


def test_each_condition_of_a_stop_point_holds_it() -> None:
    """Whatever is named, turned round, takes the stop point away or moves it; and nothing that holds it is left out."""
    plan = changes_of(Reason("stop_point.plan", "stop_point.plan", ""))
    holds = ("open", "not_fit", "employment_goes_on", "sick_in_employment")
    assert plan == (*holds, "settling.plan_shared", "first_day", "parameter")
    assert changes_of(Reason("stop_point.end", "", "")) == ("open", "not_fit", "max_date", "parameter")
    assert changes_of(Reason("stop_point.aap_end", "", "")) == ("not_fit", "aap_ends", "parameter")
    assert "sick_listed" in changes_of(Reason("stop_point.dialogue_2_candidate", "", ""))


@pytest.mark.parametrize(
    ("column", "settled_by"),
    [
        ("activity_requirement", "graded"),
        ("extended_note_2", "elaborated"),
        ("soon_end", "answered"),
        ("meeting_need", "answered"),
        ("issuer_limit", "doctor"),
        ("plan", "plan_shared"),
        ("dialogue_1", "dialogue_1_done"),
        ("plan_request", "plan_shared"),
        ("plan_to_nav", "plan_shared"),
    ],
)
def test_what_would_settle_a_point_is_named_and_what_has_settled_it(column: str, settled_by: str) -> None:
    assert f"settling.{settled_by}" in changes_of(Reason(f"stop_point.{column}", "", ""))
    assert changes_of(Reason(f"stop_point.{column}.settled", "", "")) == (f"settled.{settled_by}",)


def test_what_settles_itself_says_by_what() -> None:
    assert all(bool(point.settled_by) == (point.settled is not None) for point in POINTS)


def test_a_first_day_that_is_not_counted_from_changes_nothing() -> None:
    silence = Reason("stop_point.silence", "", "", {"last_contact": None})
    assert {"first_day", "contacted"} <= set(changes_of(silence))
    heard = changes_of(replace(silence, facts={"last_contact": "2026-04-01"}))
    assert "contacted" in heard
    assert "first_day" not in heard
    demanded = changes_of(Reason("stop_point.dialogue_2.demanded", "", ""))
    assert "dialogue_2_not_demanded" in demanded
    assert "first_day" not in demanded
    assert "dialogue_2_demanded" in changes_of(Reason("stop_point.dialogue_2", "", ""))
    assert "first_day" not in changes_of(Reason("stop_point.after_return", "", ""))


def test_what_is_settled_or_absent_would_be_otherwise_without_its_reason() -> None:
    assert changes_of(Reason("stop_point.soon_end.settled", "", "")) == ("settled.answered",)
    assert changes_of(Reason("not_relevant.employed", "", "")) == ("not_relevant",)


def test_a_suggestion_of_category_carries_its_own() -> None:
    assert changes_of(Reason("factor.employment.none", "", "")) == ()


@pytest.mark.parametrize(("on", "code"), [(date(2026, 4, 14), "spell.open"), (date(2026, 4, 15), "spell.closed")])
def test_a_spell_says_why_it_goes_on_or_is_over(on: date, code: str) -> None:
    row = spell_row(on, first_day=FIRST, last_day=LAST) | {"closes_on": date(2026, 4, 15)}
    reason = explain_spell(row, LAW)
    assert (reason.code, reason.reference) == (code, "NAV:3.4")
    assert reason.parameters == {"spell_gap_days": 16}
    for language in LANGUAGES:
        for key in (f"reason.{code}", f"change.{code}"):
            assert set(PARAMETER.findall(CATALOGUES[language][key][0])) <= {*reason.facts, *reason.parameters}


def test_changes_are_said_with_what_the_reason_knows() -> None:
    row = spell_row(ON, first_day=FIRST, last_day=date(2026, 12, 31))
    for point in POINTS:
        reason = explain_stop_point(point.kind, row | {"occurrence": point.occurrence}, LAW)
        for change in changes_of(reason):
            for language in LANGUAGES:
                assert not PARAMETER.findall(CATALOGUES[language][f"change.{change}"][0])
