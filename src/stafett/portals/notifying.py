"""How somebody hears that there is something to read: the same page for the person, a leader, HR and an issuer.

A portal mounts it by `notification_urls`. How far a notification has come is said in the same words to everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from stafett import clock
from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import requires
from stafett.frontend.words import short_day, text, text_lazy
from stafett.notifications.addresses import Place as Address
from stafett.notifications.choosing import ChoiceError, channels_for, choose_channel, own_place
from stafett.notifications.models import EMAIL, SMS
from stafett.notifications.selectors import Told, deliveries_to
from stafett.portals.threads import REFUSED, Place

LONGEST_ADDRESS = 254
# On the form, which field each channel's address is written in.
_FIELDS = {SMS: "number", EMAIL: "email"}


def told_in_words(told: Told) -> str:
    """How far a notification has come, by which channel and when; nothing of what it is about."""
    channel = text(f"told.by.{told.channel}") if told.channel else ""
    return text(f"told.{told.state}", channel=channel, on=short_day(told.on))


class ChannelForm(forms.Form):
    """The channel, with the address that it needs. `language` is asked of those whose language is not known."""

    channel = forms.ChoiceField(
        label=text_lazy("notification.channel"),
        widget=forms.RadioSelect,
        error_messages={
            "required": text_lazy("notification_error.channel"),
            "invalid_choice": text_lazy("notification_error.channel"),
        },
    )
    number = forms.CharField(
        required=False,
        max_length=LONGEST_ADDRESS,
        label=text_lazy("notification.number"),
        help_text=text_lazy("notification.number_help"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"max_length": text_lazy("notification_error.sms")},
    )
    email = forms.CharField(
        required=False,
        max_length=LONGEST_ADDRESS,
        label=text_lazy("notification.email"),
        help_text=text_lazy("notification.email_help"),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
        error_messages={"max_length": text_lazy("notification_error.email")},
    )
    language = forms.ChoiceField(
        label=text_lazy("notification.language"),
        choices=settings.LANGUAGES,
        error_messages={"required": text_lazy("notification_error.language")},
    )

    def __init__(self, actor: Actor, now: Address, data: Mapping[str, Any] | None = None) -> None:
        initial = {"channel": now.channel, "language": now.language}
        if field := _FIELDS.get(now.channel):
            initial[field] = now.address
        super().__init__(data, initial=initial)
        offered = [(name, text(f"notification_channel.{name}")) for name in channels_for(actor)]
        self.fields["channel"].choices = offered  # type: ignore[attr-defined] # the stubs know only that it is a field
        if actor.is_person:
            del self.fields["language"]

    @property
    def address(self) -> str:
        """What is written in the field of the chosen channel."""
        return str(self.cleaned_data.get(_FIELDS.get(self.cleaned_data["channel"], ""), ""))


def notification_urls(place: Place) -> list[URLPattern]:
    """The address of the page in a portal."""
    return [path("notifications/", _page(place), name=f"{place.portal}_notifications")]


def _page(place: Place) -> Callable[..., HttpResponse]:
    @requires(place.permission)
    @require_http_methods(["GET", "HEAD", "POST"])
    def notifications(request: StafettRequest) -> HttpResponse:
        """What one has chosen, the form that chooses anew, and what has been sent to oneself."""
        actor = request.actor
        if actor is None:
            raise PermissionDenied
        form = ChannelForm(actor, own_place(actor), request.POST if request.method == "POST" else None)
        if form.is_bound and _choose(request, form, actor):
            messages.success(request, text("done.notification_chosen"))
            return redirect(f"{place.portal}_notifications")
        context = {
            "base_template": place.base,
            "form": form,
            "is_person": actor.is_person,
            "told": [told_in_words(one) for one in deliveries_to(actor)],
        }
        return render(request, "notifications/choice.html", context, status=REFUSED if form.errors else 200)

    return notifications


def _choose(request: StafettRequest, form: ChannelForm, actor: Actor) -> bool:
    if not form.is_valid():
        return False
    channel = form.cleaned_data["channel"]
    language = form.cleaned_data.get("language") or get_language() or settings.LANGUAGE_CODE
    try:
        choose_channel(
            channel=channel, address=form.address, language=language, actor=actor, on=request.day, at=clock.now()
        )
    except ChoiceError as error:
        form.add_error(_FIELDS.get(channel, "channel"), text(error.code))
        return False
    return True
