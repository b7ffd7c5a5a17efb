"""All addresses. None carries anything about a person but the number of a case."""

from django.urls import include, path

handler400 = "stafett.portals.errors.bad_request"
handler403 = "stafett.portals.errors.forbidden"
handler404 = "stafett.portals.errors.not_found"
handler500 = "stafett.portals.errors.server_error"

urlpatterns = [
    path("", include("stafett.portals.door.urls")),
    path("my/", include("stafett.portals.person.urls")),
    path("my/seen-by/", include("stafett.portals.mirror")),
    path("employer/", include("stafett.portals.employer.urls")),
    path("issuer/", include("stafett.portals.issuer.urls")),
    path("adviser/", include("stafett.portals.adviser.urls")),
    path("api/v1/", include("stafett.api.urls")),
]
