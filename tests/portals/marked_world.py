"""A case in which every field of the sharing table holds words that stand nowhere else, so that each can be looked for.

Of what can be opened to somebody there are two: one that nobody has opened, and one that has been opened to the leader
and to the issuer.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from django.test import Client
from django.urls import reverse

from stafett.access.actors import Actor, employer_actor, issuer_actor
from stafett.cases.law import law_in_force
from stafett.cases.own_work_services import Wish, set_follow_up, write_note
from stafett.core.meetings import Hours
from stafett.dialogue.services import answer_request, ask_for_help
from stafett.dialogue.thread_services import Written, read_thread, start_thread
from stafett.dialogue.writing import send_message
from stafett.frontend.words import say
from stafett.mapping.assessing import Choice, assess_need
from stafett.mapping.closing import Closing, NewGoal, close_mapping
from stafett.mapping.need import judge, known_facts
from stafett.mapping.services import plan_mapping, save_entry, save_preparation, start_mapping
from stafett.mapping.wishes import Wishes, say_wishes
from stafett.meetings.dialogue_1.answers import Said, Wanted, answer_call
from stafett.meetings.dialogue_1.ending import Agreed, hold_dialogue
from stafett.meetings.dialogue_1.services import When, call_meeting
from stafett.plans.asking import ask_specialist, refer, register_specialist_answer
from stafett.plans.follow_up_plan.content import PlanContent
from stafett.plans.follow_up_plan.models import PlanShare
from stafett.plans.follow_up_plan.services import answer_plan, save_plan, send_plan
from stafett.plans.follow_up_plan.sharing import share_plan
from stafett.plans.services import propose_measure
from stafett.screening.forms import current_form, snapshot
from stafett.screening.models import Screening
from stafett.screening.services import Confirmation, GivenAnswer, confirm_segments, give_answers
from tests.factories import as_person, as_staff, day, instant, make_staff
from tests.mapping.need_world import UNSURE
from tests.mapping.world import tick
from tests.portals.adviser_world import enter
from tests.portals.outside_world import World, make_world

ASKED_ON, ON = "2026-03-02", "2026-03-09"
Field = tuple[str, str]
"""Item and field of the sharing table."""

SICK_GRADE = 63
READER = "Lise Leserom"


def _mark(item: str, field: str, opened_to: str = "") -> str:
    """Words that stand for a field alone, made of letters so that no date or number is like them."""
    return "".join(("zq", item, "zq", field, "zq", opened_to, "zq")).replace("_", "")


UNOPENED: dict[Field, str] = {
    ("diagnosis", "diagnosis"): _mark("diagnosis", "diagnosis"),
    ("diagnosis", "health"): _mark("diagnosis", "health"),
    ("diagnosis", "issuer_text"): _mark("diagnosis", "issuer_text"),
    ("own_words", "own_words"): _mark("own_words", "own_words"),
    ("sick_note", "dates"): "13.06.2026",
    ("sick_note", "grade"): f"{SICK_GRADE}\N{NO-BREAK SPACE}%",
    ("sick_note", "can_do"): _mark("sick_note", "can_do"),
    ("follow_up_plan", "plan"): _mark("follow_up_plan", "plan"),
    ("screening_answers", "free_text"): _mark("screening_answers", "free_text"),
    ("segment", "reasons"): _mark("segment", "reasons"),
    ("mapping", "answers"): _mark("mapping", "answers"),
    ("mapping", "minutes"): _mark("mapping", "minutes"),
    ("category", "reasons"): _mark("category", "reasons"),
    ("meeting", "who_comes"): _mark("meeting", "who_comes"),
    ("meeting", "agenda"): _mark("meeting", "agenda"),
    ("meeting", "minutes"): _mark("meeting", "minutes"),
    ("request", "request"): _mark("request", "request"),
    ("request", "answer"): _mark("request", "answer"),
    ("planned_follow_up", "plan"): _mark("planned_follow_up", "plan"),
    ("planned_follow_up", "measures"): _mark("planned_follow_up", "measures"),
    ("adviser_record", "note"): _mark("adviser_record", "note"),
    ("adviser_record", "own_task"): _mark("adviser_record", "own_task"),
    ("contact_wishes", "companions"): _mark("contact_wishes", "companions"),
    ("message", "text"): _mark("message", "text"),
    ("thread", "text"): _mark("thread", "text"),
    ("specialist_question", "request"): _mark("specialist_question", "request"),
    ("specialist_question", "answer"): _mark("specialist_question", "answer"),
    ("referral", "service"): _mark("referral", "service"),
    ("readings", "readings"): READER,
}
"""What stands in each field where nobody has opened anything."""

OPENED: dict[tuple[str, Field], str] = {
    ("issuer", ("follow_up_plan", "plan")): _mark("follow_up_plan", "plan", "issuer"),
    **{
        ("issuer", ("meeting", field)): _mark("meeting", field, "issuer")
        for field in ("who_comes", "agenda", "minutes")
    },
    **{
        (reader, (item, field)): _mark(item, field, reader.replace("_", ""))
        for reader in ("employer_leader", "issuer")
        for item, field in (("request", "request"), ("request", "answer"), ("thread", "text"))
    },
}
"""What stands in what has been opened to a reader, or is their own."""

CODED: dict[Field, tuple[str, str]] = {
    ("screening_answers", "answers"): ("answer", "unlikely"),
    ("segment", "segment"): ("segment", "needs_mapping"),
    ("category", "category"): ("category", "on_request"),
    ("contact_wishes", "pace"): ("pace", "on_request"),
    ("factors", "facts"): ("factor", "social"),
    ("factors", "judgements"): ("judgement", "raises"),
    ("referral", "themes"): ("theme", "housing"),
}
"""Fields that hold one of a few codes: prefix and code of the text that shows it."""

UNMARKED: dict[str, tuple[Field, ...]] = {
    "a day or a name that stands in other fields too": (
        ("message", "date"), ("message", "sender"), ("thread", "date"), ("thread", "sender"), ("thread", "recipients"),
        ("sick_note", "duty_date"), ("sick_note", "employer"), ("sick_note", "issuer"), ("meeting", "date"),
        ("meeting", "time"),
    ),
    "a word of everyday speech": (
        ("sick_note", "duty"), ("sick_note", "duty_status"), ("follow_up_plan", "status"), ("category", "interval"),
        ("mapping", "themes"), ("segment", "risk_signals"), ("referral", "answer"),
    ),
    "about nobody": (("figures", "figure"),),
}  # fmt: skip
"""Fields that are not looked for, and why: found words would prove nothing."""


def coded_words() -> dict[Field, str]:
    """The words by which a coded field would be known."""
    return {field: say(code, prefix=prefix) for field, (prefix, code) in CODED.items()}


def mark_of(field: Field, reader: str) -> str:
    """The words in a field that has been opened to a reader; to nobody where none is named."""
    return OPENED[reader, field] if reader else UNOPENED[field]


def make_marked_world() -> World:
    """All of it, told by the ones who would have told it."""
    made = make_world(
        ("2026-01-05", "2026-06-13", SICK_GRADE),
        measures={"other": UNOPENED["diagnosis", "health"]},
        diagnoses=[{"system": "icpc-2", "code": "L84", "main": True, "text": UNOPENED["diagnosis", "diagnosis"]}],
        answers=[{"group": "6.3", "question": "6.3.1", "question_text": "Hva hindrer?",
                  "answer": UNOPENED["diagnosis", "issuer_text"]}],
        message_to_employer=UNOPENED["sick_note", "can_do"],
    )  # fmt: skip
    tick(ASKED_ON)
    _screen(made)
    _map(made)
    _need(made)
    _plan(made)
    _meet(made)
    _ask(made)
    _converse(made)
    _record(made)
    tick(ON)
    return made


def _screen(made: World) -> None:
    screening = Screening.objects.get()
    given = GivenAnswer(
        screening.pk, "unlikely", "not_good", "over_26_weeks", as_person(made.person),
        comment=UNOPENED["screening_answers", "free_text"], form=snapshot(current_form(day(ASKED_ON)), "nb"),
    )  # fmt: skip
    give_answers([given], on=day(ASKED_ON), at=instant(ASKED_ON))
    chosen = Confirmation(screening.pk, "needs_mapping", as_staff(made.region.adviser), UNOPENED["segment", "reasons"])
    confirm_segments([chosen], on=day("2026-03-04"), at=instant("2026-03-04"))


def _map(made: World) -> None:
    by: dict[str, Any] = {"actor": as_staff(made.region.adviser), "on": day(ON), "at": instant(ON)}
    mapping = plan_mapping(case=made.case, guide="vest_viken", talk_on=day("2026-03-16"), **by)
    own = {"health": UNOPENED["own_words", "own_words"]}
    save_preparation(mapping=mapping, texts=own, actor=as_person(made.person), on=day(ON), at=instant(ON))
    start_mapping(mapping=mapping, **by)
    for entry in mapping.entries.order_by("id"):
        save_entry(
            mapping=mapping, theme=entry.theme, state="asked", answer=UNOPENED["mapping", "answers"],
            seen=entry.version, page="a", **by,
        )  # fmt: skip
    goal = NewGoal(UNOPENED["planned_follow_up", "plan"], "Kari", day("2026-09-01"))
    closing = Closing(
        outcome="own_job_needs_nav", what_matters=UNOPENED["mapping", "minutes"], nav_does="Ringer",
        next_on=day("2026-04-13"), goals=(goal,),
    )  # fmt: skip
    close_mapping(mapping=mapping, closing=closing, **by)


def _need(made: World) -> None:
    judged = judge(known_facts(made.case, None) | UNSURE, law_in_force(), day(ON))
    choice = Choice(
        category="on_request", facts=judged.facts, seen=0, suggested=tuple(judged.suggested),
        reason=UNOPENED["category", "reasons"],
    )  # fmt: skip
    assess_need(case=made.case, choice=choice, actor=as_staff(made.region.adviser), on=day(ON), at=instant(ON))


def _plan(made: World) -> None:
    leader, person = employer_actor(made.leader), as_person(made.person)
    when: dict[str, Any] = {"on": day(ON), "at": instant(ON)}
    opened = PlanContent(can_do=OPENED["issuer", ("follow_up_plan", "plan")])
    plan = save_plan(case=made.case, employment=made.employment, content=opened, started_from=0, actor=leader, **when)
    send_plan(plan=plan, seen=1, actor=leader, **when)
    answer_plan(plan=plan, approved=True, words="", seen=1, actor=person, **when)
    share_plan(plan=plan, shared_with=PlanShare.With.ISSUER, seen=1, actor=person, **when)
    later = PlanContent(can_do=UNOPENED["follow_up_plan", "plan"])
    save_plan(case=made.case, employment=made.employment, content=later, started_from=1, actor=leader, **when)


def _meet(made: World) -> None:
    leader, person = employer_actor(made.leader), as_person(made.person)
    when: dict[str, Any] = {"on": day(ON), "at": instant(ON)}
    at = When("telephone", "", day(ON), Hours(time(10), time(11)))
    for reader in ("", "issuer"):
        comes, agenda, minutes = (mark_of(("meeting", name), reader) for name in ("who_comes", "agenda", "minutes"))
        meeting = call_meeting(
            case=made.case, employment=made.employment, when=at, agenda=[agenda], others=[], actor=leader, **when
        )
        wishes = Wanted(issuer=bool(reader))
        answer_call(meeting=meeting, said=Said("coming", comes), wishes=wishes, seen=0, actor=person, **when)
        hold_dialogue(meeting=meeting, agreed=Agreed(minutes), actor=leader, **when)


def _ask(made: World) -> None:
    adviser = as_staff(made.region.adviser)
    senders: dict[str, tuple[str, Actor]] = {
        "": ("person", as_person(made.person)),
        "employer_leader": ("employer", employer_actor(made.leader)),
        "issuer": ("issuer", issuer_actor(made.issuer)),
    }
    for reader, (sender, actor) in senders.items():
        asked, answer = (mark_of(("request", field), reader) for field in ("request", "answer"))
        request = ask_for_help(
            person=made.person, sender=sender, wanted=asked, how_soon="soon", actor=actor, on=day(ON), at=instant(ON)
        )
        answer_request(request=request, assessed=answer, next_step="Samtale", actor=adviser, on=day(ON), at=instant(ON))


def _converse(made: World) -> None:
    adviser = as_staff(made.region.adviser)
    leader, issuer = f"employer-{made.employment.pk}", f"issuer-{made.issuer.pk}"
    # The first one has the leader in it, and the person has not opened it yet.
    for reader, other in (("", leader), ("employer_leader", leader), ("issuer", issuer)):
        first = Written(mark_of(("thread", "text"), reader))
        thread = start_thread(
            case=made.case, subject=f"Halve dager {reader}", others=[other], first=first, actor=adviser, on=day(ON),
            at=instant(ON),
        )  # fmt: skip
        if reader:
            read_thread(thread=thread, reader=thread.recipients.get(kind="person"), on=day(ON))


def _record(made: World) -> None:
    by: dict[str, Any] = {"actor": as_staff(made.region.adviser), "on": day(ON), "at": instant(ON)}
    write_note(case=made.case, text=UNOPENED["adviser_record", "note"], **by)
    wish = Wish("contact_employer", day(ON), UNOPENED["adviser_record", "own_task"])
    set_follow_up(case=made.case, wish=wish, **by)
    wishes = Wishes("on_request", support_person=UNOPENED["contact_wishes", "companions"])
    say_wishes(person=made.person, wishes=wishes, **by)
    send_message(case=made.case, subject="Hei", text=UNOPENED["message", "text"], **by)
    why = UNOPENED["planned_follow_up", "measures"]
    propose_measure(case=made.case, code="work_rehabilitation", why=why, provider="", **by)
    question = ask_specialist(
        case=made.case, specialist="aids", question=UNOPENED["specialist_question", "request"], **by
    )
    answer = UNOPENED["specialist_question", "answer"]
    register_specialist_answer(question=question, answer=answer, answered_by="Ann", **by)
    refer(case=made.case, theme="housing", service=UNOPENED["referral", "service"], line="", has_offer=True, **by)
    reader = Client()
    enter(reader, make_staff(READER, made.region.local))
    assert reader.get(reverse("adviser_case", args=[made.case.pk])).status_code == 200
