"""My pace: when the person wants to hear from Nav, and who is to be with them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text
from stafett.mapping.wishes import newest_wish
from stafett.portals.person.views.common import own_actor, own_person
from stafett.portals.wish_forms import WishForm


@requires(Permission.OWN_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: StafettRequest) -> HttpResponse:
    """What the person has said last, which they may change at any time."""
    person = own_person(request)
    wish = newest_wish(person.pk)
    form = WishForm(wish, request.POST if request.method == "POST" else None)
    if form.is_bound and form.keep(person, own_actor(request), request.day):
        messages.success(request, text("person.wished"))
        return redirect("person_wishes")
    return render(request, "person/wishes.html", {"form": form, "wish": wish}, status=422 if form.errors else 200)
