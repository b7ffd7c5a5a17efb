"""A folder of sick notes as a bad day could bring it: every reason to refuse a record once, and good ones between."""

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.factories import EMPLOYER, number
from tests.intake.kith_messages import FULL, GRADED, declared, head, kith_message, period, sick_note

ON = "2026-02-02"
PERIOD = {"first_day": "2026-01-05", "last_day": "2026-01-18", "kind": "full"}


@dataclass(slots=True)
class Delivery:
    """What was written: the refusals to expect by code, with place and bytes, and the ids of the good messages."""

    folder: Path
    refused: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    good: list[str] = field(default_factory=list)


def own(message_id: str, serial: int = 1, **changes: Any) -> dict[str, Any]:
    """A good message in Stafett's own format; `patient__name=…` reaches inside, `...` leaves out."""
    message: dict[str, Any] = {
        "version": 1,
        "message_id": message_id,
        "signed_at": "2026-01-05T10:00:00+01:00",
        "patient": {"identity_number": number(serial), "family_name": f"Prøve{serial}"},
        "employer": {"situation": "one", "organisation_number": EMPLOYER, "name": "Prøvebedriften AS"},
        "issuer": {"hpr_number": "1234567", "family_name": "Lege"},
        "periods": [PERIOD],
    }
    for path, value in changes.items():
        *parents, name = path.split("__")
        at = message
        for parent in parents:
            at = at[parent]
        if value is ...:
            del at[name]
        else:
            at[name] = value
    return message


def as_line(message: dict[str, Any]) -> bytes:
    """The message as one line."""
    return json.dumps(message, ensure_ascii=False).encode()


def _period(**changes: Any) -> bytes:
    return as_line(own("p-1", periods=[PERIOD | changes]))


_RESTRICTED = {"group": "1", "question": "1", "answer": "x", "restrictions": ["nobody"]}
GRADED_PERIOD = PERIOD | {"kind": "graded", "grade": 50}

LINES: dict[str, bytes] = {
    "not_json": b"message_id;a-1",
    "truncated": as_line(own("l-1"))[:100],
    "wrong_root": b"1",
    "bad_encoding": as_line(own("l-2", patient__family_name="Sjø")).replace("ø".encode(), b"\xf8"),
    "bad_character": json.dumps(own("l-3", message_to_employer="\x00")).encode(),
    "too_large": as_line(own("l-4", message_to_employer="x" * 2_200_000)),
    "missing_element": as_line(own("l-5", patient=...)),
    "unsupported_version": as_line(own("l-6", version=2)),
    "unknown_field": as_line(own("l-7", colour="red")),
    "bad_value": as_line(own("l-22", employer__position_percent="half")),
    "invalid_identity_number": as_line(own("l-8", patient__identity_number="12345678901")),
    "unknown_employer_situation": as_line(own("l-9", employer__situation="two")),
    "invalid_organisation_number": as_line(own("l-10", employer__organisation_number="810000008")),
    "missing_hpr": as_line(own("l-11", issuer__hpr_number="")),
    "invalid_hpr_number": as_line(own("l-12", issuer__hpr_number="000")),
    "bad_date": json.dumps(own("l-13", signed_at="\x00")).encode(),
    "signed_in_future": as_line(own("l-14", signed_at="2026-02-04T10:00:00+01:00")),
    "replaces_missing": as_line(own("l-15", kind="correction")),
    "replaces_itself": as_line(own("l-16", kind="correction", replaces="l-16")),
    "replaces_not_expected": as_line(own("l-17", replaces="l-1")),
    "no_periods": as_line(own("l-18", periods=[])),
    "periods_end_before_start": _period(last_day="2026-01-04"),
    "periods_overlap": as_line(own("l-19", periods=[PERIOD, GRADED_PERIOD])),
    "unknown_period_kind": _period(kind="half"),
    "grade_out_of_range": _period(kind="graded", grade=100),
    "grade_too_low": _period(kind="graded", grade=19),
    "treatment_days_out_of_range": _period(kind="treatment_days", treatment_days_a_week=6),
    "period_too_long": _period(last_day="2027-01-06"),
    "note_too_early": _period(first_day="2022-12-01", last_day="2022-12-05"),
    "note_too_late": _period(first_day="2026-02-05", last_day="2026-02-06"),
    "unknown_diagnosis_system": as_line(own("l-20", diagnoses=[{"system": "icd-9", "code": "1"}])),
    "unknown_restriction": as_line(own("l-21", answers=[_RESTRICTED])),
    "message_id_reused": as_line(own("good-0", 2)),
}

ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 30))
DOCUMENTS: dict[str, bytes] = {
    "not_xml": b"<?xml version='1.0'?><a><b></a>",
    "doctype": f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{ENTITIES}]><a>&e29;</a>'.encode(),
    "too_deep": b"<a>" * 2000 + b"</a>" * 2000,
    "wrong_type": declared(head(kind="DIALOG_NOTAT")),
    "several_notes": kith_message(sick_note() * 2),
    "duplicate_element": kith_message(sick_note(patient="1").replace("<ho:Arb", "<ho:Pasient/><ho:Arb", 1)),
    "several_period_kinds": kith_message(sick_note(periods=period(GRADED + FULL))),
}


