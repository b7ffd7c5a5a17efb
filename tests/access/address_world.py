"""Everybody who meets the addresses of the program, each in their own browser, and a case with everything on it."""

from dataclasses import dataclass, field

from django.test import Client

from stafett.access.actors import employer_actor, person_actor
from stafett.cases.distribution.models import StaffAbsence
from stafett.cases.handover.models import HandOver
from stafett.cases.many.models import ManyAction
from stafett.cases.models import Case, Task
from stafett.cases.services import run_tick
from stafett.demo.models import DemoMove
from stafett.dialogue.models import HelpRequest, Message, TextBlock
from stafett.dialogue.thread_services import Written, start_thread
from stafett.dialogue.threads import Thread
from stafett.intake.models import Quarantined
from stafett.mapping.models import Goal, GuideAddition, Mapping
from stafett.mapping.services import plan_mapping
from stafett.meetings.dialogue_1.models import DialogueMeeting
from stafett.meetings.models import Meeting
from stafett.people.models import Employer, EmployerContact, Employment, Issuer, Person, Team
from stafett.plans.follow_up_plan.content import PlanContent
from stafett.plans.follow_up_plan.models import FollowUpPlan
from stafett.plans.follow_up_plan.services import save_plan
from stafett.plans.models import CaseDiscussion
from tests.cases.handovers import offer
from tests.factories import EMPLOYER, Region, as_staff, bring, day, instant, make_region, make_staff, note
from tests.portals.adviser_world import enter, make_redistribution
from tests.portals.outside_world import client_of as client_from_outside
from tests.portals.outside_world import employ, make_contact
from tests.portals.person_world import client_of

ON = "2026-03-02"


@dataclass(slots=True)
class World:
    """A case with everything on it at the first office, another at the other one, and one of a protected person."""

    region: Region
    mine: Case
    elsewhere: Case
    protected: Case
    request: HelpRequest
    other_request: HelpRequest
    task: Task
    record: Quarantined
    move: DemoMove
    mapping: Mapping
    handover: HandOver
    absence: StaffAbsence
    redistribution: ManyAction
    message: Message
    block: TextBlock
    meeting: Meeting
    discussion: CaseDiscussion
    team: Team
    employment: Employment
    leader: EmployerContact
    plan: FollowUpPlan
    thread: Thread
    dialogue: DialogueMeeting
    clients: dict[str, Client] = field(default_factory=dict)


def make_address_world() -> World:
    """The first office is where everybody is but those who are named otherwise."""
    region = make_region()
    to_nav = {"help_at_once": True, "text": "Ring"}
    days = [("2026-01-05", "2026-08-31")]
    bring([note(f"n{serial}", days, serial=serial, message_to_nav=to_nav) for serial in range(3)], "2026-01-05")
    run_tick(on=day(ON), at=instant(ON))
    mine, elsewhere, protected = Case.objects.order_by("person__family_name")
    Case.objects.filter(pk=elsewhere.pk).update(holder_unit=region.other)
    Person.objects.filter(pk=elsewhere.person_id).update(home_unit=region.other)
    Person.objects.filter(pk=protected.person_id).update(protection="strictly_confidential")
    employer = Employer.objects.get(organisation_number=EMPLOYER)
    leader = make_contact(employer, "Nils Nærmeste", "leader")
    employment = employ(mine.person, employer, leader)
    made = World(
        region, mine, elsewhere, protected,
        request=HelpRequest.objects.get(case=mine), other_request=HelpRequest.objects.get(case=elsewhere),
        task=Task.objects.get(case=mine, kind="activity_requirement"),
        record=Quarantined.objects.create(
            code="not_xml", parameters={"line": 1, "column": 1}, original=b"<a", digest="1", place="a.xml",
            format="kith", received_at=instant(ON),
        ),
        move=DemoMove.objects.create(target_day=ON, current_day=ON, total=1, done=1, state="failed",
                                     message="demo.move.failed", started_at=instant(ON)),
        mapping=plan_mapping(case=mine, guide="oslo", talk_on=None, actor=as_staff(region.adviser), on=day(ON),
                             at=instant(ON)),
        handover=offer(mine, region.noe, region.adviser, ON),
        absence=StaffAbsence.objects.create(
            staff=region.adviser, kind="holiday", first_day=ON, registered_by="Liv Leader", registered_on=ON
        ),
        redistribution=make_redistribution(region.local),
        message=Message.objects.filter(case=mine).earliest("pk"),
        block=TextBlock.objects.create(unit=region.local, title="Hei", text="Vi ses"),
        meeting=Meeting.objects.create(
            case=mine, holder=region.adviser, planned_by=region.adviser, purpose="status", form="telephone", day=ON,
            begins="09:00", ends="10:00", planned_on=ON, changed_at=instant(ON),
        ),
        discussion=CaseDiscussion.objects.create(
            unit=region.local, day=ON, begins="09:00", planned_by=region.adviser, planned_on=ON
        ),
        team=Team.objects.create(unit=region.local, name="Nord"),
        employment=employment,
        leader=leader,
        plan=save_plan(case=mine, employment=employment, content=PlanContent(can_do="Lager"), started_from=0,
                       actor=employer_actor(leader), on=day(ON), at=instant(ON)),
        thread=start_thread(
            case=mine, subject="Jobben", others=[f"employer-{employment.pk}", f"issuer-{Issuer.objects.get().pk}"],
            first=Written("Hei"), actor=person_actor(mine.person), on=day(ON), at=instant(ON),
        ),
        dialogue=DialogueMeeting.objects.create(
            person=mine.person, case=mine, employment=employment, called_on=ON, called_by=leader, day=ON,
            begins="12:00", ends="13:00", form="telephone", wants_issuer=True, issuer=Issuer.objects.get(),
            changed_at=instant(ON),
        ),
    )  # fmt: skip
    addition = {"guide": "oslo", "code": "local_1", "title": "Barn", "why": "Derfor", "questions": ["Hvem?"]}
    GuideAddition.objects.create(unit=region.local, from_day=ON, **addition)
    Goal.objects.create(case=mine, text="Jobb", who_does_what="Kari", due=ON, set_on=ON, status_on=ON)
    made.clients = _clients(made)
    return made


def _clients(world: World) -> dict[str, Client]:
    trusted = make_staff("Tora Trusted", world.region.local, may_open=["strictly_confidential"])
    clerk = make_staff("Karl Clerk", world.region.local, handles_quarantine=True)
    staff = {
        "adviser": world.region.adviser, "other_adviser": world.region.other_adviser,
        "roe_adviser": world.region.roe_adviser, "leader": world.region.leader, "trusted": trusted, "clerk": clerk,
    }  # fmt: skip
    employer = world.employment.employer
    clients = {
        "nobody": Client(), "person": client_of(world.mine.person), "leader_at_work": client_from_outside(world.leader),
        "hr": client_from_outside(make_contact(employer, "Hilde Personal", "hr")),
        "issuer": client_from_outside(Issuer.objects.get()),
    }  # fmt: skip
    for role, one in staff.items():
        clients[role] = Client()
        enter(clients[role], one)
    return clients
