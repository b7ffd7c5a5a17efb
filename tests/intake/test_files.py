"""Files, folders and archives as a stream of records."""

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stafett.intake.checks import Options
from stafett.intake.files import Limits, find_sources, parse_record, read_one, read_records, read_source
from stafett.intake.messages import Message
from stafett.intake.refusals import CODES, Refusal
from tests.intake.kith_messages import PATIENT, declared, envelope, head, kith_message

OPTIONS = Options(synthetic="only")
SMALL = Limits(max_message_bytes=20_000)


def line(message_id: str, family_name: str = "Berg") -> bytes:
    note = {
        "version": 1,
        "message_id": message_id,
        "signed_at": "2026-01-05T10:00:00+01:00",
        "patient": {"identity_number": PATIENT, "family_name": family_name},
        "employer": {"situation": "one"},
        "issuer": {"hpr_number": "1234567", "family_name": "Vik"},
        "periods": [{"first_day": "2026-01-05", "last_day": "2026-01-18", "kind": "full"}],
    }
    return json.dumps(note, ensure_ascii=False).encode()


def outcomes(*paths: Path, limits: Limits = SMALL) -> list[tuple[str, str]]:
    """Place and message id, or place and code of the refusal."""
    found = []
    for record in read_records(paths, limits):
        result = parse_record(record, OPTIONS)
        found.append((str(record.place), result.message_id if isinstance(result, Message) else result.code))
    return found


def written(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_json_lines_with_good_bad_and_empty_lines(tmp_path: Path) -> None:
    lines = [line("a", "Sjø"), b"", b"rubbish", line("b") + b"\r", b"  ", line("c")[:50]]
    path = written(tmp_path / "notes.jsonl", b"\xef\xbb\xbf" + b"\n".join(lines))
    assert outcomes(path) == [
        ("notes.jsonl:1", "a"),
        ("notes.jsonl:3", "not_json"),
        ("notes.jsonl:4", "b"),
        ("notes.jsonl:6", "truncated"),
    ]
    content = path.read_bytes()
    for record in read_records([path]):
        assert content[record.place.offset :].startswith(record.data)


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    long = b'{"version": 1, "message_id": "' + b"x" * 3_000_000 + b'"}'
    path = written(tmp_path / "notes.jsonl", b"\n".join([line("a"), long, line("b"), b"{" + b"y" * 30_000, line("c")]))
    found = outcomes(path)
    assert [what for _, what in found] == ["a", "too_large", "b", "too_large", "c"]
    assert [place for place, _ in found] == [f"notes.jsonl:{number}" for number in range(1, 6)]
    content = path.read_bytes()
    for record in read_records([path], SMALL):
        assert content[record.place.offset :].startswith(record.data)


def test_one_object_over_several_lines_is_one_message(tmp_path: Path) -> None:
    data = json.dumps(json.loads(line("a")), indent=2).encode()
    assert outcomes(written(tmp_path / "one.json", data)) == [("one.json", "a")]


def test_a_list_of_messages_is_refused_as_one(tmp_path: Path) -> None:
    data = b"[\n" + line("a") + b",\n" + line("b") + b"]"
    assert outcomes(written(tmp_path / "list.json", data)) == [("list.json", "wrong_root")]


BATCH = declared(f"<Batch xmlns:x='urn:x'><!-- <MsgHead> -->{head(message_id='k1')} {head(message_id='k2')}</Batch>")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (kith_message(), [("f.xml", "kith-1")]),
        (declared(envelope(head())), [("f.xml", "kith-1")]),
        (
            declared(f"<B>{head(message_id='k1')}{head(message_id='k2')}</B>"),
            [("f.xml#1", "k1"), ("f.xml#2", "k2")],
        ),
        (
            declared(f"<B>{envelope(head(message_id='k1'))}\n{envelope(head(message_id='k2'))}</B>"),
            [("f.xml#1", "k1"), ("f.xml#2", "k2")],
        ),
        (
            declared(head(message_id="k1"), "ISO-8859-1") + declared(head(message_id="k2")),
            [("f.xml#1", "k1"), ("f.xml#2", "k2")],
        ),
        (
            kith_message() + b"something else" + kith_message()[:700],
            [("f.xml#1", "kith-1"), ("f.xml#2", "not_xml"), ("f.xml#3", "truncated")],
        ),
        (
            kith_message() + kith_message() + b"left over",
            [("f.xml#1", "kith-1"), ("f.xml#2", "kith-1"), ("f.xml#3", "not_xml")],
        ),
        (
            kith_message() + b"<!-- " + b"x" * 60_000 + b" -->" + kith_message(),
            [("f.xml#1", "kith-1"), ("f.xml#2", "kith-1")],
        ),
        (b"<Faktura/>", [("f.xml", "wrong_root")]),
        (b"rubbish", [("f.xml", "not_xml")]),
        (
            b"<a>" + b"x" * 1_500_000 + b"</a>" + head().encode(),
            [("f.xml#1", "too_large"), ("f.xml#2", "too_large"), ("f.xml#3", "kith-1")],
        ),
        (b"<a>" + b"x" * 1_500_000 + b"</a>", [("f.xml#1", "too_large"), ("f.xml#2", "too_large")]),
    ],
)
def test_xml_files(tmp_path: Path, data: bytes, expected: list[tuple[str, str]]) -> None:
    assert outcomes(written(tmp_path / "f.xml", data)) == expected


