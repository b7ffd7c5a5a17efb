"""The issuer's pages: the patients for whom they have written sick notes."""

from django.urls import path

from stafett.portals.issuer.views import patients

urlpatterns = [
    path("", patients.patients, name="issuer_patients"),
    path("patient/<int:case_id>/", patients.patient, name="issuer_patient"),
]
