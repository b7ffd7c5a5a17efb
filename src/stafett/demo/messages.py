"""Planned notes as lines of JSON in Stafett's own format: what a sender would deliver to the intake."""

import json
from typing import Any, Final

from stafett.core.dates import date_of
from stafett.demo.chance import pick, uniform
from stafett.demo.notes import NotePlan
from stafett.demo.population import PersonPlan
from stafett.demo.region import RegionPlan
from stafett.demo.words import words

_ANSWERS_FROM_DAY: Final = 50
_ANSWERED: Final = 0.7
_PROGNOSIS: Final = 0.6


def line_of(note: NotePlan, person: PersonPlan, region: RegionPlan, *, seed: int) -> bytes:
    """The message as one line. Texts and prognosis follow from the seed and the note's id."""
    issuer = region.issuers[note.issuer]
    message: dict[str, Any] = {
        "version": 1,
        "message_id": note.message_id,
        "kind": note.kind,
        "replaces": note.replaces or None,
        "signed_at": f"{_iso(note.signed)}T08:30:00+00:00",
        "patient": {
            "identity_number": person.identity_number,
            "given_name": person.given_name,
            "family_name": person.family_name,
        },
        "employer": _employer(note, person, region),
        "issuer": {
            "hpr_number": issuer.hpr_number,
            "kind": issuer.kind,
            "given_name": issuer.given_name,
            "family_name": issuer.family_name,
        },
        "status": note.status,
        "periods": [_period(*period) for period in note.periods],
        "diagnoses": [_diagnosis(note)],
        "pregnancy": note.pregnancy,
        "prognosis": _prognosis(note, seed),
        "answers": _answers(note, seed),
        "message_to_nav": _to_nav(note, seed),
    }
    return json.dumps(message, ensure_ascii=False).encode()


def _iso(day: int) -> str:
    return date_of(day).isoformat()


def _diagnosis(note: NotePlan) -> dict[str, Any]:
    words_for_it = words()["diagnosis_texts"][note.diagnosis]
    return {"system": "icpc-2", "code": note.diagnosis, "main": True, "text": words_for_it}


def _employer(note: NotePlan, person: PersonPlan, region: RegionPlan) -> dict[str, Any]:
    if note.job < 0:
        return {"situation": "none"}
    job = person.jobs[note.job]
    employer = region.employers[job.employer]
    return {
        "situation": "several" if len(person.jobs) > 1 else "one",
        "organisation_number": employer.organisation_number,
        "name": employer.name,
        "occupation": job.occupation,
        "position_percent": job.percent,
    }


def _period(first: int, last: int, kind: str, grade: int) -> dict[str, Any]:
    period: dict[str, Any] = {"first_day": _iso(first), "last_day": _iso(last), "kind": kind}
    if kind == "graded":
        period["grade"] = grade
    if kind == "treatment_days":
        period["treatment_days_a_week"] = 1
    return period


def _prognosis(note: NotePlan, seed: int) -> dict[str, Any] | None:
    if not note.ends_spell or not note.periods or uniform(seed, "prognosis", note.message_id) > _PROGNOSIS:
        return None
    back = _iso(note.periods[-1][1] + 1)
    return {"fit_after_period": True, "in_work": {"own_work_expected": True, "own_work_from": back}}


def _answers(note: NotePlan, seed: int) -> list[dict[str, str]]:
    """Elaborating answers come with most notes that begin when seven weeks have passed."""
    if note.day_of_spell < _ANSWERS_FROM_DAY or uniform(seed, "answers", note.message_id) > _ANSWERED:
        return []
    return [
        {
            "group": each["group"],
            "question": each["question"],
            "question_text": each["asked"],
            "answer": each["text"],
        }
        for each in words()["extended_answers"]
    ]


def _to_nav(note: NotePlan, seed: int) -> dict[str, Any] | None:
    if not note.help_at_once:
        return None
    text = pick(words()["issuer_wishes"], uniform(seed, "wish", note.message_id))
    return {"help_at_once": True, "text": text}
