"""`/api/v1/rules/{tool}`: the rules as a tool over HTTP, JSON Lines in and out. Nothing is stored."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, Literal

from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse, UnreadablePostError
from django.utils import translation
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Query, Schema
from ninja.errors import ValidationError
from pydantic import BaseModel, ConfigDict

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.access.refusals import refused
from stafett.core.parameters import default_law
from stafett.rules import TOOLS, Tool
from stafett.rules.problems import BadLineAnswer, Problem, RefusedRequest, problem_of_field
from stafett.rules.schemas import definitions
from stafett.rules.tool import LINE_BYTES, Asked, Day, lines_of
from stafett.rules.words import problem_in_words, reason_in_words

LINES: Final = "application/x-ndjson"
MOST_BYTES: Final = 1_000_000_000
_LONGEST_LENGTH: Final = len(str(MOST_BYTES))
_AT_ONCE: Final = 200
_PIECE: Final = 1 << 16
_PREFIX: Final = "api/v1/"
_SCHEMAS: Final = "#/components/schemas/"
_REFUSALS: Final = {
    400: "Less came than the request said.",
    401: "Nobody has entered, and the key is not known.",
    403: "Who has entered may not use the rules.",
    411: "The length of the request is not said.",
    413: "The request is too large.",
    422: "Something in the address is not right.",
}


class Question(Schema):
    """What is asked besides the lines."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    on: Day | None = None
    """The day it is seen from; today when not given. Days after it never count."""
    explain: bool = False
    """Each reason with its rule, reference, facts, the values in force, and its words."""
    language: Literal["nb", "nn", "en"] | None = None
    """The language of the words; else that of the page's switch, else bokmål."""


api = NinjaAPI(title="Stafett", version="1", docs_url=None, openapi_url=None, urls_namespace="api_v1")


@api.exception_handler(ValidationError)
def _bad_question(_request: HttpRequest, error: ValidationError) -> JsonResponse:
    # The way begins with where the library looked: the query, then the name of our argument.
    problems = [problem_of_field({**found, "loc": found["loc"][-1:]}) for found in error.errors]  # type: ignore[typeddict-item] # as pydantic gave it
    return refused(problems, status=422)


def _offer(tool: Tool) -> None:
    def run(request: StafettRequest, question: Query[Question]) -> HttpResponseBase:
        surplus = sorted(set(request.GET) - set(Question.model_fields))  # which the library passes over
        if surplus:
            return refused([Problem("unknown_field", (name,)) for name in surplus], status=422)
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdecimal():
            return refused([Problem("length_missing")], status=411)
        if len(length) > _LONGEST_LENGTH or int(length) > MOST_BYTES:
            return refused([Problem("body_too_large", values={"limit": MOST_BYTES})], status=413)
        body = _received(request)
        received = body.tell()
        if received < int(length):
            body.close()
            return refused([Problem("cut_short", values={"received": received, "said": int(length)})], status=400)
        body.seek(0)
        explain = reason_in_words if question.explain else None
        asked = Asked(question.on or request.day, default_law(), explain, problem_in_words)
        language = question.language or translation.get_language()
        answers = _in_language(language, tool.stream(lines_of(body), asked), body)
        return StreamingHttpResponse(answers, content_type=LINES, headers={"Cache-Control": "no-store"})

    run.__name__ = f"rules_{tool.name}"
    contract_of = {
        "requestBody": {"required": True, "content": _content(LINES, tool.line)},
        "responses": _answers(tool),
    }
    offered: Callable[..., Any] = api.post(
        f"/rules/{tool.name}",
        operation_id=tool.name,
        summary=(tool.line.__doc__ or "").strip(),
        description=(tool.answered.__doc__ or "").strip(),
        openapi_extra=contract_of,
    )
    offered(run)


def _answers(tool: Tool) -> dict[int, Any]:
    refusals = {
        status: {"description": why, "content": _content("application/json", RefusedRequest)}
        for status, why in _REFUSALS.items()
    }
    answered = _content(LINES, tool.answered, BadLineAnswer)
    return {200: {"description": "One answer for each line, in order.", "content": answered}} | refusals


def _content(kind: str, *models: type[BaseModel]) -> dict[str, Any]:
    return {kind: {"schema": {"anyOf": [{"$ref": f"{_SCHEMAS}{model.__name__}"} for model in models]}}}


for _tool in TOOLS.values():
    _offer(_tool)


@requires(Permission.PUBLIC)
@require_safe
def contract(_request: HttpRequest) -> JsonResponse:
    """The OpenAPI document: every tool with its line, its answer and what may be refused."""
    document = api.get_openapi_schema(path_prefix=_PREFIX)
    document["components"] = {
        "schemas": definitions(TOOLS.values(), f"{_SCHEMAS}{{model}}"),
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    }
    document["security"] = [{"key": []}]
    return JsonResponse(document)


def _received(request: HttpRequest) -> IO[bytes]:
    """The whole request, beside the memory when it is long.

    Read to its end before the first answer goes out: a client that sends all before it reads anything would wait for
    us, and we for it.
    """
    body = SpooledTemporaryFile(max_size=LINE_BYTES)  # noqa: SIM115 - whoever answers closes it
    with suppress(UnreadablePostError):  # the client has gone: what came is shorter than was said
        while piece := request.read(_PIECE):
            body.write(piece)
    return body


def _in_language(language: str | None, answers: Iterator[str], body: IO[bytes]) -> Iterator[str]:
    """Some lines at a time, each time in the language of the one who asked."""
    with body:
        while True:
            with translation.override(language):
                some = list(islice(answers, _AT_ONCE))
            if not some:
                return
            yield "".join(f"{answer}\n" for answer in some)
