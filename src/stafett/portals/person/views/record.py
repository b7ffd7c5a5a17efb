"""Everything that is recorded about the person, and who has read it."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from stafett.access.middleware import StafettRequest
from stafett.access.models import Reading
from stafett.access.permissions import Permission, requires
from stafett.cases.course import ALONG, contacts_of, journal_of, notes_of
from stafett.cases.failures import course_or_none
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.selectors import handovers_of
from stafett.cases.models import Case, Task
from stafett.cases.selectors import follow_ups_behind, notes_on
from stafett.dialogue.selectors import statements_of
from stafett.frontend.words import text
from stafett.mapping.selectors import mappings_of
from stafett.plans.selectors import discussions_of, measures_of, questions_of, referrals_of
from stafett.portals.person.answers import series_of
from stafett.portals.person.need import own_need
from stafett.portals.person.notes import readable_note
from stafett.portals.person.points import points_for_person
from stafett.portals.person.views.common import own_id, steps_of

READINGS_ON_A_PAGE = 50
POINTS_SHOWN = 4

# What of the journal tells the person something; texts `person.event.<event>`. The rest is how the program works.
EVENTS = (
    "case_opened",
    "case_taken",
    "case_released",
    "case_moved",
    "handover_offered",
    "handover_accepted",
    "handover_returned",
    "handover_withdrawn",
    "handover_lapsed",
    "case_redistributed",
    "case_put_back",
    "case_closed",
    "screening_asked",
    "screening_reminded",
    "answers_given",
    "segment_suggested",
    "segment_confirmed",
    "screening_marked",
    "activity_info_sent",
    "reply_given",
    "help_asked",
    "help_answered",
    "help_judged",
    "thread_started",
    "thread_written",
    "thread_settled",
    "statement_given",
    "statement_used",
    "mapping_planned",
    "mapping_begun",
    "mapping_moved",
    "mapping_prepared",
    "mapping_filled_in",
    "mapping_discarded",
    "mapping_closed",
    "mapping_remarked",
    "mapping_returned",
    "goal_marked",
    "need_assessed",
    "temporary_set",
    "temporary_ended",
    "contact_held",
    "contact_missed",
    "contact_withdrawn",
    "wishes_said",
    "own_data_taken",
    "meeting_planned",
    "meeting_moved",
    "meeting_cancelled",
    "meeting_held",
    "meeting_missed",
    "meeting_answered",
    "meeting_points_set",
    "dialogue_called",
    "dialogue_moved",
    "dialogue_cancelled",
    "dialogue_answered",
    "dialogue_issuer_answered",
    "dialogue_not_needed",
    "dialogue_held",
    "dialogue_minutes",
    "dialogue_remarked",
    "leader_changed",
    "specialist_asked",
    "specialist_answered",
    "discussion_asked",
    "discussion_left",
    "case_discussed",
    "referral_made",
    "referral_answered",
    "measure_proposed",
    "measure_moved",
    "plan_saved",
    "plan_words_added",
    "plan_sent",
    "plan_approved",
    "plan_returned",
    "plan_without_employee",
    "plan_unnecessary",
    "plan_shared",
    "plan_taken_back",
    "plan_asked",
    "message_written",
    "note_written",
    "note_corrected",
    "follow_up_set",
    "notification_chosen",
    "follow_up_changed",
    "follow_up_withdrawn",
    "person_registered",
    "person_changed",
)
# What an entry about the person's own facts may name; texts `person.fact.<name>`.
FACTS = (
    "given_name",
    "family_name",
    "died_on",
    "home_unit",
    "municipality",
    "protection",
    "language",
    "reachable_digitally",
    "phone",
    "disability_benefit",
    "self_employed",
    "follow_up_decision_until",
)


@requires(Permission.OWN_CASE)
def newest_case(request: StafettRequest) -> HttpResponse:
    """The open case, else the newest one; without any, a page that says so."""
    own = Case.objects.filter(person_id=own_id(request))
    case = own.order_by("-state", "-first_day").first()
    if case is None:
        return render(request, "person/no_case.html")
    return one_case(request, case.pk)


@requires(Permission.OWN_CASE)
def one_case(request: StafettRequest, case_id: int) -> HttpResponse:
    """One own case with everything in it. Decisions are told as what the person will notice, never as a rank."""
    own = own_cases(own_id(request))
    case = get_object_or_404(own, pk=case_id)
    context = case_context(case, request.day)
    if context is None:
        return render(request, "person/case_not_shown.html", {"case": case, "steps": steps_of(case, request.day)})
    others = own.exclude(pk=case.pk).order_by("-first_day")
    return render(request, "person/case.html", {**context, "others": others})


def case_context(case: Case, on: date) -> dict[str, Any] | None:
    """What `person/case_body.html` shows of an own case; None where the rules fail for it."""
    course = course_or_none(case, on=on)
    if course is None:
        return None
    screening = course.screening
    ahead, behind = points_for_person(course, on)
    return {
        "case": case,
        "course": course,
        "steps": steps_of(case, on),
        "screening": screening,
        "handovers": [(offer, _written(offer)) for offer in handovers_of(case)],
        "series": series_of(screening) if screening else [],
        "statements": statements_of(case),
        "replies": case.replies.select_related("registered_by").order_by("-id"),
        "mappings": mappings_of(case),
        "need": own_need(case, course, on=on) if case.state == Case.State.OPEN else None,
        "contacts": contacts_of(case),
        "notes": [readable_note(note) for note in notes_of(case, on=on)],
        "measures": measures_of(case),
        "questions": questions_of(case),
        "discussions": discussions_of(case),
        "referrals": referrals_of(case),
        "case_notes": notes_on(case),
        "follow_ups": follow_ups_behind(task for task in course.tasks if task.state == Task.State.OPEN).values(),
        "ahead": ahead[:POINTS_SHOWN],
        "later": ahead[POINTS_SHOWN:],
        "behind": behind,
        "events": [
            (entry, [name for name in FACTS if name in entry.after])
            for entry in journal_of(case)
            if entry.event in EVENTS
        ],
    }


def _written(offer: HandOver) -> list[tuple[str, str]]:
    """What was written when the case was offered to somebody else."""
    return [(text(f"handover.{name}"), getattr(offer, name)) for name in HandOver.WRITTEN if getattr(offer, name)]


def own_cases(person: int) -> QuerySet[Case]:
    """All cases of a person, with what their pages show."""
    return Case.objects.select_related("person__home_unit", "holder_unit", "holder__team", *ALONG).filter(person=person)


def own_readings(person: int) -> QuerySet[Reading]:
    """Every opening of what is recorded about a person, by anybody else, the newest first."""
    everyone = Reading.objects.select_related("staff", "unit", "contact__employer", "issuer")
    return everyone.filter(person=person).order_by("-id")


@requires(Permission.OWN_CASE)
def readings(request: StafettRequest) -> HttpResponse:
    """Every opening of the person's case by anybody else, refused tries too, the newest first."""
    page = Paginator(own_readings(own_id(request)), READINGS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "person/readings.html", {"page": page})
