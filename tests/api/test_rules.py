"""The rules over HTTP: the same answers as the command gives, for those who may, and clear words for what is wrong."""

import json
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from stafett.api import rules as api_rules
from stafett.rules import TOOLS, tool
from stafett.settings import base
from tests.factories import make_region
from tests.portals.adviser_world import enter
from tests.rules.test_tools import LINES, ask, fact, line

pytestmark = pytest.mark.django_db
KEY = {"Authorization": "Bearer test-key"}
PERSON = line(fact("2026-01-05", "2026-06-30"))


def post(name: str, body: bytes, query: str = "?on=2026-03-03", **more: Any) -> Any:
    given = {"headers": KEY, "content_type": "application/x-ndjson"} | more
    return Client().post(f"/api/v1/rules/{name}{query}", data=body, **given)


def lines_of(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content
    return [json.loads(answer) for answer in b"".join(response.streaming_content).splitlines()]


def body(*lines: Any) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines)


@pytest.mark.parametrize("name", sorted(TOOLS))
@pytest.mark.parametrize("explain", [False, True])
def test_every_tool_answers_as_the_command_does(name: str, explain: bool) -> None:
    asked = LINES.get(name, PERSON)
    response = post(name, body(asked, b"", b"?", asked), f"?on=2026-03-03&explain={str(explain).lower()}")
    assert response["Content-Type"] == "application/x-ndjson"
    assert response["Cache-Control"] == "no-store"
    assert lines_of(response) == ask(name, asked, b"", b"?", asked, explain=explain)


def test_the_day_is_todays_when_none_is_given(settings: Any) -> None:
    (today,) = lines_of(post("spells", body(PERSON), ""))
    (later,) = lines_of(post("spells", body(PERSON), "?on=2026-12-31"))
    assert today["person"] == later["person"] == "p1"
    assert later["spells"][0]["sick_days"] > 100


def test_words_are_in_the_language_asked_for_to_the_last_line() -> None:
    many = body(*[b"?"] * 450)
    for language, word in (("nb", "Linjen"), ("nn", "Linja"), ("en", "The line")):
        answers = lines_of(post("spells", many, f"?language={language}"))
        assert len(answers) == 450
        assert all(answer["errors"][0]["words"].startswith(word) for answer in answers)
    client = Client()
    client.cookies["django_language"] = "en"
    response = client.post("/api/v1/rules/spells", data=b"?", content_type="text/plain", headers=KEY)
    assert lines_of(response)[0]["errors"][0]["words"].startswith("The line")