def _zip(**members: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return whole.getvalue()


def _locked_zip() -> bytes:
    data = bytearray(_zip(**{"a.xml": kith_message()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _tar_with_link() -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        info = tarfile.TarInfo("s.xml")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    return whole.getvalue()


@cache
def _bomb() -> bytes:
    return gzip.compress(as_line(own("bomb", message_to_employer="x")) + b" " * 40_000_000)


_INNER = _zip(**{"a.xml": kith_message()})
# Code -> the file's name and bytes, the place inside it, and what of it is kept.
FILES: dict[str, tuple[str, Callable[[], bytes], str, bytes]] = {
    "archive_damaged": ("damaged.zip", lambda: b"PK\x03\x04 and no more", "", b""),
    "archive_password": ("locked.zip", _locked_zip, "!a.xml", b""),
    "archive_too_large": ("bomb.jsonl.gz", _bomb, "", b""),
    "archive_unsupported": ("old.rar", lambda: b"Rar!\x1a\x07\x01\x00", "", b""),
    "empty_archive": ("empty.zip", lambda: b"PK\x05\x06" + b"\0" * 18, "", b""),
    "empty_file": ("empty.xml", lambda: b"\n", "", b"\n"),
    "link": ("link.tar", _tar_with_link, "!s.xml", b""),
    "nested_archive": ("nested.zip", lambda: _zip(**{"inner.zip": _INNER}), "!inner.zip", _INNER),
    "unknown_format": ("notes.csv", lambda: b"a;b;c\n", "", b"a;b;c\n"),
    "unsafe_member_path": ("up.zip", lambda: _zip(**{"../up.xml": b"<a/>"}), "!../up.xml", b""),
}


def write_delivery(folder: Path) -> Delivery:
    """Writes the folder; good messages stand between the bad ones, so that each bad one could have hidden some."""
    folder.mkdir()
    made = Delivery(folder)
    _write_lines(made)
    _write_documents(made)
    for code, (name, data, inside, kept) in FILES.items():
        (folder / name).write_bytes(data())
        made.refused[code] = (f"{folder.name}/{name}{inside}", kept)
    os.mkfifo(folder / "pipe.xml")
    made.refused["not_a_file"] = (f"{folder.name}/pipe.xml", b"")
    return made


def _write_lines(made: Delivery) -> None:
    lines = []
    for serial, (code, data) in enumerate(LINES.items()):
        if serial % 5 == 0:
            made.good.append(f"good-{serial}")
            lines.append(as_line(own(f"good-{serial}", serial + 10)))
        lines.append(data)
        kept = data[: 64 * 1024] if code == "too_large" else data
        made.refused[code] = (f"{made.folder.name}/lines.jsonl:{len(lines)}", kept)
    (made.folder / "lines.jsonl").write_bytes(b"\n".join(lines) + b"\n")


def _write_documents(made: Delivery) -> None:
    for name, (code, data) in enumerate(DOCUMENTS.items()):
        (made.folder / f"{name}.xml").write_bytes(data)
        made.refused[code] = (f"{made.folder.name}/{name}.xml", data)
    good = declared(head(sick_note(patient=number(90)), message_id="kith-good"))
    (made.folder / "good.zip").write_bytes(_zip(**{"a.xml": good}))
    made.good.append("kith-good")
