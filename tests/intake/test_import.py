"""Importing files: everything good is in, everything else in quarantine, whatever the order, repetition or damage."""

import json
import os
import tempfile
import time
import zipfile
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from stafett.cases.models import Case
from stafett.frontend.words import text
from stafett.intake.checks import Options
from stafett.intake.imports import import_paths
from stafett.intake.models import ImportRun, Quarantined, SickNote
from stafett.intake.refusals import CODES
from stafett.intake.services import ReplayError, Summary, replay
from stafett.people.models import Person
from tests.factories import day, instant, make_region, number
from tests.intake.delivery import ON, PERIOD, Delivery, as_line, own, write_delivery
from tests.intake.kith_messages import declared, head, sick_note

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[3] / "shared" / "data" / "kith" / "examples"


def brought(*paths: Path, on: str = ON, batch: int = 4_000, options: Options | None = None) -> Summary:
    return import_paths(
        paths, on=day(on), at=instant(on), options=options or Options(synthetic="only", on=day(on)), batch=batch
    )


def written(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def refusals() -> list[tuple[str, str]]:
    return list(Quarantined.objects.order_by("pk").values_list("code", "place"))


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    make_region()
    return write_delivery(tmp_path / "delivery")


# --- everything that can be wrong, at once


def test_each_bad_record_is_in_quarantine_and_the_good_ones_are_in(delivery: Delivery) -> None:
    summary = brought(delivery.folder)
    assert (summary.accepted, summary.refused) == (len(delivery.good), len(delivery.refused))
    assert set(SickNote.objects.values_list("message_id", flat=True)) == set(delivery.good)
    found = {row.code: (row.place, bytes(row.original)) for row in Quarantined.objects.all()}
    assert found == delivery.refused


def test_the_delivery_has_every_reason_that_a_test_can_bring_about(delivery: Delivery) -> None:
    # These have tests of their own: a file that its reader may not open needs another user than root, and the text of
    # another message comes with a correction.
    assert CODES - set(delivery.refused) == {"unreadable_file", "other_message"}
    assert len(delivery.refused) + len(delivery.good) > 50


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_each_refusal_has_words_that_a_clerk_understands(delivery: Delivery, language: str) -> None:
    brought(delivery.folder)
    with translation.override(language):
        for row in Quarantined.objects.all():
            said = text(f"refusal.{row.code}", **row.parameters)
            assert said.endswith(".")
            assert len(said.split()) >= 3
            for problem in row.also:
                assert text(f"refusal.{problem['code']}", **problem["parameters"])


def test_the_same_delivery_again_is_counted_and_kept_once(delivery: Delivery) -> None:
    first = brought(delivery.folder)
    before = refusals()
    again = brought(delivery.folder)
    assert (again.accepted, again.repeated, again.refused) == (0, first.accepted, first.refused)
    assert refusals() == before
    assert set(Quarantined.objects.values_list("times_received", flat=True)) == {2}


def test_small_batches_give_the_same(delivery: Delivery) -> None:
    summary = brought(delivery.folder, batch=3)
    assert (summary.accepted, summary.refused) == (len(delivery.good), len(delivery.refused))


def test_hostile_xml_is_refused_quickly(tmp_path: Path) -> None:
    make_region()
    folder = tmp_path / "hostile"
    folder.mkdir()
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    (folder / "laughs.xml").write_text(f'<!DOCTYPE a [<!ENTITY e0 "ha">{laughs}]><a>&e9;</a>')
    (folder / "outside.xml").write_text('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>')
    (folder / "network.xml").write_text('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>')
    (folder / "huge.xml").write_bytes(b"<MsgHead>" + b"<a/>" * 5_000_000 + b"</MsgHead>")
    began = time.perf_counter()
    assert brought(folder).refused == 4
    assert time.perf_counter() - began < 5
    assert sorted(code for code, _ in refusals()) == ["doctype", "doctype", "doctype", "too_large"]


def test_what_the_database_cannot_hold_never_stops_a_run(tmp_path: Path) -> None:
    """U+0000 in what a refusal quotes, names as long as the format allows, and a place longer than most."""
    make_region()
    hostile = [
        {**own("a", 1), "a\0b": 1},
        own("b", 1, version="\0"),
        own("c", 1, periods=[PERIOD | {"kind": "\0"}]),
        own("d", 1, employer__organisation_number="12\x003"),
    ]
    long = own("e", 2, patient__family_name="Å" * 200, issuer__family_name="B" * 200, issuer__given_name="C" * 200)
    written(tmp_path / "a.jsonl", *(json.dumps(message).encode() for message in [*hostile, long]))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("d/" * 400 + "x.xml", "<bad")
    summary = brought(tmp_path / "a.jsonl", tmp_path / "b.zip")
    assert (summary.accepted, summary.refused) == (1, 5)
    assert Person.objects.get().family_name == "Å" * 200
    assert SickNote.objects.select_related("issuer").get().issuer.name.endswith("B" * 200)  # type: ignore[union-attr] # has one
    assert max(len(place) for _, place in refusals()) > 800


def test_many_new_people_with_long_names_come_in_at_once(tmp_path: Path) -> None:
    make_region()
    lines = [as_line(own(f"a{serial}", serial, patient__family_name="Å" * 200)) for serial in range(250)]
    assert brought(written(tmp_path / "a.jsonl", *lines)).accepted == 250


def test_two_files_without_a_readable_byte_are_two_refusals(tmp_path: Path) -> None:
    make_region()
    for name in ("a.zip", "b.zip"):
        (tmp_path / name).write_bytes(b"PK\x03\x04 and no more" + name.encode())
    (tmp_path / "c.jsonl").write_bytes(b"{" + b" " * 2_500_000 + b"1")
    (tmp_path / "d.jsonl").write_bytes(b"{" + b" " * 2_500_000 + b"2")
    brought(tmp_path)
    name = tmp_path.name
    assert refusals() == [
        ("archive_damaged", f"{name}/a.zip"),
        ("archive_damaged", f"{name}/b.zip"),
        ("too_large", f"{name}/c.jsonl"),
        ("too_large", f"{name}/d.jsonl"),
    ]


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder with a good file, and a file and a folder that this process may not read while the test runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        written(folder / "a.jsonl", as_line(own("a")))
        written(folder / "b.jsonl", as_line(own("b"))).chmod(0)
        (folder / "c").mkdir(mode=0)
        was = os.geteuid()
        if was == 0:
            os.seteuid(65534)
        yield folder
        os.seteuid(was)
        (folder / "c").chmod(0o700)


def test_what_may_not_be_read_is_refused_and_the_rest_taken_in(closed_folder: Path) -> None:
    make_region()
    assert brought(closed_folder).accepted == 1
    name = closed_folder.name
    assert refusals() == [("unreadable_file", f"{name}/b.jsonl"), ("unreadable_file", f"{name}/c")]


# --- once, corrected, in any order


def test_the_summary_counts_what_became_of_each_record(tmp_path: Path) -> None:
    make_region()
    original, correction = own("a"), own("b", kind="correction", replaces="a")
    cancelled = own("c", 2, kind="cancellation", replaces="d", periods=..., employer=...)
    file = written(tmp_path / "n.jsonl", *map(as_line, [original, original, correction, own("d", 2), cancelled]), b"{}")
    assert brought(file) == Summary(accepted=4, repeated=1, replaced=2, refused=1)
    assert brought(file) == Summary(accepted=0, repeated=5, replaced=0, refused=1)
    run = ImportRun.objects.get()
    assert (run.state, run.position, run.repeated) == ("finished", 6, 5)


def test_a_known_id_with_other_content_is_set_aside_and_the_first_stands(tmp_path: Path) -> None:
    make_region()
    brought(written(tmp_path / "a.jsonl", as_line(own("a"))))
    other = as_line(own("a", periods=[PERIOD | {"last_day": "2026-01-30"}]))
    brought(written(tmp_path / "b.jsonl", other))
    row = Quarantined.objects.get()
    assert (row.code, row.parameters, bytes(row.original)) == ("message_id_reused", {"message_id": "a"}, other)
    assert SickNote.objects.get().content["periods"][0]["last_day"] == "2026-01-18"


def test_two_of_one_id_in_one_file_are_told_apart_as_well(tmp_path: Path) -> None:
    make_region()
    lines = as_line(own("a")), as_line(own("a", 2)), as_line(own("a"))
    assert brought(written(tmp_path / "a.jsonl", *lines)) == Summary(accepted=1, repeated=1, refused=1)
    assert refusals() == [("message_id_reused", "a.jsonl:2")]


def test_kith_notes_of_several_people_may_carry_one_id(tmp_path: Path) -> None:
    make_region()
    for serial in (1, 2):
        note = sick_note(patient=number(serial))
        (tmp_path / f"{serial}.xml").write_bytes(declared(head(note)))
    assert brought(tmp_path).accepted == 2


CHAIN = [
    own("a"),
    own("b", kind="correction", replaces="a", signed_at="2026-01-06T10:00:00+01:00",
        periods=[PERIOD | {"last_day": "2026-01-25"}]),
    own("c", kind="correction", replaces="a", signed_at="2026-01-07T10:00:00+01:00",
        periods=[PERIOD | {"last_day": "2026-01-31"}]),
    own("x", 2, periods=[PERIOD | {"last_day": "2026-02-15"}]),
    own("y", 2, kind="cancellation", replaces="x", signed_at="2026-01-09T10:00:00+01:00", periods=..., employer=...),
]  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_corrections_and_cancellations_in_any_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    make_region()
    file = written(tmp_path / "n.jsonl", *(as_line(CHAIN[place]) for place in order))
    assert brought(file, batch=2).accepted == 5
    in_force = SickNote.objects.filter(replaced_on=None).exclude(kind="cancellation")
    assert list(in_force.values_list("message_id", flat=True)) == ["c"]
    case = Case.objects.exclude(closed_why="withdrawn").get()
    assert (case.person.identity_number, str(case.last_day)) == (number(1), "2026-01-31")


def test_somebody_elses_note_is_not_replaced(tmp_path: Path) -> None:
    make_region()
    brought(written(tmp_path / "n.jsonl", as_line(own("a")), as_line(own("b", 2, kind="correction", replaces="a"))))
    assert SickNote.objects.get(message_id="a").replaced_on is None


# --- replay


def quarantined(tmp_path: Path, data: bytes) -> Quarantined:
    make_region()
    brought(written(tmp_path / "a.jsonl", data))
    return Quarantined.objects.get()


def again(row: Quarantined, corrected: bytes | None = None) -> SickNote:
    return replay(row, corrected, on=day(ON), at=instant(ON))


def test_a_corrected_record_comes_in_and_a_second_replay_is_harmless(tmp_path: Path) -> None:
    row = quarantined(tmp_path, as_line(own("a", issuer__hpr_number="")))
    good = as_line(own("a"))
    note = again(row, good)
    row.refresh_from_db()
    assert (row.state, row.note, bytes(row.corrected or b"")) == ("replayed", note, good)
    assert again(row, good) == again(row) == note
    assert (SickNote.objects.count(), Case.objects.count()) == (1, 1)


def test_a_record_that_is_still_wrong_stays_open_with_what_was_corrected(tmp_path: Path) -> None:
    row = quarantined(tmp_path, as_line(own("a", issuer__hpr_number="")))
    better = as_line(own("a", issuer__hpr_number="000"))
    with pytest.raises(ReplayError) as refused:
        again(row, better)
    assert [problem.code for problem in refused.value.problems] == ["invalid_hpr_number"]
    row.refresh_from_db()
    assert (row.state, bytes(row.corrected or b""), SickNote.objects.count()) == ("open", better, 0)


def test_the_text_of_another_message_is_not_taken_in_and_not_kept(tmp_path: Path) -> None:
    row = quarantined(tmp_path, as_line(own("a", issuer__hpr_number="")))
    brought(written(tmp_path / "b.jsonl", as_line(own("b", 2))))
    for other in (as_line(own("b", 2)), as_line(own("c", 2))):
        with pytest.raises(ReplayError, match="other_message"):
            again(row, other)
    row.refresh_from_db()
    assert (row.state, row.corrected, SickNote.objects.count()) == ("open", None, 1)


def test_a_record_without_a_message_id_gets_one_by_being_corrected(tmp_path: Path) -> None:
    assert again(quarantined(tmp_path, as_line(own(""))), as_line(own("a"))).message_id == "a"


def test_a_reused_id_is_refused_again_until_it_is_another(tmp_path: Path) -> None:
    make_region()
    brought(written(tmp_path / "a.jsonl", as_line(own("a")), as_line(own("a", 2))))
    row = Quarantined.objects.get()
    with pytest.raises(ReplayError, match="message_id_reused"):
        again(row)
    assert again(row, as_line(own("a2", 2))).message_id == "a2"
    assert Quarantined.objects.get().state == "replayed"


def test_a_record_that_has_come_in_meanwhile_is_tied_to_its_note(tmp_path: Path) -> None:
    row = quarantined(tmp_path, as_line(own("a", issuer__hpr_number="")))
    brought(written(tmp_path / "b.jsonl", as_line(own("a"))))
    assert again(row, as_line(own("a"))) == SickNote.objects.get()


# --- the published examples


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the published examples are not beside this checkout")
def test_of_the_four_published_examples_three_are_in_and_one_names_its_periods(settings: Settings) -> None:
    settings.SYNTHETIC_NUMBERS = "allowed"
    make_region()
    summary = brought(EXAMPLES, options=Options(synthetic="allowed"))
    assert (summary.accepted, summary.refused) == (3, 1)
    row = Quarantined.objects.get()
    assert (row.code, row.also) == ("periods_end_before_start", [])
    assert row.parameters == {"periods": "2022-01-20/2017-01-27, 2022-01-28/2017-02-06"}
    assert bytes(row.original) == (EXAMPLES / "SM2013_alle_felter.xml").read_bytes()
    note = again(row, bytes(row.original).replace(b"2017-", b"2022-"))
    assert note.periods.count() == 6
