"""What the sick-listed people do in a step: read, answer, answer again, ask for help."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import override

from stafett.access.actors import person_actor
from stafett.cases.models import Case, Task
from stafett.demo import behaviour
from stafett.demo.behaviour import AnswerPlan
from stafett.demo.binding import Step, Who, shown_form
from stafett.demo.mapping_acts import prepare_and_remark
from stafett.dialogue.models import HelpRequest, Message
from stafett.dialogue.replies import QUESTIONS, wording
from stafett.dialogue.services import GivenReply, ask_for_help, give_replies, read_messages
from stafett.people.models import Person
from stafett.screening.forms import current_form
from stafett.screening.models import Screening
from stafett.screening.services import GivenAnswer, give_answers

_ASKED_WITHIN = 60
_READ_WITHIN = 14


def people_act(step: Step) -> None:
    """Everybody whose day it is; answers on the telephone are written down by advisers (register_by_telephone)."""
    _read(step)
    _give(step, [due for due in answers_due(step) if not due[2].by_telephone])
    _reply(step)
    _ask_for_help(step)
    prepare_and_remark(step)


def register_by_telephone(step: Step) -> None:
    """What people who cannot be reached digitally have said to an adviser on the telephone."""
    _give(step, [due for due in answers_due(step, not_digital=True) if due[2].by_telephone])


def _give(step: Step, due: list[tuple[Screening, Who, AnswerPlan]]) -> None:
    if due:
        give_answers([_given(step, *each) for each in due], on=step.day, at=step.at)


def answers_due(step: Step, *, not_digital: bool = False) -> Iterator[tuple[Screening, Who, AnswerPlan]]:
    """The answers planned for this step; on one screening at most one, the newest."""
    asked = (
        Screening.objects.exclude(asked_on=None)
        .exclude(state=Screening.State.ENDED)
        .filter(case__state=Case.State.OPEN, asked_on__gte=step.day - timedelta(days=_ASKED_WITHIN))
        .select_related("case__person")
        .order_by("pk")
    )
    if not_digital:
        asked = asked.filter(case__person__reachable_digitally=False)
    region = step.region
    for screening in asked:
        who = region.who(screening.case.person_id, screening.case.first_day)
        if who is None or screening.asked_on is None:
            continue
        planned = behaviour.answers_of(region.seed, who.person, who.spell, screening.asked_on, region.plan.on)
        due = [answer for answer in planned if step.falls(answer.day)]
        if due:
            yield screening, who, due[-1]


def _given(step: Step, screening: Screening, who: Who, answer: AnswerPlan) -> GivenAnswer:
    actor = person_actor(screening.case.person)
    if answer.by_telephone:
        actor = step.region.acting(screening.case.person.home_unit_id, who.person)
    return GivenAnswer(
        screening_id=screening.pk,
        return_likelihood=answer.return_likelihood,
        employer_relation=answer.employer_relation,
        expected_duration=answer.expected_duration,
        comment=answer.comment,
        form=shown_form(current_form(step.day), who.person.language),
        actor=actor,
    )


def _read(step: Step) -> None:
    seed = step.region.seed
    unread = Message.objects.filter(
        read_on=None, channel=Message.Channel.DIGITAL, sent_on__gt=step.since - timedelta(days=_READ_WITHIN)
    ).values_list("person_id", "code", "sent_on")
    readers = set()
    for person, code, sent_on in unread:
        read = behaviour.read_on(seed, f"{step.region.people[person].number}.{code}", sent_on)
        if read and step.falls(read):
            readers.add(person)
    for reader in Person.objects.filter(pk__in=readers).order_by("pk"):
        read_messages(person=reader, on=step.day)


def _reply(step: Step) -> None:
    """What people are asked along the way; those who cannot be reached digitally leave it to Nav to ask."""
    waiting = Task.objects.filter(
        actor=Task.Actor.PERSON, state=Task.State.OPEN, kind__in=list(QUESTIONS), case__state=Case.State.OPEN,
        case__person__reachable_digitally=True,
    ).select_related("case__person__home_unit")  # fmt: skip
    given = [reply for task in waiting.order_by("pk") if (reply := _reply_to(step, task))]
    if given:
        give_replies(given, on=step.day, at=step.at)


def _reply_to(step: Step, task: Task) -> GivenReply | None:
    region = step.region
    who = region.who(task.case.person_id, task.case.first_day)
    about = (task.kind, task.ordinal, task.actor)
    planned = region.chore_of(task.pk, about, task.window_opens, who) if who else None
    if who is None or planned is None or planned[0] > step.day:
        return None
    answers = behaviour.reply_of(region.seed, who.spell, task.kind, needs=planned[1] == "need")
    with override(who.person.language):
        words = wording(task.kind, answers)
    return GivenReply(task.case, task.kind, answers, words, person_actor(task.case.person))


def _ask_for_help(step: Step) -> None:
    rows = Case.objects.filter(state=Case.State.OPEN).values_list("pk", "person_id", "first_day").order_by("pk")
    for key, person, first_day in rows:
        who = step.region.who(person, first_day)
        request = step.region.request_of(who) if who else None
        if request is None or not step.falls(request.day):
            continue
        case = Case.objects.select_related("person__home_unit").get(pk=key)
        ask_for_help(
            person=case.person, sender=HelpRequest.Sender.PERSON, wanted=request.wanted, how_soon=request.how_soon,
            actor=person_actor(case.person), on=step.day, at=step.at,
        )  # fmt: skip
