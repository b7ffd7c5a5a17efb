"""Stafett's own format: the published schema, the round trip, and what the fields mean."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stafett.intake.checks import Options
from stafett.intake.jsonl import read_message
from stafett.intake.messages import Message, Period, json_schema
from stafett.people.numbers import make_identity_number

SCHEMA = Path(__file__).parents[2] / "docs/formats/sick-note.schema.json"

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
names = texts.filter(bool)
first_moment, last_moment = map(datetime.fromisoformat, ("1991-01-01", "2099-01-01"))
moments = st.datetimes(first_moment, last_moment, timezones=st.just(UTC))
optional_days = st.none() | st.dates(date(1990, 1, 1), date(2099, 1, 1))


@st.composite
def messages(draw: st.DrawFn) -> dict[str, object]:
    """Good messages, as what a sender writes."""
    signed = draw(moments)
    periods = []
    day = signed.date() + timedelta(days=draw(st.integers(-300, 30)))
    for _ in range(draw(st.integers(1, 4))):
        last = day + timedelta(days=draw(st.integers(0, 60)))
        kind = draw(st.sampled_from(["full", "graded", "waiting", "treatment_days", "travel_subsidy"]))
        periods.append(
            {
                "first_day": day.isoformat(),
                "last_day": last.isoformat(),
                "kind": kind,
                "grade": draw(st.integers(20, 99)) if kind == "graded" else None,
                "treatment_days_a_week": draw(st.integers(1, 5)) if kind == "treatment_days" else None,
            }
        )
        day = last + timedelta(days=draw(st.integers(1, 40)))
    kind = draw(st.sampled_from(["note", "correction", "cancellation"]))
    born = draw(st.dates(date(1940, 1, 1), date(2010, 1, 1)))
    injured = draw(optional_days)
    return {
        "version": 1,
        "message_id": "m-1",
        "kind": kind,
        "replaces": None if kind == "note" else "m-0",
        "signed_at": signed.isoformat(),
        "patient": {"identity_number": make_identity_number(born, 3), "family_name": draw(names)},
        "employer": {"situation": "one", "organisation_number": "810000007", "occupation": draw(texts)},
        "issuer": {"hpr_number": "123", "family_name": draw(names), "kind": "manual_therapist"},
        "periods": [] if kind == "cancellation" else draw(st.permutations(periods)),
        "occupational_injury_on": injured.isoformat() if injured else None,
        "message_to_nav": draw(st.none() | st.builds(lambda text: {"help_at_once": True, "text": text}, texts)),
        "answers": [{"group": "6.3", "question": "6.3.1", "answer": draw(texts), "restrictions": ["not_nav"]}],
    }


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(messages())
def test_what_is_written_is_read_back(sent: dict[str, object]) -> None:
    message = Message.model_validate_json(Message.model_validate(sent, strict=False).model_dump_json())
    again = read_message(message.model_dump_json().encode(), Options(synthetic="only"))
    assert again == message
    shorter = read_message(message.model_dump_json(exclude_defaults=True).encode(), Options(synthetic="only"))
    assert shorter == message


def test_the_published_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == json_schema(), (
        "write it anew: python -m stafett.intake.messages > docs/formats/sick-note.schema.json"
    )


def test_only_full_and_graded_periods_are_sick_days() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 2)
    periods = [
        Period(first_day=first, last_day=last, kind="full"),
        Period(first_day=first, last_day=last, kind="graded", grade=30),
        Period(first_day=first, last_day=last, kind="waiting"),
        Period(first_day=first, last_day=last, kind="treatment_days", treatment_days_a_week=1),
        Period(first_day=first, last_day=last, kind="travel_subsidy"),
    ]
    assert [period.sick_grade for period in periods] == [100, 30, 0, 0, 0]
