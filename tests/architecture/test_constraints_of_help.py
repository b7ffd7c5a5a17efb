"""How each constraint of what advisers set themselves, write and ask for is broken: one open case is there."""

from collections.abc import Callable
from typing import Any

import pytest

from stafett.cases.own_work import CaseNote, FollowUp
from stafett.dialogue.models import Message, TextBlock
from stafett.plans.models import CaseDiscussion, DiscussedCase, Measure, Referral, SpecialistQuestion
from tests.architecture import test_constraints
from tests.architecture.test_constraints import World, refused_by
from tests.factories import day, instant

pytestmark = pytest.mark.django_db
world = test_constraints.world

ON, AT = day("2026-03-02"), instant("2026-03-02")
Break = Callable[[Any], object]


def _follow_up(**values: Any) -> Break:
    row = {"reason": "contact_person", "due": ON, "set_on": ON} | values
    return lambda world: FollowUp.objects.create(
        person=world.person, case=world.case, set_by=world.region.adviser, **row
    )


def _note(world: Any, **values: Any) -> CaseNote:
    row = {"text": "Vil tilbake", "on": ON, "at": AT} | values
    return CaseNote.objects.create(case=world.case, written_by=world.region.adviser, **row)


def _message(**values: Any) -> Break:
    row = {"code": "written", "subject": "Hei", "text": "Vi ses", "channel": "digital", "sent_on": ON}
    return lambda world: Message.objects.create(
        person=world.person, case=world.case, **(row | {"written_by": world.region.adviser} | values)
    )


def _block(world: Any, **values: Any) -> TextBlock:
    return TextBlock.objects.create(**({"unit": world.region.local, "title": "Hei", "text": "Vi ses"} | values))


def _measure(**values: Any) -> Break:
    row = {"code": "clarification", "why": "Vil prøve seg", "proposed_on": ON} | values
    return lambda world: Measure.objects.create(
        person=world.person, case=world.case, proposed_by=world.region.adviser, **row
    )


def _question(**values: Any) -> Break:
    def ask(world: Any) -> None:
        own = FollowUp.objects.create(
            person=world.person, case=world.case, set_by=world.region.adviser, reason="specialist_answer", due=ON,
            set_on=ON,
        )  # fmt: skip
        row = {"specialist": "aids", "question": "Kan dere hjelpe?", "asked_on": ON, "due": ON, "follow_up": own}
        for _time in range(2 if values.get("twice") else 1):
            SpecialistQuestion.objects.create(
                person=world.person, case=world.case, asked_by=world.region.adviser,
                **{name: value for name, value in (row | values).items() if name != "twice"},
            )  # fmt: skip

    return ask


def _referral(**values: Any) -> Break:
    row = {"theme": "housing", "service": "Boligkontoret", "state": "offered", "made_on": ON} | values
    return lambda world: Referral.objects.create(
        person=world.person, case=world.case, made_by=world.region.adviser, unit=world.region.local, **row
    )


def _discussion(world: Any, **values: Any) -> CaseDiscussion:
    row = {"unit": world.region.local, "day": ON, "begins": "09:00", "planned_on": ON} | values
    return CaseDiscussion.objects.create(planned_by=world.region.adviser, **row)


def _discussed(*, twice: str = "", **values: Any) -> Break:
    """`twice`: again on the same agenda, or with the same follow-up on another one."""

    def discuss(world: Any) -> None:
        owns = [
            FollowUp.objects.create(
                person=world.person, case=world.case, set_by=world.region.adviser, reason="case_discussion", due=ON,
                set_on=ON,
            )
            for _each in range(2)
        ]  # fmt: skip
        agendas = [_discussion(world), _discussion(world, begins="10:00")]
        row = {"question": "Hva nå?", "put_on": ON} | values
        for number in range(2 if twice else 1):
            DiscussedCase.objects.create(
                person=world.person, case=world.case, put_by=world.region.adviser,
                follow_up=owns[number if twice == "agenda" else 0],
                discussion=agendas[0 if twice == "agenda" else number], **row,
            )  # fmt: skip

    return discuss


