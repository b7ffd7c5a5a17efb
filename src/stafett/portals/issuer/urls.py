"""The issuer's pages: the patients for whom they have written sick notes."""

from django.urls import path

from stafett.access.permissions import Permission
from stafett.portals.issuer.views import meeting, patients
from stafett.portals.notifying import notification_urls
from stafett.portals.threads import Place, thread_urls

_PLACE = Place("issuer", Permission.OWN_PATIENTS, "issuer/base.html", may_start=True)

urlpatterns = [
    path("", patients.patients, name="issuer_patients"),
    path("patient/<int:case_id>/", patients.patient, name="issuer_patient"),
    path("patient/<int:case_id>/help/", patients.ask, name="issuer_help"),
    path("patient/<int:case_id>/statement/", patients.state, name="issuer_statement"),
    path("patient/<int:case_id>/request/<int:request_id>/helped/", patients.helped, name="issuer_helped"),
    path("patient/<int:case_id>/meeting/<int:dialogue_id>/", meeting.answer, name="issuer_meeting"),
    path("patient/<int:case_id>/meeting/<int:dialogue_id>/invitation/", meeting.invitation, name="issuer_invitation"),
    *thread_urls(_PLACE),
    *notification_urls(_PLACE),
]
