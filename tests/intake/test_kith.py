"""KITH messages: what is read, what is refused and why."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stafett.intake.checks import Options
from stafett.intake.kith import read_message
from stafett.intake.messages import Message
from stafett.intake.refusals import CODES, Problem
from tests.intake.kith_messages import (
    FULL,
    GRADED,
    ICD10,
    ICPC2,
    ISSUER_IDENTS,
    MAIN_DIAGNOSIS,
    PATIENT,
    declared,
    envelope,
    head,
    kith_message,
    period,
    sick_note,
)

OPTIONS = Options(synthetic="only")


def accepted(data: bytes, options: Options = OPTIONS) -> Message:
    found = read_message(data, options)
    assert isinstance(found, Message), found
    return found


def refused(data: bytes, options: Options = OPTIONS) -> Problem:
    found = read_message(data, options)
    assert isinstance(found, list)
    assert {problem.code for problem in found} <= CODES
    return found[0]


def test_a_plain_note() -> None:
    message = accepted(kith_message())
    assert message.message_id == "kith-1"
    assert message.signed_at == datetime(2026, 2, 2, 8, 31, tzinfo=UTC)
    assert (message.kind, message.status, message.format, message.replaces) == ("note", "new", "kith", None)
    assert (message.patient.identity_number, message.patient.family_name) == (PATIENT, "Sjøbakk")
    assert message.employer is not None
    assert (message.employer.situation, message.employer.name) == ("one", "Fjordbruk")
    assert (message.issuer.hpr_number, message.issuer.family_name) == ("1234567", "Vik")
    assert message.sender is not None
    assert (message.sender.name, message.sender.her_id) == ("Prøvelegene", "901")
    assert message.sender.organisation_number == "987654325"
    assert message.receiver is not None
    assert message.receiver.her_id == "902"
    assert message.sender_system is not None
    assert (message.sender_system.name, message.rule_set, message.barcode) == ("Prøvejournal", "3", "S-1")
    assert message.spell_start_claimed == date(2026, 2, 2)
    assert [(p.first_day, p.last_day, p.kind, p.sick_grade) for p in message.periods] == [
        (date(2026, 2, 2), date(2026, 2, 15), "full", 100)
    ]
    assert [(d.system, d.code, d.main) for d in message.diagnoses] == [("icpc-2", "L03", True)]


def test_times_without_a_zone_are_norwegian() -> None:
    message = accepted(kith_message())
    assert message.contact is not None
    assert message.contact.treated_at == datetime(2026, 2, 2, 8, 30, tzinfo=UTC)


TREATMENT = "<ho:Behandlingsdager><ho:AntallBehandlingsdagerUke>1</ho:AntallBehandlingsdagerUke></ho:Behandlingsdager>"
ALL_KINDS = "".join(
    [
        period(
            "<ho:AvventendeSykmelding><ho:InnspillTilArbeidsgiver>Krakk</ho:InnspillTilArbeidsgiver>"
            "</ho:AvventendeSykmelding>",
            "2026-02-01",
            "2026-02-05",
        ),
        period(
            "<ho:GradertSykmelding><ho:Sykmeldingsgrad>40</ho:Sykmeldingsgrad>"
            "<ho:Reisetilskudd>1</ho:Reisetilskudd></ho:GradertSykmelding>",
            "2026-02-06",
            "2026-02-10",
        ),
        period(
            "<ho:AktivitetIkkeMulig><ho:MedisinskeArsaker><ho:Arsakskode V='2'/><ho:Arsakskode V='Q' DN='Annet'/>"
            "<ho:Beskriv>Smerter</ho:Beskriv></ho:MedisinskeArsaker><ho:Arbeidsplassen><ho:Arsakskode V='1'/>"
            "</ho:Arbeidsplassen></ho:AktivitetIkkeMulig>",
            "2026-02-11",
            "2026-02-20",
        ),
        period(TREATMENT, "2026-02-21", "2026-02-25"),
        period("<ho:Reisetilskudd>true</ho:Reisetilskudd>", "2026-02-26", "2026-02-28"),
    ]
)


def test_all_kinds_of_periods() -> None:
    waiting, graded, full, treatment, travel = accepted(kith_message(sick_note(periods=ALL_KINDS))).periods
    assert (waiting.kind, waiting.message_to_employer, waiting.sick_grade) == ("waiting", "Krakk", 0)
    assert (graded.kind, graded.grade, graded.travel_subsidy) == ("graded", 40, True)
    assert full.medical_reason is not None
    assert full.workplace_reason is not None
    assert full.medical_reason.causes == ("work_worsens", "other")
    assert full.medical_reason.text == "Annet\nSmerter"
    assert full.workplace_reason.causes == ("not_accommodated",)
    assert (treatment.kind, treatment.treatment_days_a_week, treatment.sick_grade) == ("treatment_days", 1, 0)
    assert (travel.kind, travel.sick_grade) == ("travel_subsidy", 0)


MEDICAL = (
    f'{MAIN_DIAGNOSIS}<ho:BiDiagnoser><ho:Diagnosekode V="M545" S="{ICD10}"/><ho:Diagnosekode V="P76" S="{ICPC2}"/>'
    "</ho:BiDiagnoser><ho:AnnenFraversArsak><ho:Arsakskode V='5'/><ho:Beskriv>Kontroll</ho:Beskriv>"
    "</ho:AnnenFraversArsak><ho:Svangerskap>true</ho:Svangerskap><ho:Yrkesskade>1</ho:Yrkesskade>"
    "<ho:YrkesskadeDato>2026-01-30</ho:YrkesskadeDato><ho:SkjermesForPasient>true</ho:SkjermesForPasient>"
)


def test_the_medical_assessment() -> None:
    message = accepted(kith_message(sick_note(medical=MEDICAL)))
    assert [(d.system, d.code, d.main) for d in message.diagnoses] == [
        ("icpc-2", "L03", True),
        ("icd-10", "M545", False),
        ("icpc-2", "P76", False),
    ]
    assert message.other_absence is not None
    assert (message.other_absence.causes, message.other_absence.text) == (("examination",), "Kontroll")
    assert message.pregnancy
    assert message.occupational_injury
    assert message.shielded_from_patient
    assert message.occupational_injury_on == date(2026, 1, 30)


AFTER_ACTIVITY = """
<ho:Prognose>
<ho:ArbeidsforEtterEndtPeriode>false</ho:ArbeidsforEtterEndtPeriode>
<ho:BeskrivHensynArbeidsplassen>Ro</ho:BeskrivHensynArbeidsplassen>
<ho:ErIArbeid><ho:EgetArbeidPaSikt>true</ho:EgetArbeidPaSikt><ho:ArbeidFraDato>2026-05-01</ho:ArbeidFraDato>
<ho:AnnetArbeidPaSikt>false</ho:AnnetArbeidPaSikt><ho:VurderingDato>2026-04-01</ho:VurderingDato></ho:ErIArbeid>
</ho:Prognose>
<ho:UtdypendeOpplysninger><ho:SpmGruppe><ho:SpmGruppeId>6.3</ho:SpmGruppeId>
<ho:SpmGruppeTekst>Uke 7</ho:SpmGruppeTekst>
<ho:SpmSvar><ho:SpmId>6.3.1</ho:SpmId><ho:SpmTekst>Historie?</ho:SpmTekst>
<ho:Restriksjon><ho:Restriksjonskode V="A"/>
<ho:Restriksjonskode V="P"/><ho:Restriksjonskode V="N"/></ho:Restriksjon>
<ho:SvarTekst>Lang</ho:SvarTekst></ho:SpmSvar>
<ho:SpmSvar><ho:SpmId>6.3.2</ho:SpmId><ho:SpmTekst>Videre?</ho:SpmTekst><ho:SvarTekst>Ja</ho:SvarTekst></ho:SpmSvar>
</ho:SpmGruppe></ho:UtdypendeOpplysninger>
<ho:Tiltak><ho:TiltakArbeidsplassen>Krakk</ho:TiltakArbeidsplassen><ho:TiltakNAV>Kurs</ho:TiltakNAV></ho:Tiltak>
<ho:Oppfolgingsplan><ho:MottattOppfolgingsplan>true</ho:MottattOppfolgingsplan></ho:Oppfolgingsplan>
<ho:MeldingTilNav><ho:BistandNAVUmiddelbart>true</ho:BistandNAVUmiddelbart>
<ho:BeskrivBistandNAV>Ring</ho:BeskrivBistandNAV></ho:MeldingTilNav>
<ho:MeldingTilArbeidsgiver>Takk</ho:MeldingTilArbeidsgiver>"""


def test_prognosis_answers_and_messages() -> None:
    message = accepted(kith_message(sick_note(after_activity=AFTER_ACTIVITY)))
    assert message.prognosis is not None
    assert message.prognosis.fit_after_period is False
    assert message.prognosis.in_work is not None
    assert message.prognosis.in_work.own_work_from == date(2026, 5, 1)
    assert message.prognosis.in_work.other_work_expected is False
    assert message.prognosis.not_in_work is None
    assert [(a.group, a.question, a.answer, a.restrictions) for a in message.answers] == [
        ("6.3", "6.3.1", "Lang", ("not_employer", "not_patient", "not_nav")),
        ("6.3", "6.3.2", "Ja", ()),
    ]
    assert message.measures is not None
    assert (message.measures.workplace, message.measures.nav) == ("Krakk", "Kurs")
    assert message.follow_up_plan is not None
    assert message.follow_up_plan.plan_received
    assert message.message_to_nav is not None
    assert (message.message_to_nav.help_at_once, message.message_to_nav.text) == (True, "Ring")
    assert message.message_to_employer == "Takk"


def test_a_message_to_nav_without_the_tick_does_not_ask_for_help_at_once() -> None:
    text = "<ho:MeldingTilNav><ho:BeskrivBistandNAV>Snart</ho:BeskrivBistandNAV></ho:MeldingTilNav>"
    message = accepted(kith_message(sick_note(after_activity=text)))
    assert message.message_to_nav is not None
    assert (message.message_to_nav.help_at_once, message.message_to_nav.text) == (False, "Snart")


@pytest.mark.parametrize(
    ("coded", "situation"),
    [
        ('V="1"', "one"),
        ('V="2" DN="Flere arbeidsgivere"', "several"),
        ('V="3"', "none"),
        ('V="0" DN="Ingen arbeidsgiver"', "none"),
        ('DN="Flere arbeidsgivere"', "several"),
        ('V="EN" DN="Én arbeidsgiver"', "one"),
    ],
)
def test_has_employer(coded: str, situation: str) -> None:
    message = accepted(kith_message(sick_note(employer=f"<ho:HarArbeidsgiver {coded}/>")))
    assert message.employer is not None
    assert message.employer.situation == situation


def test_prefixes_do_not_matter() -> None:
    text = head().replace("ho:", "x1:").replace(":ho=", ":x1=").replace("fk1:", "").replace(":fk1=", "=")
    assert accepted(declared(text)) == accepted(kith_message())


@pytest.mark.parametrize(
    ("encoding", "written_in"),
    [
        ("utf-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("ISO-8859-1", "iso-8859-1"),
        ("ISO-8859-1", "utf-8"),
        ("windows-1252", "cp1252"),
        ("ISO-8859-15", "iso-8859-15"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings_as_in_life(encoding: str, written_in: str) -> None:
    assert accepted(declared(head(), encoding, written_in=written_in)).patient.given_name == "Åse"


def test_two_encodings_in_one_message() -> None:
    data = declared(head(), "ISO-8859-1").replace("Sjøbakk".encode("latin-1"), "Sjøbakk".encode())
    message = accepted(data)
    assert (message.patient.family_name, message.patient.given_name) == ("Sjøbakk", "Åse")


def test_windows_quotes_in_what_claims_to_be_latin_1() -> None:
    note = sick_note(after_activity="<ho:MeldingTilArbeidsgiver>“Ro” på jobb €</ho:MeldingTilArbeidsgiver>")
    data = declared(head(note), "ISO-8859-1", written_in="cp1252")
    assert accepted(data).message_to_employer == "“Ro” på jobb €"


def test_the_receiving_system_says_when_it_came() -> None:
    message = accepted(declared(envelope(head())))
    assert message.received_at == datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
    assert message.message_id == "kith-1"


def test_the_hpr_number_may_stand_with_the_senders_health_professional() -> None:
    professional = (
        '<HealthcareProfessional><TypeHealthcareProfessional V="KI"/><FamilyName>Vik</FamilyName>'
        "<GivenName>Bo</GivenName>"
        '<Ident><Id>7654321</Id><TypeId V="HPR"/></Ident></HealthcareProfessional>'
    )
    issuer = accepted(declared(head(sick_note(idents=""), professional=professional))).issuer
    assert (issuer.hpr_number, issuer.kind) == ("7654321", "chiropractor")
    colleague = professional.replace("<GivenName>Bo", "<GivenName>Liv")
    assert refused(declared(head(sick_note(idents=""), professional=colleague))).code == "missing_hpr"


def test_the_issuers_identity_number_is_not_kept() -> None:
    number = PATIENT[::-1]
    idents = f'<ho:Id><fk1:Id>{number}</fk1:Id><fk1:TypeId V="FNR"/></ho:Id>{ISSUER_IDENTS}'
    assert number not in accepted(kith_message(sick_note(idents=idents))).model_dump_json()


def test_attachments_beside_the_note_are_passed_over() -> None:
    attachment = "<Document><RefDoc><MsgType V='A'/><Content><b>bilde</b></Content></RefDoc></Document></MsgHead>"
    assert accepted(declared(head().replace("</MsgHead>", attachment))).message_id == "kith-1"


NOTE = sick_note()
LATER_VERSION = "http://www.kith.no/xmlstds/HelseOpplysningerArbeidsuforhet/2030-01-01"
SITUATION_9 = "<ho:HarArbeidsgiver V='9'/>"
HALF_A_POSITION = "<ho:HarArbeidsgiver V='1'/><ho:Stillingsprosent>halv</ho:Stillingsprosent>"
EIGHT_DAYS_A_WEEK = TREATMENT.replace(">1<", ">8<")
REFUSED: list[tuple[str, bytes, str]] = [
    ("no XML", b"<?xml version='1.0'?><a><b></a>", "not_xml"),
    ("text", b"Hei", "not_xml"),
    ("half a message", kith_message()[:900], "truncated"),
    ("document type", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "doctype"),
    ("document type in UTF-16", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'.encode("utf-16"), "doctype"),
    ("too deep", b"<a>" * 2000 + b"</a>" * 2000, "too_deep"),
    ("too large", b"<a>" + b" " * 2_200_000 + b"</a>", "too_large"),
    ("UTF-8 that is none", declared(head(), "utf-8", written_in="latin-1"), "bad_encoding"),
    ("unknown encoding", b"<?xml version='1.0' encoding='EBCDIC-NO'?><a/>", "bad_encoding"),
    ("UTF-7", b"<?xml version='1.0' encoding='UTF-7'?><a/>", "bad_encoding"),
    ("another root", b"<Faktura/>", "wrong_root"),
    ("the note without its head", declared(NOTE), "wrong_root"),
    ("another message type", declared(head(kind="DIALOG_NOTAT")), "wrong_type"),
    ("another head", declared(head(namespace="http://www.kith.no/xmlstds/msghead/2004")), "unsupported_version"),
    ("another version", kith_message(sick_note(namespace=LATER_VERSION)), "unsupported_version"),
    ("no note inside", kith_message(""), "missing_element"),
    ("two notes inside", kith_message(NOTE + NOTE), "several_notes"),
    ("no message id", declared(head(message_id="")), "missing_element"),
    ("a message id of two lines", declared(head(message_id="a b")), "bad_value"),
    ("no date in the head", declared(head(generated="")), "missing_element"),
    ("no moment", declared(head(generated="2026-02-30T10:00:00Z")), "bad_date"),
    ("a far future", declared(head(generated="9999-07-31T10:00:00Z")), "bad_date"),
    ("no patient", kith_message(NOTE.replace("ho:Pasient>", "ho:Annen>")), "missing_element"),
    (
        "two patients",
        kith_message(NOTE.replace("<ho:Arbeidsgiver>", "<ho:Pasient/><ho:Arbeidsgiver>")),
        "duplicate_element",
    ),
    ("wrong identity number", kith_message(sick_note(patient=PATIENT[:-1] + "x")), "invalid_identity_number"),
    ("short identity number", kith_message(sick_note(patient="123")), "invalid_identity_number"),
    ("unknown employer situation", kith_message(sick_note(employer=SITUATION_9)), "unknown_employer_situation"),
    ("position that is no number", kith_message(sick_note(employer=HALF_A_POSITION)), "bad_value"),
    ("no HPR", kith_message(sick_note(idents="")), "missing_hpr"),
    ("HPR of ten digits", kith_message(NOTE.replace("1234567<", "1234567890<")), "invalid_hpr_number"),
    ("no periods", kith_message(sick_note(periods="")), "no_periods"),
    ("a day that is none", kith_message(sick_note(periods=period(last="2026-02-31"))), "bad_date"),
    ("a week as date", kith_message(sick_note(periods=period(last="2026-W09-1"))), "bad_date"),
    ("a year before time", kith_message(sick_note(periods=period(first="-0045-01-01"))), "bad_date"),
    ("no last day", kith_message(sick_note(periods=period(last=""))), "missing_element"),
    ("turned period", kith_message(sick_note(periods=period(last="2026-02-01"))), "periods_end_before_start"),
    (
        "overlap",
        kith_message(sick_note(periods=period() + period(GRADED, "2026-02-15", "2026-03-01"))),
        "periods_overlap",
    ),
    ("grade 10", kith_message(sick_note(periods=period(GRADED.replace("60", "10")))), "grade_too_low"),
    ("grade 100", kith_message(sick_note(periods=period(GRADED.replace("60", "100")))), "grade_out_of_range"),
    ("no grade", kith_message(sick_note(periods=period(GRADED.replace("60", "")))), "missing_element"),
    (
        "treatment every day and more",
        kith_message(sick_note(periods=period(EIGHT_DAYS_A_WEEK))),
        "treatment_days_out_of_range",
    ),
    ("unknown kind of period", kith_message(sick_note(periods=period("<ho:Hvile/>"))), "unknown_period_kind"),
    (
        "no kind of period",
        kith_message(sick_note(periods=period("<ho:Reisetilskudd>false</ho:Reisetilskudd>"))),
        "unknown_period_kind",
    ),
    ("two kinds of one period", kith_message(sick_note(periods=period(GRADED + FULL))), "several_period_kinds"),
    ("longer than a year", kith_message(sick_note(periods=period(last="2027-06-01"))), "period_too_long"),
    ("far back", kith_message(sick_note(periods=period(first="2022-02-01", last="2022-02-10"))), "note_too_early"),
    ("far ahead", kith_message(sick_note(periods=period(first="2026-04-01", last="2026-04-10"))), "note_too_late"),
    (
        "unknown code system",
        kith_message(sick_note(medical=MAIN_DIAGNOSIS.replace(ICPC2, "1.2.3"))),
        "unknown_diagnosis_system",
    ),
    ("no diagnosis code", kith_message(sick_note(medical=MAIN_DIAGNOSIS.replace("L03", ""))), "missing_element"),
    ("two main diagnoses", kith_message(sick_note(medical=MAIN_DIAGNOSIS * 2)), "duplicate_element"),
    ("neither true nor false", kith_message(sick_note(medical="<ho:Svangerskap>ja</ho:Svangerskap>")), "bad_value"),
    (
        "unknown restriction",
        kith_message(sick_note(after_activity=AFTER_ACTIVITY.replace('V="P"', 'V="X"'))),
        "unknown_restriction",
    ),
]


@pytest.mark.parametrize(("data", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_a_refusal_names_element_and_line() -> None:
    data = kith_message(sick_note(medical="<ho:Svangerskap>ja</ho:Svangerskap>"))
    problem = refused(data)
    assert str(problem.params["element"]).endswith("MedisinskVurdering/Svangerskap")
    assert problem.params["line"] == data[: data.index(b"Svangerskap")].count(b"\n") + 1


def test_a_refusal_never_repeats_the_identity_number() -> None:
    wrong = PATIENT[:-1] + str((int(PATIENT[-1]) + 1) % 10)
    problem = refused(kith_message(sick_note(patient=wrong)))
    assert problem == Problem("invalid_identity_number", {"why": "check_digits"})


def test_all_that_is_wrong_is_told() -> None:
    periods = period(last="2026-02-01") + period(GRADED.replace("60", "5"), "2026-03-01", "2026-03-10")
    found = read_message(kith_message(sick_note(periods=periods, patient="1" * 11)), OPTIONS)
    assert isinstance(found, list)
    assert [problem.code for problem in found] == [
        "invalid_identity_number",
        "periods_end_before_start",
        "grade_too_low",
    ]


def test_a_note_signed_after_the_day_of_intake_is_refused() -> None:
    assert refused(kith_message(), Options(synthetic="only", on=date(2026, 1, 31))).code == "signed_in_future"
    accepted(kith_message(), Options(synthetic="only", on=date(2026, 2, 1)))


CHANGES = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 8), st.binary(max_size=8)), min_size=1, max_size=4)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(CHANGES)
def test_damaged_bytes_never_raise(changes: list[tuple[int, int, bytes]]) -> None:
    data = kith_message(sick_note(periods=ALL_KINDS, medical=MEDICAL, after_activity=AFTER_ACTIVITY))
    for place, length, new in changes:
        at = place % len(data)
        data = data[:at] + new + data[at + length :]
    found = read_message(data, OPTIONS)
    assert isinstance(found, Message) or {problem.code for problem in found} <= CODES
