"""How a program is told that its request is refused."""

from collections.abc import Iterable

from django.http import JsonResponse

from stafett.rules.problems import Problem
from stafett.rules.words import problem_in_words


def refused(problems: Iterable[Problem], *, status: int) -> JsonResponse:
    """A `RefusedRequest` with words in the active language; of the request no line has been read."""
    told = [problem.to_json() | {"words": problem_in_words(problem)} for problem in problems]
    return JsonResponse({"errors": told}, status=status)
