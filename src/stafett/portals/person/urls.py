"""The person's own pages."""

from django.urls import path

from stafett.access.permissions import Permission
from stafett.portals.notifying import notification_urls
from stafett.portals.person.views import (
    all_data,
    correction,
    dialogue,
    home,
    income,
    letters,
    mapping,
    meetings,
    plans,
    questions,
    record,
    replies,
    sharing,
    talk,
    wishes,
)
from stafett.portals.threads import Place, thread_urls

_PLACE = Place("person", Permission.OWN_CASE, "person/base.html", may_start=True)

urlpatterns = [
    path("", home.overview, name="person_home"),
    path("questions/", questions.answer_questions, name="person_questions"),
    path("questions/paper/", questions.on_paper, name="person_questions_on_paper"),
    path("questions/received/", questions.received, name="person_received"),
    path("soon-end/", replies.answer, {"kind": "soon_end"}, name="person_soon_end"),
    path("soon-end/received/", replies.received, {"kind": "soon_end"}, name="person_soon_end_received"),
    path("meeting-need/", replies.answer, {"kind": "meeting_need"}, name="person_meeting_need"),
    path("meeting-need/received/", replies.received, {"kind": "meeting_need"}, name="person_meeting_need_received"),
    path("conversation/", mapping.newest, name="person_mapping_newest"),
    path("conversation/<int:mapping_id>/", mapping.prepare, name="person_mapping"),
    path("conversation/<int:mapping_id>/minutes/", mapping.minutes, name="person_mapping_minutes"),
    path("meetings/", meetings.own_meetings, name="person_meetings"),
    path("meetings/employer/<int:dialogue_id>/", dialogue.own_dialogue, name="person_dialogue"),
    path("meetings/employer/<int:dialogue_id>/remark/", dialogue.own_remark, name="person_dialogue_remark"),
    path("meetings/employer/<int:dialogue_id>/invitation/", dialogue.own_calendar, name="person_dialogue_invitation"),
    path("meetings/<int:meeting_id>/", meetings.own_meeting, name="person_meeting"),
    path("meetings/<int:meeting_id>/points/", meetings.own_points, name="person_meeting_points"),
    path("meetings/<int:meeting_id>/invitation/", meetings.own_invitation, name="person_invitation"),
    path("plans/", plans.own_plans, name="person_plans"),
    path("plans/<int:plan_id>/", plans.own_plan, name="person_plan"),
    path("plans/<int:plan_id>/words/", plans.own_words, name="person_plan_words"),
    path("plans/<int:plan_id>/answer/", plans.own_answer, name="person_plan_answer"),
    path("plans/<int:plan_id>/share/", plans.own_share, name="person_share_plan"),
    path("plans/<int:plan_id>/withdraw/", plans.own_withdrawal, name="person_withdraw_plan"),
    path("plans/<int:plan_id>/versions/", plans.own_versions, name="person_plan_versions"),
    path("messages/", letters.letters, name="person_messages"),
    path("help/", talk.ask, name="person_help"),
    path("help/<int:request_id>/", talk.request_for_help, name="person_request"),
    path("help/<int:request_id>/helped/", talk.helped, name="person_helped"),
    path("contact/", wishes.wishes, name="person_wishes"),
    path("income/", income.income, name="person_income"),
    path("correct/", correction.correct, name="person_correct"),
    *thread_urls(_PLACE),
    *notification_urls(_PLACE),
    path("case/", record.newest_case, name="person_case"),
    path("case/<int:case_id>/", record.one_case, name="person_earlier_case"),
    path("sharing/", sharing.who_sees_what, name="person_who_sees_what"),
    path("all/", all_data.all_data, name="person_all_data"),
    path("all/file/", all_data.own_file, name="person_own_file"),
    path("readings/", record.readings, name="person_readings"),
]
