"""A case that has something of everything that its pages show."""

from stafett.cases.own_work_services import Wish, set_follow_up, write_note
from stafett.dialogue.replies import wording
from stafett.dialogue.services import GivenReply, answer_request, ask_for_help, give_replies
from stafett.dialogue.writing import send_message
from stafett.mapping.services import plan_mapping
from stafett.plans.asking import ask_specialist, refer
from stafett.plans.catalogue import MEASURES
from stafett.plans.services import propose_measure
from stafett.screening.models import Screening
from stafett.screening.services import GivenAnswer, give_answers
from tests.factories import as_person, day, instant
from tests.mapping.need_world import ON, NeedWorld


def full_case() -> NeedWorld:
    """One of each, number 0; `fill` adds more."""
    made = NeedWorld()
    made.assess("ordinary")
    fill(made, range(1))
    plan_mapping(case=made.case, guide="oslo", talk_on=None, actor=made.adviser, on=day(ON), at=instant(ON))
    return made


def fill(world: NeedWorld, numbers: range) -> None:
    """Answers, replies, requests answered and not, contacts, messages, tasks, notes, measures, help from others."""
    on, at, by = day(ON), instant(ON), world.adviser
    for number in numbers:
        case, person = world.case, as_person(world.case.person)
        screening = Screening.objects.get(case=case)
        give_answers([GivenAnswer(screening.pk, "unsure", "good", "under_26_weeks", person)], on=on, at=at)
        said = {"answer": "yes"}
        reply = GivenReply(
            case=case, kind="meeting_need", answers=said, wording=wording("meeting_need", said), actor=person
        )
        give_replies([reply], on=on, at=at)
        for answered in (True, False):
            wanted = ask_for_help(
                person=case.person,
                sender="person",
                wanted=f"Hjelp {number}",
                how_soon="soon",
                actor=person,
                on=on,
                at=at,
            )
            if answered:
                answer_request(request=wanted, assessed="Sett på", next_step="Samtale", actor=by, on=on, at=at)
        world.contact(outcome=f"Samtale {number}")
        set_follow_up(case=case, wish=Wish("contact_employer", on, f"Ring {number}"), actor=by, on=on, at=at)
        write_note(case=case, text=f"Notat {number}", actor=by, on=on, at=at)
        send_message(case=case, subject=f"Møte {number}", text="Kan du komme?", actor=by, on=on, at=at)
        propose_measure(case=case, code=MEASURES[number], why="Vil i jobb", provider="", actor=by, on=on, at=at)
        ask_specialist(case=case, specialist="aids", question=f"Kan dere hjelpe? {number}", actor=by, on=on, at=at)
        refer(
            case=case, theme="housing", service=f"Husbanken {number}", line="", has_offer=True, actor=by, on=on, at=at
        )
