"""What those who ask and answer need to read."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from stafett.access.actors import Actor
from stafett.cases.models import Case, Task
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.statements import IssuerStatement

ELABORATING = "extended_note"
"""The kind of task that asks an issuer to elaborate."""


def own_requests(actor: Actor) -> QuerySet[HelpRequest]:
    """The requests for help that the actor has made, the newest first.

    An issuer's are also those that came with their notes ("help at once").
    """
    requests = HelpRequest.objects.select_related("answered_by", "case__holder_unit").order_by("-id")
    if actor.is_person:
        return requests.filter(person=actor.id, sender=HelpRequest.Sender.PERSON)
    if actor.is_employer:
        return requests.filter(contact=actor.id)
    if actor.is_issuer:
        return requests.filter(Q(issuer=actor.id) | Q(note__issuer=actor.id))
    return requests.none()


def questions_to_elaborate(cases: Sequence[int], on: date) -> QuerySet[Task]:
    """The elaborating questions that an issuer may answer now: open, and their time has come (ftrl. § 8-7)."""
    return Task.objects.filter(
        case__in=cases, case__state=Case.State.OPEN, kind=ELABORATING, state=Task.State.OPEN, window_opens__lte=on
    ).order_by("due", "ordinal")


def statements_of(case: Case) -> QuerySet[IssuerStatement]:
    """What issuers have stated in the case, the newest first, with whether it was of use."""
    return IssuerStatement.objects.select_related("issuer", "use__marked_by").filter(case=case).order_by("-id")
