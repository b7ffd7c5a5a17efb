"""The employer's pages: a nearest leader's own people, and HR's organisation."""

from django.urls import path

from stafett.portals.employer.views import people

urlpatterns = [
    path("", people.people, name="employer_people"),
    path("employee/<int:employment_id>/", people.employee, name="employer_employee"),
]
