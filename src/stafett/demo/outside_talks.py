"""Conversations in the region, requests for help from leaders and issuers, and what issuers answer when asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from stafett.access.actors import Actor, issuer_actor
from stafett.cases.models import Case, Task
from stafett.core.dates import add_working_days
from stafett.demo.binding import Step
from stafett.demo.chance import pick, uniform
from stafett.demo.outside_parties import Act, Parties
from stafett.demo.words import words
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import ask_for_help
from stafett.dialogue.statement_services import give_statement, say_use
from stafett.dialogue.statements import IssuerStatement, StatementUse
from stafett.dialogue.thread_selectors import NAV
from stafett.dialogue.thread_services import Written, read_thread, start_thread, write_in_thread
from stafett.dialogue.threads import Recipient, Thread
from stafett.mapping.wishes import Wishes, say_wishes
from stafett.plans.follow_up_plan.sharing import newest_issuer

Kind = Recipient.Kind
_STATED: Final = 0.15
_OF_USE: Final = 0.6
_DAYS: Final = timedelta(days=3)
"""So long passes from a question to an issuer's answer, and to what Nav says of it."""


def _start(of: Parties, what: str, actor: Actor, others: list[str], *, asked: str = "", about: str = "") -> None:
    subject, text = of.said(what)
    due = add_working_days(of.step.day, 7) if asked else None
    start_thread(
        case=of.case, subject=subject, others=others, first=Written(text, asked, due), actor=actor, about=about,
        **of.now,
    )  # fmt: skip


def _leader(of: Parties) -> str:
    return f"{Kind.EMPLOYER}-{of.employment.pk}"


def _issuer(of: Parties) -> str:
    return f"{Kind.ISSUER}-{of.issuer.pk}"


def _write(of: Parties, kind: str, what: str, actor: Actor) -> None:
    thread = _thread(of)
    sender = thread.recipients.get(kind=kind)
    write_in_thread(thread=thread, sender=sender, written=Written(of.said(what)), actor=actor, **of.now)


def _thread(of: Parties) -> Thread:
    return Thread.objects.select_related("case__person__home_unit").filter(case=of.case, about="").latest("pk")


def _person_reads(of: Parties) -> None:
    thread = _thread(of)
    read_thread(thread=thread, reader=thread.recipients.get(kind=Kind.PERSON), on=of.step.day)


def _ask_for_help(of: Parties, sender: str, actor: Actor) -> None:
    wanted = of.said(f"{sender}_wishes")
    ask_for_help(
        person=of.case.person, sender=sender, wanted=wanted, how_soon=HelpRequest.HowSoon.SOON, actor=actor, **of.now
    )


def _say_pace(of: Parties) -> None:
    wishes = Wishes(pace="from", pace_from=add_working_days(of.step.day, 10))
    say_wishes(person=of.case.person, wishes=wishes, actor=of.person, **of.now)


TALK_ACTS: Final[Mapping[str, Act]] = {
    "person_writes": lambda of: _start(of, "person_threads", of.person, [_leader(of), _issuer(of)]),
    "nav_asks_leader": lambda of: _start(of, "nav_threads", of.adviser, [_leader(of)], asked=_leader(of)),
    "issuer_writes": lambda of: _start(of, "issuer_threads", issuer_actor(of.issuer), []),
    "correct": lambda of: _start(of, "corrections", of.person, [], about=Thread.About.EMPLOYER),
    "nav_answers": lambda of: _write(of, NAV, "nav_answers", of.adviser),
    "leader_answers": lambda of: _write(of, Kind.EMPLOYER, "leader_answers", of.leader),
    "person_reads": _person_reads,
    "leader_asks_for_help": lambda of: _ask_for_help(of, "employer", of.leader),
    "issuer_asks_for_help": lambda of: _ask_for_help(of, "issuer", issuer_actor(of.issuer)),
    "say_pace": _say_pace,
}


def state_and_use(step: Step, scale: float) -> None:
    """Some issuers answer the elaborating questions that they are asked, and of some answers Nav says what use it had.

    `scale`: how much smaller the share is than in a small region.
    """
    seed = step.region.seed
    opened = step.since - _DAYS
    asked = Task.objects.filter(
        kind="extended_note", state=Task.State.OPEN, case__state=Case.State.OPEN, window_opens__gt=opened
    )
    for task in asked.select_related("case__person").order_by("pk"):
        who = step.region.who(task.case.person_id, task.case.first_day)
        if who is None or not step.falls(task.window_opens + _DAYS):
            continue
        chance = uniform(seed, "states", who.spell.key, task.ordinal)
        issuer = newest_issuer(task.case, step.day) if chance < _STATED * scale else None
        if issuer is not None:
            said = pick(words()["outside"]["statements"], uniform(seed, "stated", who.spell.key))
            give_statement(case=task.case, said=said, actor=issuer_actor(issuer), on=step.day, at=step.at)
    given = IssuerStatement.objects.filter(use=None, on__gt=opened, case__state=Case.State.OPEN)
    for statement in given.select_related("case__person").order_by("pk"):
        who = step.region.who(statement.person_id, statement.case.first_day)
        if who and step.falls(statement.on + _DAYS) and uniform(seed, "of_use", who.spell.key) < _OF_USE:
            actor = step.region.acting(statement.case.holder_unit_id, who.person)
            line = words()["outside"]["use"]
            use = StatementUse.Use.USED
            say_use(statement=statement, use=use, line=line, actor=actor, on=step.day, at=step.at)
