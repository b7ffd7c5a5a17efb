"""Stafett's own sick-note message, version 1: what every format is normalised into.

One message is one sick note, the correction of one, or its cancellation. The JSON Schema in docs/formats is
made from these models (`python -m stafett.intake.messages`). Types and shapes are checked here, all of it
inside pydantic-core because a hundred thousand messages pass; what needs knowledge of the domain is checked
in `checks`.
"""

import json
import sys
from datetime import date
from typing import Annotated, Final, Literal, cast

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

SCHEMA_ID: Final = "urn:stafett:sick-note:1"

MessageId = Annotated[str, Field(pattern=r"^[!-~]{1,150}$")]
Name = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=100_000)]
Percent = Annotated[int, Field(ge=0, le=100)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class Patient(_Part):
    identity_number: Annotated[str, Field(pattern=r"^[0-9]{11}$")]
    """National identity number or D-number, eleven digits."""
    family_name: Annotated[str, Field(min_length=1, max_length=200)]
    given_name: Name = ""
    middle_name: Name = ""


class EmployerOnNote(_Part):
    situation: Literal["one", "several", "none"]
    """Whether the patient has one employer, several, or none; the rest is about the employer of this note."""
    organisation_number: Annotated[str, Field(pattern=r"^[0-9]{9}$")] | None = None
    name: Name = ""
    occupation: Name = ""
    position_percent: Annotated[int, Field(ge=0, le=999)] | None = None


MedicalCause = Literal["condition_prevents", "work_worsens", "work_delays_recovery", "other"]
WorkplaceCause = Literal["not_accommodated", "other"]
OtherAbsenceCause = Literal[
    "institution",
    "treatment",
    "work_measure",
    "grant",
    "examination",
    "infection_risk",
    "abortion",
    "infertility_treatment",
    "donor",
    "sterilisation",
    "other",
]


class MedicalReason(_Part):
    """Why no work is possible, on the patient's side; never shown to the employer."""

    causes: Annotated[tuple[MedicalCause, ...], Field(max_length=20)] = ()
    text: Text = ""


class WorkplaceReason(_Part):
    """Why no work is possible, on the workplace's side."""

    causes: Annotated[tuple[WorkplaceCause, ...], Field(max_length=20)] = ()
    text: Text = ""


class OtherAbsence(_Part):
    """Absence with a right to sick pay though not incapacitated (ftrl. § 8-4 third paragraph)."""

    causes: Annotated[tuple[OtherAbsenceCause, ...], Field(max_length=20)] = ()
    text: Text = ""


PeriodKind = Literal["full", "graded", "waiting", "treatment_days", "travel_subsidy"]


class Period(_Part):
    first_day: date
    last_day: date
    """The last day is part of the period."""
    kind: PeriodKind
    grade: int | None = None
    """Only for graded: per cent of the ordinary working time that the patient is absent, 20 to 99."""
    treatment_days_a_week: int | None = None
    """Only for treatment_days: 1 to 5."""
    travel_subsidy: bool = False
    """Travel subsidy beside a graded period; a period of travel subsidy alone has its own kind."""
    medical_reason: MedicalReason | None = None
    workplace_reason: WorkplaceReason | None = None
    message_to_employer: Text = ""
    """Only for waiting: what the employer could do so that the patient need not be on sick leave."""

    @property
    def sick_grade(self) -> int:
        """100 for full, the grade for graded, 0 for the kinds that are not sick days by themselves."""
        if self.kind == "full":
            return 100
        return self.grade or 0


class Diagnosis(_Part):
    system: Literal["icpc-2", "icpc-2b", "icd-10"]
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9.+*\- ]{1,20}$")]
    main: bool = False
    text: Text = ""


class InWork(_Part):
    """Prognosis for a patient with an employer."""

    own_work_expected: bool | None = None
    own_work_from: date | None = None
    other_work_expected: bool | None = None
    assessed_again_on: date | None = None


class NotInWork(_Part):
    """Prognosis for a patient without an employer."""

    fit_expected: bool | None = None
    fit_from: date | None = None
    assessed_again_on: date | None = None


class Prognosis(_Part):
    fit_after_period: bool | None = None
    workplace_considerations: Text = ""
    in_work: InWork | None = None
    not_in_work: NotInWork | None = None


