"""Pages for what went wrong: what happened and what to do, never a stack trace. Django sets the signatures."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_much(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: more was sent than a form can hold; 400 for what cannot be understood at all."""
    large = isinstance(exception, RequestDataTooBig)
    return render(request, "errors/too_much.html", {"large": large}, status=413 if large else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """403: the actor's role does not cover this page."""
    return render(request, "errors/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """404: no such page, or a case that the actor may not open (which of the two is not said)."""
    return render(request, "errors/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: nothing was saved."""
    return render(request, "errors/server_error.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """403: the form was too old or came from elsewhere."""
    return render(request, "errors/old_form.html", status=403)
