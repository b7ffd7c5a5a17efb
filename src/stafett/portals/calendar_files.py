"""A calendar file as an answer."""

from django.http import HttpResponse


def calendar_response(content: bytes, name: str = "nav") -> HttpResponse:
    """To be kept or opened; its name says nothing of anybody."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
