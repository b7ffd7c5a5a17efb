"""Who acts: on every request, in every journal entry."""

from dataclasses import dataclass, field
from typing import Literal

from stafett.people.models import EmployerContact, Issuer, Person, Protection, Staff

ActorKind = Literal["staff", "person", "employer", "issuer", "program", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, with the role and the unit in which they do it."""

    kind: ActorKind
    id: int | None = None
    name: str = ""
    role: str = ""
    unit: int | None = None
    unit_kind: str = ""
    employer: int | None = None
    team: int | None = None
    may_open: frozenset[str] = field(default_factory=frozenset)
    handles_quarantine: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether this is an adviser or a leader."""
        return self.kind == "staff"

    @property
    def staff_id(self) -> int:
        """The key among staff. Raises ValueError for somebody else."""
        if not self.is_staff or self.id is None:
            raise ValueError("Only staff have lists and cases of their own.")
        return self.id

    @property
    def contact_id(self) -> int:
        """The key among those who act for an employer. Raises ValueError for somebody else."""
        if not self.is_employer or self.id is None:
            raise ValueError("Only those at an employer call their people to a meeting.")
        return self.id

    @property
    def is_person(self) -> bool:
        """Whether this is a sick-listed person."""
        return self.kind == "person"

    @property
    def is_employer(self) -> bool:
        """Whether this is a nearest leader, or HR, at an employer."""
        return self.kind == "employer"

    @property
    def is_issuer(self) -> bool:
        """Whether this is somebody who writes sick notes."""
        return self.kind == "issuer"

    @property
    def reader(self) -> str:
        """Who this is in the table of sharing (law/sharing.yaml)."""
        return {"adviser": "unit", "leader": "nav_leader"}[self.role] if self.is_staff else self.role


SYSTEM = Actor(kind="system", name="Stafett", role="system")


def staff_actor(staff: Staff) -> Actor:
    """The actor that a member of staff is; `staff.unit` is read."""
    return Actor(
        kind="staff",
        id=staff.pk,
        name=staff.name,
        role=staff.role,
        unit=staff.unit_id,
        unit_kind=staff.unit.kind,
        team=staff.team_id,
        may_open=frozenset({Protection.NONE.value, *staff.may_open}),
        handles_quarantine=staff.handles_quarantine,
    )


def person_actor(person: Person) -> Actor:
    """The actor that a sick-listed person is in their own case."""
    return Actor(kind="person", id=person.pk, name=person.name, role="person")


def employer_actor(contact: EmployerContact) -> Actor:
    """The actor that somebody at an employer is."""
    return Actor(
        kind="employer",
        id=contact.pk,
        name=contact.name,
        role=f"employer_{contact.role}",
        employer=contact.employer_id,
    )


def issuer_actor(issuer: Issuer) -> Actor:
    """The actor that somebody who writes sick notes is."""
    return Actor(kind="issuer", id=issuer.pk, name=issuer.name, role="issuer")