def test_a_comment_that_names_a_message_does_not_lose_one(tmp_path: Path) -> None:
    assert [what for _, what in outcomes(written(tmp_path / "f.xml", BATCH))] == ["k1", "k2"]


def test_messages_keep_the_namespaces_of_their_common_root(tmp_path: Path) -> None:
    name = "http://www.kith.no/xmlstds/msghead/2006-05-24"
    one, two = (head(message_id=key).replace(f' xmlns="{name}"', "") for key in ("k1", "k2"))
    path = written(tmp_path / "f.xml", declared(f'<Batch xmlns="{name}">{one}{two}</Batch>'))
    assert outcomes(path) == [("f.xml#1", "k1"), ("f.xml#2", "k2")]


def test_a_large_xml_file_is_read_in_pieces(tmp_path: Path) -> None:
    messages = [head(message_id=f"k{number}") for number in range(1200)]
    messages[700] = head(message_id="k700").replace("</MsgInfo>", "</MsgInfo>" + "<!-- x -->" * 400_000)
    path = written(tmp_path / "f.xml", declared(f"<Batch>{''.join(messages)}</Batch>"))
    found = outcomes(path)
    expected = [f"k{number}" for number in range(1200)]
    expected[700] = "too_large"
    assert [what for _, what in found] == expected
    content = path.read_bytes()
    for record in read_records([path], SMALL):
        assert content[record.place.offset :].startswith(b"<MsgHead ")


def test_a_folder_is_read_in_order_of_names(tmp_path: Path) -> None:
    written(tmp_path / "in/b.jsonl", line("b"))
    written(tmp_path / "in/a/z.xml", kith_message())
    written(tmp_path / "in/.hidden", b"x")
    written(tmp_path / "in/c.txt", b"not a message")
    written(tmp_path / "in/d.jsonl", b" \n")
    written(tmp_path / "in/e.xml", b"")
    (tmp_path / "in/f.xml").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "in/g.xml")
    assert outcomes(tmp_path / "in") == [
        ("in/a/z.xml", "kith-1"),
        ("in/b.jsonl:1", "b"),
        ("in/c.txt", "unknown_format"),
        ("in/d.jsonl", "empty_file"),
        ("in/e.xml", "empty_file"),
        ("in/f.xml", "link"),
        ("in/g.xml", "not_a_file"),
    ]


def test_a_path_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        find_sources([tmp_path / "nothing"])


MEMBERS = {
    "x/b.xml": kith_message(),
    "a.jsonl": line("a") + b"\n" + line("b"),
    "__MACOSX/._a": b"x",
    "x/": b"",
}


def as_zip(path: Path) -> None:
    zipped(path, MEMBERS)


def as_tar(path: Path) -> None:
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for name, data in sorted(MEMBERS.items()):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            archive.addfile(info, io.BytesIO(data))


