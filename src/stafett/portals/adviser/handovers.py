"""Hand-overs as they are shown: the record in words, and what the actor can do with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date

from stafett.access.actors import Actor
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.selectors import advisers_of, open_offer_of
from stafett.cases.models import Case, Task
from stafett.cases.worklist.rows import employers_by_person
from stafett.frontend.words import say, short_day, text
from stafett.portals.adviser.handover_forms import AcceptForm, ReturnForm


@dataclass(frozen=True, slots=True)
class ShownHandOver:
    """One hand-over with its record in words, and the forms of whoever can answer it."""

    offer: HandOver
    record: Sequence[tuple[str, str]]
    reasons: Sequence[str]
    tasks: Sequence[str]
    accept: AcceptForm | None = None
    send_back: ReturnForm | None = None
    may_withdraw: bool = False


def shown_handover(offer: HandOver, **more: Any) -> ShownHandOver:
    """The record: what was written by a human, what the program knew, and the tasks that go along."""
    written = [(text(f"handover.{name}"), getattr(offer, name)) for name in HandOver.WRITTEN if getattr(offer, name)]
    known = offer.known
    segment = [(text("handover.segment"), text(f"segment.{known['segment']}"))] if known.get("segment") else []
    tasks = [f"{text(f'task.{kind}')}, {_day(due)}" for kind, due in known.get("tasks", [])]
    return ShownHandOver(
        offer, [*segment, *written], [say(reason) for reason in known.get("reasons", [])], tasks, **more
    )


def begun(cases: Sequence[Case]) -> dict[int, dict[str, str]]:
    """What the program can write of each record itself, for the adviser to go on with."""
    people = {case.person_id: case.pk for case in cases}
    still_open: dict[int, list[str]] = {case: [] for case in people.values()}
    tasks = Task.objects.filter(case__in=still_open, state=Task.State.OPEN, actor=Task.Actor.NAV)
    for case, kind, due in tasks.order_by("due", "id").values_list("case", "kind", "due"):
        still_open[case].append(f"{text(f'task.{kind}')}, {short_day(due)}")
    return {
        people[person]: {"still_open": "\n".join(still_open[people[person]]), "involved": "\n".join(employers)}
        for person, employers in employers_by_person(cases).items()
    }


def shown_offers(offers: Sequence[HandOver]) -> list[ShownHandOver]:
    """Offers in the list of what waits: each with its own form to send it back."""
    return [shown_handover(offer, send_back=ReturnForm(prefix=return_prefix(offer))) for offer in offers]


def offer_context(actor: Actor | None, case: Case, given: Mapping[str, Any], *, may_write: bool) -> dict[str, Any]:
    """The open offer of the case (`open_offer_of`) with its forms. `given`: refused forms by name."""
    open_one = open_offer_of(case)
    unit = actor.unit if actor else None
    answers = may_write and open_one is not None and open_one.to_unit_id == unit
    more: dict[str, Any] = {}
    if open_one is not None and answers:
        more["accept"] = given.get("accept") or accept_form(open_one, actor)
        more["send_back"] = given.get(return_prefix(open_one)) or ReturnForm(prefix=return_prefix(open_one))
    more["may_withdraw"] = may_write and open_one is not None and case.holder_unit_id == unit
    return {"offer": shown_handover(open_one, **more) if open_one else None}


def accept_form(offer: HandOver, actor: Actor | None, data: Mapping[str, Any] | None = None) -> AcceptForm:
    """Begins with whom it was offered to, else with the actor."""
    first = offer.to_staff_id or (actor.id if actor else None)
    return AcceptForm(advisers_of(offer.to_unit_id), data, initial={"holder": str(first or "")})


def return_prefix(offer: HandOver) -> str:
    """Tells the forms of several offers on one page apart."""
    return f"return{offer.pk}"


def _day(iso: str) -> str:
    day = parse_date(iso)
    return short_day(day) if day else iso
