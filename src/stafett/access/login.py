"""The one place that says who is behind a request.

Until logins come from ID-porten and Entra ID by OpenID Connect, an actor enters through the demo's door. Whatever
proves the identity later calls the `enter_as_…` of who it is when it is done.
"""

from django.contrib.sessions.backends.base import SessionBase

from stafett.access.actors import Actor, employer_actor, issuer_actor, person_actor, staff_actor
from stafett.people.models import EmployerContact, Issuer, Person, Staff

_KEY = "actor"


def enter_as_staff(session: SessionBase, staff: Staff) -> None:
    """Starts a session of a member of staff."""
    session.flush()
    session[_KEY] = ["staff", staff.pk]


def enter_as_person(session: SessionBase, person: Person) -> None:
    """Starts a session of a sick-listed person."""
    session.flush()
    session[_KEY] = ["person", person.pk]


def enter_as_employer(session: SessionBase, contact: EmployerContact) -> None:
    """Starts a session of a nearest leader or of HR."""
    session.flush()
    session[_KEY] = ["employer", contact.pk]


def enter_as_issuer(session: SessionBase, issuer: Issuer) -> None:
    """Starts a session of somebody who writes sick notes."""
    session.flush()
    session[_KEY] = ["issuer", issuer.pk]


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
    if kind == "employer":
        contact = EmployerContact.objects.filter(pk=key, active=True).first()
        return employer_actor(contact) if contact else None
    if kind == "issuer":
        issuer = Issuer.objects.filter(pk=key).first()
        return issuer_actor(issuer) if issuer else None
    return None