@pytest.mark.parametrize(("name", "make"), [("i.zip", as_zip), ("i.tar", as_tar), ("i.tgz", as_tar)])
def test_archives(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    make(tmp_path / name)
    assert outcomes(tmp_path / name) == [
        (f"{name}!a.jsonl:1", "a"),
        (f"{name}!a.jsonl:2", "b"),
        (f"{name}!x/b.xml", "kith-1"),
    ]


def test_one_gzipped_file(tmp_path: Path) -> None:
    path = written(tmp_path / "n.jsonl.gz", gzip.compress(line("a")))
    assert outcomes(path) == [("n.jsonl.gz!n.jsonl:1", "a")]


def test_what_an_archive_should_not_hold(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = 0o120777 << 16
    inner = zipped(tmp_path / "inner.zip", {"a.xml": kith_message()}).read_bytes()
    path = zipped(
        tmp_path / "i.zip",
        {"../up.xml": b"<a/>", "/root.xml": b"<a/>", "inner.zip": inner, "ok.xml": kith_message()},
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert outcomes(path) == [
        ("i.zip!../up.xml", "unsafe_member_path"),
        ("i.zip!/root.xml", "unsafe_member_path"),
        ("i.zip!inner.zip", "nested_archive"),
        ("i.zip!link.xml", "link"),
        ("i.zip!ok.xml", "kith-1"),
    ]


def test_what_a_tar_should_not_hold(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "i.tar", "w") as archive:
        for name, kind in [
            ("s.xml", tarfile.SYMTYPE),
            ("h.xml", tarfile.LNKTYPE),
            ("d.xml", tarfile.CHRTYPE),
        ]:
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
    assert [what for _, what in outcomes(tmp_path / "i.tar")] == ["link", "link", "not_a_file"]


def test_a_member_with_a_password(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "i.zip", {"a.xml": kith_message()}).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert outcomes(written(tmp_path / "i.zip", bytes(data))) == [("i.zip!a.xml", "archive_password")]


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.jsonl.gz", "bomb.tgz"])
def test_bombs_stop_before_they_fill_the_memory(tmp_path: Path, name: str) -> None:
    zeros = b" " * 40_000_000
    if name.endswith("zip"):
        zipped(tmp_path / name, {"a.jsonl": line("a") + zeros})
    elif name.endswith("tgz"):
        with tarfile.open(tmp_path / name, "w:gz") as archive:
            info = tarfile.TarInfo("a.jsonl")
            info.size = len(zeros)
            archive.addfile(info, io.BytesIO(zeros))
    else:
        written(tmp_path / name, gzip.compress(line("a") + zeros))
    assert outcomes(tmp_path / name)[-1] == (name, "archive_too_large")


def test_too_many_members(tmp_path: Path) -> None:
    path = zipped(tmp_path / "i.zip", {f"{number}.xml": b"" for number in range(5)})
    found = outcomes(path, limits=Limits(max_members=3))
    assert [what for _, what in found] == ["empty_file"] * 3 + ["archive_too_large"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 and no more", "archive_damaged"),
        (b"PK\x05\x06" + b"\0" * 18, "empty_archive"),
        (gzip.compress(line("a") * 1000, mtime=0)[:60], "archive_damaged"),
        (b"7z\xbc\xaf\x27\x1c.....", "archive_unsupported"),
        (b"Rar!\x1a\x07\x01\x00", "archive_unsupported"),
    ],
)
def test_archives_that_cannot_be_read(tmp_path: Path, data: bytes, code: str) -> None:
    assert [what for _, what in outcomes(written(tmp_path / "i.bin", data))] == [code]


def test_a_damaged_member_does_not_hide_those_before_it(tmp_path: Path) -> None:
    path = zipped(tmp_path / "i.zip", {"a.jsonl": line("a"), "b.jsonl": b"".join(os.urandom(9) for _ in range(999))})
    data = bytearray(path.read_bytes())
    data[data.index(b"b.jsonl") + 500] ^= 0xFF
    found = outcomes(written(path, bytes(data)))
    assert found[0] == ("i.zip!a.jsonl:1", "a")
    assert found[-1] == ("i.zip", "archive_damaged")


def test_a_run_goes_on_from_any_position(tmp_path: Path) -> None:
    as_zip(tmp_path / "in.zip")
    written(tmp_path / "in/a.jsonl", b"\n".join([line("a"), b"rubbish", line("b")]))
    written(tmp_path / "in/b.xml", BATCH)
    for source in find_sources([tmp_path / "in.zip", tmp_path / "in"]):
        whole = list(read_source(source))
        assert [record.position for record in whole] == list(range(len(whole)))
        for skip in range(len(whole) + 1):
            assert list(read_source(source, skip=skip)) == whole[skip:]


def test_a_source_is_known_by_its_content(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one/a.jsonl", line("a")), written(tmp_path / "two/a.jsonl", line("a"))
    digests = {source.digest for source in find_sources([one, two])}
    folders = {source.digest for source in find_sources([one.parent, two.parent])}
    assert len(digests) == len(folders) == 1
    written(two, line("b"))
    assert find_sources([two.parent])[0].digest not in folders


def test_a_refusal_keeps_place_and_bytes(tmp_path: Path) -> None:
    path = written(tmp_path / "n.jsonl", b"\n\nrubbish \xff\n")
    refusal = parse_record(next(read_records([path])), OPTIONS)
    assert isinstance(refusal, Refusal)
    assert (refusal.data, refusal.format, str(refusal.place)) == (b"rubbish \xff", "stafett", "n.jsonl:3")
    assert refusal.place is not None
    assert refusal.place.offset == 2


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(["i.zip", "i.tar", "i.tgz", "i.xml"]),
    st.integers(0, 100_000),
    st.integers(0, 9),
    st.binary(max_size=9),
)
def test_damaged_files_never_raise(
    tmp_path_factory: pytest.TempPathFactory, name: str, place: int, cut: int, new: bytes
) -> None:
    path = tmp_path_factory.mktemp("damaged") / name
    if name == "i.xml":
        written(path, BATCH)
    else:
        (as_zip if name == "i.zip" else as_tar)(path)
    data = path.read_bytes()
    at = place % len(data)
    path.write_bytes(data[:at] + new + data[at + cut :])
    for record in read_records([path], SMALL):
        result = parse_record(record, OPTIONS)
        assert isinstance(result, Message) or result.code in CODES


def test_one_message_given_as_bytes_is_read_whatever_its_format() -> None:
    for data, message_id in [(line("a"), "a"), (kith_message(), "kith-1")]:
        found = read_one(data, "in/f.zip!g:3", OPTIONS)
        assert isinstance(found, Message)
        assert found.message_id == message_id


def test_one_message_cannot_be_two_or_none() -> None:
    two = read_one(line("a") + b"\n" + line("b"), "f", OPTIONS)
    none = read_one(b"\n", "f", OPTIONS)
    assert isinstance(two, Refusal)
    assert isinstance(none, Refusal)
    assert (two.code, two.params, none.code) == ("several_notes", {"count": 2}, "empty_file")
