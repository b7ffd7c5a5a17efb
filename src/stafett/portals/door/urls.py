"""The way in and out. Entering as anybody and moving the day exist only in the demo."""

from django.conf import settings
from django.urls import path

from stafett.portals.door import views

urlpatterns = [
    path("", views.door, name="door"),
    path("leave/", views.leave_session, name="leave"),
    path("language/", views.switch_language, name="set_language"),
    path("text-size/", views.switch_text_size, name="set_text_size"),
]

if settings.DEMO:
    from stafett.portals.door import demo

    urlpatterns += [
        path("roles/", demo.roles, name="roles"),
        path("roles/person/<int:person_id>/", demo.enter_person, name="enter_person"),
        path("roles/staff/<int:staff_id>/", demo.enter_staff, name="enter_staff"),
        path("roles/employer/<int:contact_id>/", demo.enter_employer, name="enter_employer"),
        path("roles/issuer/<int:issuer_id>/", demo.enter_issuer, name="enter_issuer"),
        path("day/", demo.move_day, name="move_day"),
        path("day/<int:move_id>/", demo.move_progress, name="move_progress"),
    ]
