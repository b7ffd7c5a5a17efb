"""Refused records as pages: read safely, corrected, taken in again."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.services import run_tick
from stafett.intake.models import Quarantined, SickNote
from stafett.intake.quarantine import known_persons
from stafett.intake.refusals import Problem
from stafett.people.models import Person, Staff
from stafett.portals.adviser.original import show, to_bytes
from tests.factories import Region, day, instant, make_person, make_region, note
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

TODAY = "2026-03-04"


def record(**values: Any) -> Quarantined:
    defaults = {
        "code": "unknown_field",
        "parameters": {"field": "colour"},
        "source": "levering.jsonl",
        "place": "levering.jsonl:12",
        "format": "jsonl",
        "original": b"{}",
        "digest": f"{Quarantined.objects.count():064}",
        "received_at": instant(TODAY),
    }
    return Quarantined.objects.create(**{**defaults, **values})


def valid_note() -> dict[str, Any]:
    return note("a", [("2026-02-02", "2026-02-20")]).model_dump(mode="json")


@pytest.fixture
def region(client: Client) -> Region:
    region = make_region()
    run_tick(on=day(TODAY), at=instant(TODAY))
    Staff.objects.filter(pk=region.adviser.pk).update(handles_quarantine=True)
    enter(client, region.adviser)
    return region


@pytest.mark.django_db
def test_the_list_shows_why_where_and_how_often(client: Client, region: Region) -> None:
    record(code="truncated", parameters={}, times_received=3)
    shown = client.get(reverse("adviser_quarantine")).content.decode()
    assert "levering.jsonl:12" in shown
    assert ">3<" in shown


@pytest.mark.django_db
@pytest.mark.parametrize(("further", "said"), [(0, False), (1, "én feil til"), (3, "og 3 feil til")])
def test_the_list_says_how_many_more_faults_there_are(
    client: Client, region: Region, further: int, said: str | bool
) -> None:
    record(code="truncated", parameters={}, also=[{"code": "missing_hpr", "parameters": {}}] * further)
    shown = client.get(reverse("adviser_quarantine")).content.decode()
    assert said in shown if isinstance(said, str) else "feil til" not in shown


@pytest.mark.django_db
def test_a_correction_sent_after_the_record_was_taken_in_is_said_not_to_be_used(client: Client, region: Region) -> None:
    found = record(code="truncated", parameters={}, original=json.dumps(valid_note()).encode())
    address = reverse("adviser_replay", args=[found.pk])
    client.post(address, {"how": "as_is"})
    shown = client.post(address, {"how": "corrected", "text": "something else"}, follow=True).content.decode()
    assert "Sykmeldingen var alt tatt inn" in shown
    found.refresh_from_db()
    assert found.corrected is None


@pytest.mark.django_db
def test_a_day_that_does_not_exist_is_shown_as_it_was_written(client: Client, region: Region) -> None:
    found = record(code="bad_date", parameters={"element": "periods.1.first_day", "value": "2026-02-30"})
    for address in (reverse("adviser_quarantine"), reverse("adviser_refused", args=[found.pk])):
        assert "2026-02-30" in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_list_goes_on_to_older_records(client: Client, region: Region) -> None:
    records = [record(code="truncated", parameters={}) for _ in range(51)]
    first = client.get(reverse("adviser_quarantine"))
    assert first.context["records"][0][1].pk == records[-1].pk
    second = client.get(reverse("adviser_quarantine") + first.context["next_url"])
    assert [found.pk for _, found in second.context["records"]] == [records[0].pk]


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["%00", "x", "-1", 30 * "9", 5000 * "9", "%D9%A3"])
def test_a_damaged_address_does_not_break_the_list(client: Client, region: Region, before: str) -> None:
    record(code="truncated", parameters={})
    address = f"{reverse('adviser_quarantine')}?state=open%00&before={before}"
    assert client.get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["Liv Leader", "Odd Adviser"])
def test_who_has_not_been_given_the_quarantine_sees_none_of_it(client: Client, region: Region, who: str) -> None:
    found = record(code="truncated", parameters={})
    enter(client, Staff.objects.get(name=who))
    for name, rest in (("adviser_quarantine", []), ("adviser_refused", [found.pk]), ("adviser_original", [found.pk])):
        assert client.get(reverse(name, args=rest)).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_each_opening_is_logged_and_seen_by_the_known_person_in_it(
    client: Client, region: Region, encoding: str
) -> None:
    person = make_person(region.other)
    found = record(
        code="truncated",
        parameters={},
        original=f"not JSON, but {person.identity_number} stands in it".encode(encoding),
    )
    client.get(reverse("adviser_quarantine"))
    for name in ("adviser_refused", "adviser_original"):
        assert client.get(reverse(name, args=[found.pk])).status_code == 200
    client.post(reverse("adviser_replay", args=[found.pk]), {"how": "as_is"})
    rows = Reading.objects.order_by("pk").values_list("page", "person", "record", "staff", "allowed")
    pages = ("refused_note", "refused_note_file", "refused_note_again")
    assert list(rows) == [(page, person.pk, found.pk, region.adviser.pk, True) for page in pages]
    shown = client_of(person).get("/my/readings/").content.decode()
    assert shown.count("Anne Adviser") == 3
    assert "Leste en sykmelding som ikke kunne tas inn, med fødselsnummeret ditt" in shown


@pytest.mark.django_db
def test_the_person_of_a_corrected_record_and_of_its_note_sees_it_too(client: Client, region: Region) -> None:
    found = record(code="truncated", parameters={}, original=b"{}")
    address = reverse("adviser_replay", args=[found.pk])
    client.post(address, {"how": "corrected", "text": json.dumps(valid_note())}, follow=True)
    person = Person.objects.get()
    assert list(Reading.objects.order_by("pk").values_list("page", "person")) == [
        ("refused_note_again", None), ("refused_note", person.pk),
    ]  # fmt: skip
    Quarantined.objects.update(corrected=None)
    assert known_persons(Quarantined.objects.get()) == [person]


@pytest.mark.django_db
def test_a_record_of_a_protected_person_is_for_those_who_may_and_the_try_is_logged(
    client: Client, region: Region
) -> None:
    person = make_person(region.local, protection="strictly_confidential")
    found = record(code="truncated", parameters={}, original=json.dumps(valid_note()).encode())
    assert person.identity_number.encode() in bytes(found.original)
    assert client.get(reverse("adviser_refused", args=[found.pk])).status_code == 404
    assert client.get(reverse("adviser_original", args=[found.pk])).status_code == 404
    assert list(Reading.objects.values_list("person", "allowed")) == [(person.pk, False)] * 2
    Staff.objects.filter(pk=region.adviser.pk).update(may_open=["strictly_confidential"])
    assert client.get(reverse("adviser_refused", args=[found.pk])).status_code == 200


@pytest.mark.django_db
def test_the_original_is_shown_as_text_and_never_interpreted(client: Client, region: Region) -> None:
    found = record(code="truncated", parameters={}, original=b"<script>alert(1)</script>\n<a href='x'>")
    shown = client.get(reverse("adviser_refused", args=[found.pk])).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


@pytest.mark.django_db
def test_the_original_is_downloaded_byte_for_byte(client: Client, region: Region) -> None:
    data = bytes(range(256))
    found = record(code="truncated", parameters={}, original=data)
    response = client.get(reverse("adviser_original", args=[found.pk]))
    assert response.content == data
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_a_corrected_record_is_taken_in_and_the_original_kept(client: Client, region: Region) -> None:
    wrong = json.dumps(valid_note() | {"colour": "red"}).encode()
    found = record(code="truncated", parameters={}, original=wrong)
    address = reverse("adviser_replay", args=[found.pk])
    response = client.post(address, {"how": "corrected", "text": json.dumps(valid_note())}, follow=True)
    assert "Sykmeldingen er tatt inn." in response.content.decode()
    found.refresh_from_db()
    assert (found.state, found.replayed_by, bytes(found.original)) == ("replayed", "Anne Adviser", wrong)
    assert SickNote.objects.get() == found.note


@pytest.mark.django_db
def test_a_record_that_is_still_wrong_stays_and_says_why(client: Client, region: Region) -> None:
    wrong = json.dumps(valid_note() | {"colour": "red"}).encode()
    found = record(code="truncated", parameters={}, original=wrong)
    response = client.post(reverse("adviser_replay", args=[found.pk]), {"how": "as_is"})
    assert response.status_code == 422
    assert "Den ble avvist igjen" in response.content.decode()
    found.refresh_from_db()
    assert found.state == "open"
    assert not SickNote.objects.exists()


@pytest.mark.django_db
def test_who_corrected_it_worse_can_begin_again_with_what_came(client: Client, region: Region) -> None:
    found = record(code="truncated", parameters={}, original=b'{"what": "came"}')
    worse = client.post(reverse("adviser_replay", args=[found.pk]), {"how": "corrected", "text": "worse"})
    address = reverse("adviser_refused", args=[found.pk]) + "?begin=again"
    assert f'href="{address}"' in worse.content.decode()
    again = client.get(address)
    assert again.context["form"].initial["text"] == '{\n  "what": "came"\n}'
    assert "Slik den kom" in again.content.decode()


@pytest.mark.django_db
def test_an_empty_correction_is_refused_beside_its_field(client: Client, region: Region) -> None:
    found = record(code="truncated", parameters={}, original=b"{}")
    response = client.post(reverse("adviser_replay", args=[found.pk]), {"how": "corrected", "text": ""})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


@pytest.mark.django_db
def test_a_character_outside_the_encoding_is_named(client: Client, region: Region) -> None:
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><a>ø</a>'.encode("latin-1")
    found = record(code="truncated", parameters={}, format="kith", original=latin)
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><a>Ω</a>'
    response = client.post(reverse("adviser_replay", args=[found.pk]), {"how": "corrected", "text": text})
    assert response.status_code == 422
    assert "«Ω»" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "place", "parameters", "numbers", "marked"),
    [
        (b"a\nb\nc", "f.xml", {"line": 2}, [1, 2, 3], [2]),
        (b"a\nb\nc", "f.xml", {"line": 9}, [1, 2, 3], []),
        (b"a\nb\nc", "f.xml", {}, [1, 2, 3], []),
        (b"no JSON", "f.jsonl:12", {}, [12], [12]),
        (b'{"a":1,"b":2}', "f.jsonl:12", {"element": "b"}, [1, 2, 3, 4], [3]),
        (b"{}\n{}", "f.jsonl:12", {}, [1, 2], []),
        (b"", "f.xml", {}, [], []),
    ],
)
def test_lines_are_numbered_and_the_named_one_is_marked(
    data: bytes, place: str, parameters: dict[str, Any], numbers: list[int], marked: list[int]
) -> None:
    lines = show(data, place=place, problems=[Problem("bad_value", parameters)]).lines
    assert [line.number for line in lines] == numbers
    assert [line.number for line in lines if line.marked] == marked


@pytest.mark.parametrize(
    "data",
    [
        "æøå\n".encode(),
        "\ufeffæøå".encode(),
        '<?xml version="1.0" encoding="ISO-8859-1"?>\r\n<a>æøå</a>\r\n'.encode("latin-1"),
        "æøå\n".encode("utf-16"),
    ],
)
def test_text_turned_back_gives_the_same_bytes(data: bytes) -> None:
    shown = show(data, place="f")
    assert shown.is_text
    # A browser sends line ends as CR LF, whatever they were.
    sent = shown.text.replace("\r\n", "\n").replace("\n", "\r\n")
    assert to_bytes(sent, data) == data


@pytest.mark.parametrize("data", [b"\xff\x00\x01", b"PK\x03\x04\x00\x00", b'<?xml encoding="hex"?><a/>'])
def test_bytes_that_are_no_text_are_shown_harmlessly_and_not_offered_for_correction(data: bytes) -> None:
    shown = show(data, place="f")
    assert not shown.is_text
    assert shown.text == ""
    assert all(letter.isprintable() for line in shown.lines for letter in line.text)


def test_a_long_record_is_cut_on_the_page() -> None:
    shown = show(b"line\n" * 5_000, place="f")
    assert shown.cut
    assert len(shown.lines) == 2_000


@pytest.mark.django_db
def test_what_is_sent_as_it_was_shown_is_what_came(client: Client, region: Region) -> None:
    came = json.dumps(valid_note() | {"colour": "red"}).encode()
    found = record(code="unknown_field", parameters={"element": "colour"}, original=came)
    shown = client.get(reverse("adviser_refused", args=[found.pk]))
    text = shown.context["form"].initial["text"]
    assert text.count("\n") > 10
    line = next(number for number, row in enumerate(text.splitlines(), start=1) if "colour" in row)
    assert f"<strong>Linje {line}:</strong>" in shown.content.decode()
    sent = text.replace("\n", "\r\n")
    client.post(reverse("adviser_replay", args=[found.pk]), {"how": "corrected", "text": sent})
    found.refresh_from_db()
    assert bytes(found.corrected or b"") == came


@pytest.mark.django_db
def test_a_correction_with_another_fault_says_on_which_line_and_keeps_the_text(client: Client, region: Region) -> None:
    came = json.dumps(valid_note() | {"colour": "red"}).encode()
    found = record(code="unknown_field", parameters={"element": "colour"}, original=came)
    text = json.dumps(valid_note() | {"status": "sendt"}, indent=4)
    refused = client.post(reverse("adviser_replay", args=[found.pk]), {"how": "corrected", "text": text})
    again = client.get(reverse("adviser_refused", args=[found.pk]))
    for page in (refused, again):
        kept = page.context["form"].initial["text"]
        line = next(number for number, row in enumerate(kept.splitlines(), start=1) if "sendt" in row)
        assert f"<strong>Linje {line}:</strong>" in page.content.decode()
        assert "colour" not in kept