def test_lines_are_read_as_they_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answers come before the last line has been read."""
    monkeypatch.setattr(tool, "LINE_BYTES", 20_000)
    read: list[int] = []

    def counted(source: Any) -> Iterator[bytes]:
        for number, one in enumerate(tool.lines_of(source)):
            read.append(number)
            yield one

    monkeypatch.setattr(api_rules, "lines_of", counted)
    response = post("spells", body(*[PERSON] * 2_000))
    assert read == []
    next(iter(response.streaming_content))
    assert 0 < len(read) < 1_000
    assert len(lines_of(response)) == 1_800
    assert len(read) == 2_000


def test_a_line_that_is_too_long_is_answered_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "LINE_BYTES", 1_000)
    first, long, last = lines_of(post("spells", body(PERSON, b"x" * 50_000, PERSON)))
    assert first == last
    assert (long["line"], long["errors"][0]["code"]) == (2, "too_large")


def test_who_may_use_them() -> None:
    region = make_region()
    adviser, stranger = Client(), Client()
    enter(adviser, region.adviser)
    for client, headers, status in (
        (adviser, {}, 200),
        (stranger, {}, 401),
        (stranger, {"Authorization": "Bearer wrong"}, 401),
        (stranger, {"Authorization": "Basic test-key"}, 401),
        (stranger, {"Authorization": "test-key"}, 401),
        (stranger, KEY, 200),
    ):
        response = client.post("/api/v1/rules/spells", data=body(PERSON), content_type="text/plain", headers=headers)
        assert response.status_code == status
        if status == 200:
            assert lines_of(response)[0]["person"] == "p1"
        else:
            (error,) = response.json()["errors"]
            assert error["code"] == "not_entered"
            assert error["words"].startswith("Ingen er logget inn")
            assert response["WWW-Authenticate"] == "Bearer"


def test_the_key_opens_the_rules_and_nothing_else() -> None:
    for address in ("/adviser/", "/my/", "/adviser/quarantine/"):
        assert Client().get(address, headers=KEY)["Location"] == "/"
    assert Client().get("/", headers=KEY)["Location"] == "/roles/"


@pytest.mark.parametrize(
    ("query", "code", "where"),
    [
        ("?on=2026-02-30", "not_a_date", "on"),
        ("?on=20260230", "not_a_date", "on"),
        ("?on=1820-01-01", "date_too_early", "on"),
        ("?on=", "not_a_date", "on"),
        ("?explain=perhaps", "not_yes_or_no", "explain"),
        ("?explian=true", "unknown_field", "explian"),
        ("?language=se", "unknown_word", "language"),
    ],
)
def test_a_bad_question_is_refused_in_words(query: str, code: str, where: str) -> None:
    response = post("spells", body(PERSON), query)
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["code"], error["where"]) == (code, where)
    assert error["words"].startswith(f"Feltet «{where}»")


def test_a_request_without_length_or_of_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for given in (None, "", "-1", "many"):
        headers = KEY if given is None else {**KEY, "Content-Length": given}
        response = Client().generic("POST", "/api/v1/rules/spells", headers=headers)
        assert (response.status_code, response.json()["errors"][0]["code"]) == (411, "length_missing")
    endless = {**KEY, "Content-Length": "9" * 5_000}
    response = Client().generic("POST", "/api/v1/rules/spells", headers=endless)
    assert response.status_code == 413
    monkeypatch.setattr(api_rules, "MOST_BYTES", 10)
    response = post("spells", body(PERSON))
    assert (response.status_code, response.json()["errors"][0]["code"]) == (413, "body_too_large")


def test_a_request_that_is_shorter_than_it_says_is_refused_and_not_half_answered() -> None:
    short = {"CONTENT_LENGTH": "5000", "wsgi.input": BytesIO(body(PERSON))}
    response = Client().generic("POST", "/api/v1/rules/spells", headers=KEY, **short)  # type: ignore[arg-type] # WSGI's
    (error,) = response.json()["errors"]
    assert (response.status_code, error["code"]) == (400, "cut_short")
    assert error["values"] == {"received": len(body(PERSON)), "said": 5_000}


def test_only_posts_are_answered_and_only_by_tools_that_exist() -> None:
    assert Client().get("/api/v1/rules/spells", headers=KEY).status_code == 405
    assert post("nothing", b"{}").status_code == 404


def test_the_contract_names_every_tool_with_its_line_its_answer_and_its_refusals() -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    document = response.json()
    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == {f"/api/v1/rules/{name}" for name in TOOLS}
    schemas = document["components"]["schemas"]
    for name, each in TOOLS.items():
        told = document["paths"][f"/api/v1/rules/{name}"]["post"]
        assert [parameter["name"] for parameter in told["parameters"]] == ["on", "explain", "language"]
        read = told["requestBody"]["content"]["application/x-ndjson"]["schema"]["anyOf"]
        assert read == [{"$ref": f"#/components/schemas/{each.line.__name__}"}]
        answered = told["responses"]["200"]["content"]["application/x-ndjson"]["schema"]["anyOf"]
        assert {"$ref": f"#/components/schemas/{each.answered.__name__}"} in answered
        assert set(told["responses"]) == {"200", "400", "401", "403", "411", "413", "422"}
    pointed = {part.split('"')[0] for part in response.content.decode().split("#/components/schemas/")[1:]}
    assert pointed <= set(schemas)
    assert "http" not in response.content.decode().replace('"type": "http"', "")


@pytest.mark.parametrize("written", ["demo", "demo:", ":" + "0" * 64, "demo:" + "g" * 64, "a:" + "0" * 64 + ",b"])
def test_keys_that_are_not_keys_stop_the_start(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFETT_SECRET_KEY", "x" * 50)
    monkeypatch.setenv("STAFETT_HOSTS", "stafett.example")
    production = import_module("stafett.settings.production")
    with pytest.raises(ImproperlyConfigured, match="STAFETT_PROGRAM_KEYS"):
        production._program_keys(written)
    assert production._program_keys(f"a:{'0' * 64}, b:{'1' * 64}") == {"a": "0" * 64, "b": "1" * 64}
    assert production._program_keys("") == base.PROGRAM_KEYS == {}
