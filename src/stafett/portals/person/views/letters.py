"""Messages from Nav."""

from django.http import HttpResponse
from django.shortcuts import render

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.dialogue.models import Message
from stafett.dialogue.services import read_messages
from stafett.portals.person.letters import letters_of
from stafett.portals.person.views.common import own_person


@requires(Permission.OWN_CASE)
def letters(request: StafettRequest) -> HttpResponse:
    """Every message, those not read before in full on top; they count as read by being opened here.

    Beside the reading log the one GET that writes: unread messages come back to Nav as work, and whoever has read a
    message must not have to say so. Opening the page again changes nothing.
    """
    person = own_person(request)
    messages = Message.objects.select_related("written_by").filter(person=person, sent_on__lte=request.day)
    own = letters_of(messages.order_by("-id"))
    unread = [letter for letter in own if letter.read_on is None]
    if unread:
        read_messages(person=person, on=request.day)
    read = [letter for letter in own if letter.read_on is not None]
    return render(request, "person/letters.html", {"unread": unread, "read": read})
