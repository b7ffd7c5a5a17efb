"""Why a record was refused, where it stood, and its bytes as they came."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

# Each code has its text under the key `refusal.<code>` in the catalogues; its parameters are filled in there.
CODES: Final = frozenset(
    {
        # the file or archive
        "archive_damaged",
        "archive_password",
        "archive_too_large",
        "archive_unsupported",
        "empty_archive",
        "empty_file",
        "link",
        "nested_archive",
        "not_a_file",
        "unknown_format",
        "unreadable_file",
        "unsafe_member_path",
        # the message as bytes
        "bad_character",
        "bad_encoding",
        "doctype",
        "not_json",
        "not_xml",
        "too_deep",
        "too_large",
        "truncated",
        # its structure
        "bad_date",
        "bad_value",
        "duplicate_element",
        "missing_element",
        "several_notes",
        "unknown_field",
        "unsupported_version",
        "wrong_root",
        "wrong_type",
        # what it says
        "grade_out_of_range",
        "grade_too_low",
        "invalid_hpr_number",
        "invalid_identity_number",
        "invalid_organisation_number",
        "message_id_reused",
        "missing_hpr",
        "no_periods",
        "note_too_early",
        "note_too_late",
        "other_message",
        "periods_end_before_start",
        "periods_overlap",
        "period_too_long",
        "replaces_missing",
        "replaces_not_expected",
        "replaces_itself",
        "several_period_kinds",
        "signed_in_future",
        "treatment_days_out_of_range",
        "unknown_diagnosis_system",
        "unknown_employer_situation",
        "unknown_period_kind",
        "unknown_restriction",
    }
)

Parameter = str | int

_ELEVEN_DIGITS = re.compile(r"[0-9]{6} ?[0-9]{5}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    What looks like an identity number is masked wherever it stands in `params`; U+0000, which the database cannot
    hold, is shown as the replacement character.
    """

    code: str
    params: Mapping[str, Parameter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        masked = {
            name: _ELEVEN_DIGITS.sub("***********", value.replace("\0", "\ufffd")) if isinstance(value, str) else value
            for name, value in self.params.items()
        }
        object.__setattr__(self, "params", masked)


class RefusedError(Exception):
    """Raised inside the readers; callers outside intake get a Refusal instead."""

    def __init__(self, code: str, **params: Parameter) -> None:
        super().__init__(code)
        self.problem = Problem(code, params)


class Place(NamedTuple):
    """Where a record stands. `path` is relative to the source's parent folder, with forward slashes.

    `member` is the name inside an archive. `line` (JSON Lines) and `message` (XML) count from 1; `offset`
    counts bytes from the start of the unpacked file.
    """

    path: str
    member: str | None = None
    line: int | None = None
    message: int | None = None
    offset: int = 0

    def __str__(self) -> str:
        """One line for lists and logs: `folder/file.zip!member.xml:12` (line) or `#3` (third message)."""
        member = f"!{self.member}" if self.member is not None else ""
        line = f":{self.line}" if self.line is not None else ""
        message = f"#{self.message}" if self.message is not None else ""
        return f"{self.path}{member}{line}{message}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was not taken in. `code` and `params` are the first problem, `also` the further ones.

    `data` are the original bytes, whole except where the record was too large to be held (`too_large`) or the
    file was of no known kind: then its beginning.
    """

    code: str
    params: Mapping[str, Parameter]
    place: Place | None
    data: bytes
    format: str | None = None
    also: tuple[Problem, ...] = ()
