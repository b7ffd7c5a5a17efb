"""The employer's pages: a nearest leader's own people, and HR's organisation."""

from django.urls import path

from stafett.access.permissions import Permission
from stafett.portals.employer.views import people
from stafett.portals.threads import Place, thread_urls

urlpatterns = [
    path("", people.people, name="employer_people"),
    path("employee/<int:employment_id>/", people.employee, name="employer_employee"),
    *thread_urls(Place("employer", Permission.OWN_PEOPLE, "employer/base.html")),
]