Restriction = Literal["not_employer", "not_patient", "not_nav"]


class Answer(_Part):
    """One of the elaborating questions that the issuer answers after 7, 17 and 39 weeks."""

    group: Name
    """Number of the group of questions, such as 6.3."""
    group_text: Text = ""
    question: Name
    """Number of the question, such as 6.3.1."""
    question_text: Text = ""
    answer: Text
    restrictions: Annotated[tuple[Restriction, ...], Field(max_length=3)] = ()
    """Whom the answer must not be shown to."""


class MessageToNav(_Part):
    help_at_once: bool
    text: Text = ""


class Measures(_Part):
    """What the issuer thinks would help."""

    workplace: Text = ""
    nav: Text = ""
    other: Text = ""


class FollowUpPlan(_Part):
    """What the issuer has had to do with the employer's follow-up plan and the first dialogue meeting."""

    plan_received: bool | None = None
    called_to_dialogue_1: bool | None = None
    took_part_in_dialogue_1: bool | None = None
    reason_not_taken_part: Text = ""


class PatientContact(_Part):
    treated_at: AwareDatetime | None = None
    contact_on: date | None = None
    """When the patient was first seen in this absence, if the note begins before it was written."""
    reason_no_contact: Text = ""


class IssuerOfNote(_Part):
    hpr_number: Annotated[str, Field(pattern=r"^[0-9]{1,9}$")]
    her_id: Annotated[str, Field(max_length=20)] | None = None
    kind: Literal["doctor", "chiropractor", "manual_therapist"] | None = None
    family_name: Annotated[str, Field(min_length=1, max_length=200)]
    given_name: Name = ""
    middle_name: Name = ""


class Organisation(_Part):
    """Sender or receiver as the envelope names it; not checked against any register."""

    name: Name = ""
    her_id: Annotated[str, Field(max_length=20)] | None = None
    organisation_number: Annotated[str, Field(max_length=20)] | None = None


class SenderSystem(_Part):
    name: Name = ""
    version: Name = ""


class Message(_Part):
    """A sick note, the correction of one, or its cancellation: Stafett's own format, version 1."""

    model_config = ConfigDict(title="Sick note")

    version: Literal[1]
    format: Literal["stafett", "kith"] = "stafett"
    """The format in which the message first came."""
    message_id: MessageId
    """Unique for the sender. A message that comes again with the same id changes nothing."""
    kind: Literal["note", "correction", "cancellation"] = "note"
    replaces: MessageId | None = None
    """The message_id of the note that a correction or cancellation replaces."""
    signed_at: AwareDatetime
    received_at: AwareDatetime | None = None
    """When the first receiver got it, if that was somebody else than Stafett."""
    patient: Patient
    employer: EmployerOnNote | None = None
    """Required for a note or a correction."""
    issuer: IssuerOfNote
    status: Literal["new", "confirmed", "sent"] = "new"
    """How far the patient has taken it: new (nothing done or not known), confirmed, sent to the employer."""
    periods: Annotated[tuple[Period, ...], Field(max_length=100)] = ()
    """Required for a note or a correction. They may not overlap."""
    spell_start_claimed: date | None = None
    """When the absence began in the issuer's view; Stafett computes its own."""
    diagnoses: Annotated[tuple[Diagnosis, ...], Field(max_length=50)] = ()
    other_absence: OtherAbsence | None = None
    pregnancy: bool = False
    occupational_injury: bool = False
    occupational_injury_on: date | None = None
    shielded_from_patient: bool = False
    prognosis: Prognosis | None = None
    answers: Annotated[tuple[Answer, ...], Field(max_length=200)] = ()
    measures: Measures | None = None
    follow_up_plan: FollowUpPlan | None = None
    message_to_nav: MessageToNav | None = None
    message_to_employer: Text = ""
    contact: PatientContact | None = None
    sender: Organisation | None = None
    receiver: Organisation | None = None
    sender_system: SenderSystem | None = None
    rule_set: Name = ""
    """Version of the elaborating questions and their rules in the sender's system."""
    barcode: Name = ""


def json_schema() -> str:
    """The published JSON Schema, as it stands in docs/formats/sick-note.schema.json."""
    schema = cast("dict[str, object]", Message.model_json_schema())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    return json.dumps(head | schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(json_schema())
