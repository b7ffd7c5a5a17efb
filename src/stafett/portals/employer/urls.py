"""The employer's pages: a nearest leader's own people, and HR's organisation."""

from django.urls import path

from stafett.access.permissions import Permission
from stafett.portals.employer.views import documentation, leader, meeting, people, plan, plan_acts
from stafett.portals.employer.views import help as asking
from stafett.portals.notifying import notification_urls
from stafett.portals.threads import Place, thread_urls

_PLACE = Place("employer", Permission.OWN_PEOPLE, "employer/base.html")

urlpatterns = [
    path("", people.people, name="employer_people"),
    path("employee/<int:employment_id>/", people.employee, name="employer_employee"),
    path("employee/<int:employment_id>/leader/", leader.change, name="employer_leader"),
    path("employee/<int:employment_id>/documentation/", documentation.document, name="employer_documentation"),
    path("employee/<int:employment_id>/help/", asking.ask, name="employer_help"),
    path("employee/<int:employment_id>/plan/", plan.show, name="employer_plan"),
    path("employee/<int:employment_id>/plan/write/", plan.write, name="employer_write_plan"),
    path("employee/<int:employment_id>/plan/versions/", plan.versions, name="employer_plan_versions"),
    path("employee/<int:employment_id>/plan/print/", plan.print_out, name="employer_print_plan"),
    path("employee/<int:employment_id>/plan/file/", plan.file, name="employer_plan_file"),
    path("employee/<int:employment_id>/plan/send/", plan_acts.send, name="employer_send_plan"),
    path("employee/<int:employment_id>/plan/without/", plan_acts.without, name="employer_plan_without"),
    path("employee/<int:employment_id>/plan/unnecessary/", plan_acts.unnecessary, name="employer_plan_unnecessary"),
    path("employee/<int:employment_id>/plan/share/", plan_acts.share, name="employer_share_plan"),
    path("employee/<int:employment_id>/plan/withdraw/", plan_acts.withdraw, name="employer_withdraw_plan"),
    path("employee/<int:employment_id>/meeting/", meeting.show, name="employer_meeting"),
    path("employee/<int:employment_id>/meeting/call/", meeting.call, name="employer_call_meeting"),
    path("employee/<int:employment_id>/meeting/move/", meeting.move, name="employer_move_meeting"),
    path("employee/<int:employment_id>/meeting/cancel/", meeting.cancel, name="employer_cancel_meeting"),
    path("employee/<int:employment_id>/meeting/unnecessary/", meeting.not_needed, name="employer_no_meeting"),
    path("employee/<int:employment_id>/meeting/minutes/", meeting.minutes, name="employer_meeting_minutes"),
    path("employee/<int:employment_id>/meeting/invitation/", meeting.invitation, name="employer_meeting_invitation"),
    *thread_urls(_PLACE),
    *notification_urls(_PLACE),
]
