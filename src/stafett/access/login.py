"""The one place that says who is behind a request.

Until logins come from ID-porten and Entra ID by OpenID Connect, an actor enters through the demo's door. Whatever
proves the identity later calls `enter_as_staff` or `enter_as_person` when it is done.
"""

from django.contrib.sessions.backends.base import SessionBase

from stafett.access.actors import Actor, person_actor, staff_actor
from stafett.people.models import Person, Staff

_KEY = "actor"


def enter_as_staff(session: SessionBase, staff: Staff) -> None:
    """Starts a session of a member of staff."""
    session.flush()
    session[_KEY] = ["staff", staff.pk]


def enter_as_person(session: SessionBase, person: Person) -> None:
    """Starts a session of a sick-listed person."""
    session.flush()
    session[_KEY] = ["person", person.pk]


def leave(session: SessionBase) -> None:
    """Ends the session."""
    session.flush()


def current_actor(session: SessionBase) -> Actor | None:
    """Who has entered; None when nobody has, or when the one who had is no longer there.

    Read afresh on every request, so that a revoked access is gone at once.
    """
    kind, key = session.get(_KEY, (None, None))
    if kind == "staff":
        staff = Staff.objects.select_related("unit").filter(pk=key, active=True).first()
        return staff_actor(staff) if staff else None
    if kind == "person":
        person = Person.objects.filter(pk=key).first()
        return person_actor(person) if person else None
    return None
