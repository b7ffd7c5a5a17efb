"""What advisers do in a step: write answers down, confirm, take cases, answer requests, do the tasks on their list."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q

from stafett.access.actors import Actor
from stafett.cases.models import Case, Task
from stafett.cases.services import take_case
from stafett.core.dates import is_working_day
from stafett.demo import behaviour
from stafett.demo.binding import Step, Who
from stafett.demo.chance import pick, uniform
from stafett.demo.chores import HABITS
from stafett.demo.finish import Finished, finish_tasks
from stafett.demo.handover_acts import answer_offers
from stafett.demo.mapping_acts import is_played, map_people
from stafett.demo.people_acts import register_by_telephone
from stafett.demo.words import words
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import answer_request
from stafett.people.models import Unit
from stafett.screening.models import Screening
from stafett.screening.services import Confirmation, confirm_segments, explain_recurrence, mark_conditions

_TAKEN_FROM_DAY = 28


def advisers_act(step: Step) -> None:
    """A working day at the offices; a step that ends on another day leaves it to the next."""
    if not _works(step):
        return
    register_by_telephone(step)
    waiting = list(_waiting(step))
    if _mark(step, waiting):
        waiting = list(_waiting(step))
    _confirm(step, waiting)
    answer_offers(step)
    _take(step)
    _answer_requests(step)
    map_people(step)


def _works(step: Step) -> bool:
    """A step of several days holds a working day even when it ends on a Sunday."""
    return is_working_day(step.day) or (step.day - step.since).days > 2


def _waiting(step: Step) -> Iterator[tuple[Screening, Who]]:
    """The suggestions that an adviser looks at now."""
    waiting = Screening.objects.filter(state=Screening.State.TO_CONFIRM).select_related("case").order_by("pk")
    region = step.region
    for screening in waiting:
        who = region.who(screening.case.person_id, screening.case.first_day)
        if who is None or screening.suggested_on is None:
            continue
        if behaviour.confirm_on(region.seed, who.spell, screening.suggested_on, region.plan.on) <= step.day:
            yield screening, who


def _mark(step: Step, waiting: list[tuple[Screening, Who]]) -> bool:
    """Marks recurrence as explained or conditions as uncertain; whether anything was marked."""
    marked = False
    for screening, who in waiting:
        if screening.recurrence_explained or screening.conditions_uncertain:
            continue
        recurrent = any("recurrent" in str(reason.get("code")) for reason in screening.reasons)
        mark = behaviour.mark_of(step.region.seed, who.spell, recurrent=recurrent)
        actor = step.region.acting(screening.case.holder_unit_id, who.person)
        if mark == "explained":
            explain_recurrence(screening=screening, explained=True, actor=actor, on=step.day, at=step.at)
        elif mark == "uncertain":
            mark_conditions(screening=screening, uncertain=True, actor=actor, on=step.day, at=step.at)
        marked |= bool(mark)
    return marked


def _confirm(step: Step, waiting: list[tuple[Screening, Who]]) -> None:
    chosen = []
    for screening, who in waiting:
        segment, reason = behaviour.chosen_segment(step.region.seed, who.spell, screening.suggestion)
        actor = step.region.acting(screening.case.holder_unit_id, who.person)
        chosen.append(Confirmation(screening.pk, segment, actor, reason))
    if chosen:
        confirm_segments(chosen, on=step.day, at=step.at)


def _take(step: Step) -> None:
    """Local cases are taken from the fourth week on; in the other units from the day on which they came."""
    region, start = step.region, timedelta(days=_TAKEN_FROM_DAY)
    free = (
        Case.objects.filter(state=Case.State.OPEN, holder=None)
        .filter(Q(first_day__lte=step.day - start) | ~Q(holder_unit__kind=Unit.Kind.LOCAL))
        .annotate(came_on=F("screening__confirmed_on"))
        .select_related("holder_unit")
        .order_by("pk")
    )
    for case in free:
        who = region.who(case.person_id, case.first_day)
        local = case.holder_unit.kind == Unit.Kind.LOCAL
        since = case.first_day + start if local else case.came_on or case.first_day
        taken = behaviour.take_on(region.seed, who.spell, since, case.holder_unit.number) if who else None
        if who and taken and taken <= step.day:
            staff = region.adviser(case.holder_unit_id, who.person)
            actor = region.acting(case.holder_unit_id, who.person)
            take_case(case=case, staff=staff, actor=actor, on=step.day, at=step.at)


def _answer_requests(step: Step) -> None:
    region, told = step.region, words()
    waiting = HelpRequest.objects.filter(answered_on=None, case__state=Case.State.OPEN).select_related("case")
    for request in waiting.order_by("pk"):
        who = region.who(request.person_id, request.case.first_day)
        if who is None:
            continue
        if behaviour.answer_request_on(region.seed, who.spell, request.received_on, region.plan.on) <= step.day:
            chance = uniform(region.seed, "answer_text", who.spell.key)
            answer_request(
                request=request, assessed=pick(told["assessed"], chance), next_step=pick(told["next_steps"], chance),
                actor=region.acting(request.case.holder_unit_id, who.person), on=step.day, at=step.at,
            )  # fmt: skip


def do_chores(step: Step) -> None:
    """Tasks whose day has come, Nav's own and the others'; what people are asked they answer themselves."""
    if not _works(step):
        return
    rows = Task.objects.filter(state=Task.State.OPEN, kind__in=list(HABITS), case__state=Case.State.OPEN)
    rows = rows.exclude(actor=Task.Actor.PERSON)
    fields = ("pk", "kind", "ordinal", "actor", "window_opens", "case__person_id", "case__first_day")
    outcomes: dict[int, tuple[str, Who]] = {}
    for key, kind, ordinal, actor, opens, person, first_day in rows.values_list(*fields).order_by("pk"):
        who = step.region.who(person, first_day)
        if who and kind == "mapping" and is_played(step, opens, who):
            continue
        planned = step.region.chore_of(key, (kind, ordinal, actor), opens, who) if who else None
        if who and planned and planned[0] <= step.day:
            outcomes[key] = planned[1], who
    tasks = Task.objects.filter(pk__in=list(outcomes)).select_related("case__person", "employer").order_by("pk")
    finish_tasks(
        [Finished(task, outcomes[task.pk][0], _doer(step, task, outcomes[task.pk][1])) for task in tasks],
        on=step.day,
        at=step.at,
    )


def _doer(step: Step, task: Task, who: Who) -> Actor:
    if task.actor == Task.Actor.NAV:
        return step.region.acting(task.case.holder_unit_id, who.person)
    return Actor(kind="system", name=task.employer.name if task.employer else "", role=task.actor)
