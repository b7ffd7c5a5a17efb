"""What goes to people by post: letters that the office prints, and says that it has posted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text, text_lazy
from stafett.notifications.models import Delivery, Notification
from stafett.notifications.selectors import letters_of
from stafett.notifications.sending import post_letters
from stafett.portals.adviser.views.common import actor_of, page
from stafett.portals.adviser.views.outcome import REFUSED

_SHOWN = 200
"""Of more letters the oldest are shown first; the others come when these are posted."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one person, and the messages that are put in it."""

    delivery: Delivery
    inside: Sequence[Notification]


class PostedForm(forms.Form):
    """Which letters have been put in the post."""

    posted = forms.MultipleChoiceField(
        label=text_lazy("letters.posted"),
        error_messages={
            "required": text_lazy("letters.choose"),
            "invalid_choice": text_lazy("letters.posted_already"),
        },
    )


@requires(Permission.READ_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: StafettRequest) -> HttpResponse:
    """The letters that wait, each with what is to be printed, and the form that says which have been posted."""
    found = list(letters_of(actor_of(request)).prefetch_related("notifications")[:_SHOWN])
    form = PostedForm(request.POST if request.method == "POST" else None)
    form.fields["posted"].choices = [(str(one.pk), "") for one in found]  # type: ignore[attr-defined] # the stubs know only that it is a field
    if form.is_bound and form.is_valid():
        count = post_letters(keys=[int(key) for key in form.cleaned_data["posted"]], on=request.day)
        messages.success(request, text("done.letters_posted", count=count))
        return redirect("adviser_letters")
    shown = [Letter(one, [told for told in one.notifications.all() if told.kind == "message"]) for one in found]
    context = {"form": form, "letters": shown, "chosen": set(request.POST.getlist("posted"))}
    return page(request, "adviser/letters.html", context, status=REFUSED if form.errors else 200)