def _decided(world: Any) -> None:
    said = {"outcome": "Ja", "decided_on": ON, "registered_by": world.region.adviser, "taken_off_on": ON}
    _discussed(**said)(world)


RUNNING = {"state": "running", "applied_on": ON, "started_on": ON, "planned_end": ON}


def _corrected_twice(world: Any) -> None:
    first = _note(world)
    for text in ("Vil ikke", "Vil gjerne"):
        _note(world, text=text, replaces=first)


BREAKS: list[tuple[str, Callable[[Any], Any]]] = [
    ("follow_up_reason_is_known", _follow_up(reason="x")),
    ("other_reason_is_in_words", _follow_up(reason="other")),
    ("follow_up_is_due_after_it_is_set", _follow_up(due=day("2026-03-01"))),
    ("case_note_has_words", lambda world: _note(world, text="")),
    ("one_correction_of_a_note", _corrected_twice),
    ("case_note_does_not_replace_itself", lambda world: _note(world, pk=7, replaces_id=7)),
    ("own_words_have_an_author", _message(written_by=None)),
    ("own_words_have_an_author", _message(subject="")),
    ("own_words_have_an_author", _message(text="")),
    ("own_words_have_an_author", _message(code="activity_info")),
    ("text_block_has_title_and_words", lambda world: _block(world, title="")),
    ("text_block_has_title_and_words", lambda world: _block(world, text="")),
    ("measure_state_is_known", _measure(state="x", applied_on=ON)),
    ("measure_says_why", _measure(why="")),
    ("measure_is_applied_for_before_it_begins", _measure(state="waiting")),
    ("measure_that_runs_has_its_days", _measure(**RUNNING | {"planned_end": None})),
    ("measure_that_runs_has_its_days", _measure(**RUNNING | {"started_on": None})),
    ("ended_measure_says_when", _measure(**RUNNING | {"state": "ended"})),
    ("ended_measure_says_when", _measure(ended_on=ON)),
    ("broken_off_measure_says_why", _measure(state="broken_off", ended_on=ON)),
    ("broken_off_measure_says_why", _measure(broken_why="other")),
    ("measure_ends_after_start", _measure(**RUNNING | {"planned_end": day("2026-03-01")})),
    ("specialist_is_known", _question(specialist="x")),
    ("specialist_is_asked_something", _question(question="")),
    ("specialist_answer_says_what_when_and_who", _question(answer="Ja")),
    ("specialist_answer_says_what_when_and_who", _question(answered_on=ON, answer="Ja", answered_by="Dr. Prøve")),
    ("SpecialistQuestion.follow_up", _question(twice=True)),
    ("referral_theme_is_known", _referral(theme="x")),
    ("referral_says_to_what", _referral(service="")),
    ("answered_referral_says_when", _referral(state="accepted")),
    ("answered_referral_says_when", _referral(state="no_offer", answered_on=ON)),
    ("discussion_is_with_known_specialists", lambda world: _discussion(world, specialists=["aids", "x"])),
    ("one_discussion_at_a_time", lambda world: (_discussion(world), _discussion(world))),
    ("discussed_case_says_what_about", _discussed(question="")),
    ("discussed_case_outcome_says_what_when_and_who", _discussed(outcome="Ja")),
    ("discussed_case_outcome_says_what_when_and_who", _discussed(outcome="Ja", decided_on=ON)),
    ("discussed_case_is_not_taken_off_too", _decided),
    ("once_on_an_agenda", _discussed(twice="agenda")),
    ("DiscussedCase.follow_up", _discussed(twice="follow_up")),
    ("one_text_block_for_one_title", lambda world: (_block(world), _block(world))),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    said = refused_by(world, change)
    model, dot, column = name.partition(".")
    if dot:  # what a field alone makes unique has a name of the database's own
        assert (said.table_name, f"({column}" in said.message_detail) == (f"plans_{model.lower()}", True)
    else:
        assert said.constraint_name == name
