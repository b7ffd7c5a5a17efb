"""What was sent to a case that another unit has accepted meanwhile is answered with its words: none are lost."""

import re
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, QueryDict

from stafett.access.middleware import StafettRequest
from stafett.frontend.words import text
from stafett.portals.adviser.views.common import MovedCaseError, page
from stafett.portals.adviser.views.outcome import CONFLICT

# What a form sends besides words: codes, numbers, days and hours.
_NO_WORDS = re.compile(r"[a-z0-9_,.:-]*")


class MovedCaseMiddleware:
    """Answers `MovedCaseError`, whichever view of the case it was raised in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: StafettRequest, exception: Exception) -> HttpResponse | None:
        """409: who accepted the case and when, as the giver sees it in their list, and what was written; no more."""
        if not isinstance(exception, MovedCaseError):
            return None
        given = exception.handover
        by = given.answered_by.name if given.answered_by else given.to_unit.name
        words = [
            (text("conflict.text", number=number), each) for number, each in enumerate(_words_in(request.POST), start=1)
        ]
        context = {"sentence": text("handover.accepted_by", by=by, on=given.answered_on), "written": words}
        return page(request, "adviser/conflict.html", context, here="adviser_list", status=CONFLICT)


def _words_in(sent: QueryDict) -> Iterator[str]:
    """What somebody wrote themselves; a single word in small letters counts as a code."""
    for name, values in sent.lists():
        if name != "csrfmiddlewaretoken":
            yield from (value for value in values if not _NO_WORDS.fullmatch(value.strip()))
