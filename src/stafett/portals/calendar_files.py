"""A calendar file as an answer."""

from django.http import HttpResponse


def calendar_response(content: bytes) -> HttpResponse:
    """To be kept or opened; its name says nothing of anybody."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="nav.ics"'
    return response
