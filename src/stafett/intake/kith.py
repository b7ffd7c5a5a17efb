"""A KITH sick note (HelseOpplysningerArbeidsuforhet 1.4 of 2013 in a MsgHead 1.2 envelope) -> a message.

Also read: the envelope EI_fellesformat around MsgHead, and any other root that holds exactly one of them.
Elements that the format does not know are passed over; those it knows are read by local name, so prefixes do
not matter.

Where life departs from the XSD: BistandNAVUmiddelbart may be missing (help is then not asked for at once);
the HPR number may stand with the sender's health professional instead of the issuer; times without a zone are
Norwegian time. The issuer's national identity number is not kept.
"""

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stafett.intake.checks import Options, problems_of, shape_problem_of_number
from stafett.intake.kith_codes import (
    DIAGNOSIS_SYSTEMS,
    EMPLOYER_SITUATIONS,
    EMPLOYER_WORDS,
    ISSUER_KINDS,
    MEDICAL,
    MSGHEAD,
    OTHER_ABSENCE,
    PERIOD_KINDS,
    RESTRICTIONS,
    SICK_NOTE,
    SICK_NOTE_FAMILY,
    WORKPLACE,
)
from stafett.intake.messages import Message
from stafett.intake.refusals import Problem, RefusedError
from stafett.intake.xml import Node, parse_moment, parse_xml

Fields = dict[str, Any]


def read_message(data: bytes, options: Options) -> Message | list[Problem]:
    """Never raises for bad data: gives the message, or what is wrong with it."""
    if len(data) > options.max_message_bytes:
        return [Problem("too_large", {"bytes": len(data), "limit": options.max_message_bytes})]
    try:
        fields = _message(Node(parse_xml(data)))
    except RefusedError as refused:
        return [refused.problem]
    try:
        message = Message(**fields)
    except ValidationError as error:
        return [_shape_problem(fault) for fault in error.errors()][:20]
    return problems_of(message, options) or message


def _shape_problem(fault: ErrorDetails) -> Problem:
    element = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
    return shape_problem_of_number(element, fault["input"]) or Problem("bad_value", {"element": element})


def _message(root: Node) -> Fields:
    head, received_at = _envelope(root)
    info = head.need("MsgInfo")
    kind = info.need("Type").attribute("V")
    if kind != "SYKMELD":
        raise RefusedError("wrong_type", type=kind[:40])
    signed_at = info.moment("GenDate")
    if signed_at is None:
        info.need_text("GenDate")
    sender = info.maybe("Sender")
    organisation = sender and sender.maybe("Organisation")
    return {
        "version": 1,
        "format": "kith",
        "message_id": info.need_text("MsgId"),
        "signed_at": signed_at,
        "received_at": received_at,
        "sender": _organisation(organisation),
        "receiver": _organisation(_organisation_in(info, "Receiver")),
        **_note(_sick_note(head), organisation),
    }


def _envelope(root: Node) -> tuple[Node, datetime | None]:
    """MsgHead, and when the receiving system got it. One or two wrappers around MsgHead are allowed."""
    received_at = None
    node = root
    for _ in range(3):
        name = node.path.rpartition("/")[2]
        if name == "MsgHead":
            if node.namespace != MSGHEAD:
                raise RefusedError("unsupported_version", version=node.namespace[:100])
            return node, received_at
        receipt = node.maybe("MottakenhetBlokk")
        received = receipt.attribute("mottattDatotid") if receipt else ""
        if received:
            received_at = parse_moment(received)
            if received_at is None:
                raise RefusedError("bad_date", element="MottakenhetBlokk/@mottattDatotid", value=received[:40])
        inner = node.maybe("MsgHead") or node.maybe("EI_fellesformat")
        if inner is None:
            break
        node = inner
    raise RefusedError("wrong_root", found=root.path[:100], line=root.line)


def _sick_note(head: Node) -> Node:
    """The one sick note among the documents; attachments stand beside it."""
    notes: list[Node] = []
    for document in head.all("Document"):
        for reference in document.all("RefDoc"):
            content = reference.maybe("Content")
            notes.extend(content.all("HelseOpplysningerArbeidsuforhet") if content else ())
    if not notes:
        raise RefusedError(
            "missing_element",
            element="MsgHead/Document/RefDoc/Content/HelseOpplysningerArbeidsuforhet",
            line=head.line,
        )
    if len(notes) > 1:
        raise RefusedError("several_notes", count=len(notes))
    if notes[0].namespace != SICK_NOTE:
        raise RefusedError("unsupported_version", version=notes[0].namespace.removeprefix(SICK_NOTE_FAMILY)[:100])
    return notes[0]


def _note(note: Node, organisation: Node | None) -> Fields:
    assessment = note.need("MedisinskVurdering")
    activity = note.maybe("Aktivitet")
    injury_on = assessment.day("YrkesskadeDato")
    return {
        "patient": _patient(note.need("Pasient")),
        "employer": _employer(note.need("Arbeidsgiver")),
        "issuer": _issuer(note.need("Behandler"), organisation),
        "periods": tuple(map(_period, activity.all("Periode"))) if activity else (),
        "spell_start_claimed": note.day("SyketilfelleStartDato"),
        "diagnoses": tuple(_diagnoses(assessment)),
        "other_absence": _causes(assessment.maybe("AnnenFraversArsak"), OTHER_ABSENCE),
        "pregnancy": assessment.boolean("Svangerskap") or False,
        "occupational_injury": assessment.boolean("Yrkesskade") or False,
        "occupational_injury_on": injury_on,
        "shielded_from_patient": assessment.boolean("SkjermesForPasient") or False,
        "prognosis": _prognosis(note.maybe("Prognose")),
        "answers": tuple(_answers(note.maybe("UtdypendeOpplysninger"))),
        "measures": _measures(note.maybe("Tiltak")),
        "follow_up_plan": _follow_up_plan(note.maybe("Oppfolgingsplan")),
        "message_to_nav": _message_to_nav(note.maybe("MeldingTilNav")),
        "message_to_employer": note.text("MeldingTilArbeidsgiver"),
        "contact": _contact(note.need("KontaktMedPasient")),
        "sender_system": _sender_system(note.maybe("AvsenderSystem")),
        "rule_set": note.text("RegelSettVersjon"),
        "barcode": note.text("Strekkode"),
    }


def _name(node: Node) -> Fields:
    name = node.need("Navn")
    return {
        "family_name": name.need_text("Etternavn"),
        "middle_name": name.text("Mellomnavn"),
        "given_name": name.text("Fornavn"),
    }


def _patient(patient: Node) -> Fields:
    number = patient.need("Fodselsnummer").need_text("Id")
    return {**_name(patient), "identity_number": number.replace(" ", "")}


def _employer(employer: Node) -> Fields:
    coded = employer.need("HarArbeidsgiver")
    situation = EMPLOYER_SITUATIONS.get(coded.attribute("V"))
    if situation is None:
        first_word = coded.attribute("DN").partition(" ")[0].lower()
        situation = EMPLOYER_WORDS.get(first_word)
    if situation is None:
        found = coded.attribute("V") or coded.attribute("DN")
        raise RefusedError("unknown_employer_situation", found=found[:40], line=coded.line)
    return {
        "situation": situation,
        "name": employer.text("NavnArbeidsgiver"),
        "occupation": employer.text("Yrkesbetegnelse"),
        "position_percent": employer.integer("Stillingsprosent"),
    }


def _idents(node: Node, name: str) -> dict[str, str]:
    """Kind of number (FNR, HPR, HER, ENH) -> the first number of that kind."""
    found: dict[str, str] = {}
    for ident in node.all(name):
        kind = ident.maybe("TypeId")
        number = ident.text("Id")
        if kind and number:
            found.setdefault(kind.attribute("V").upper(), number)
    return found


def _issuer(issuer: Node, organisation: Node | None) -> Fields:
    name = _name(issuer)
    idents = _idents(issuer, "Id")
    professional = organisation and organisation.maybe("HealthcareProfessional")
    kind = None
    if professional and _is_same_person(name, idents, professional):
        idents = _idents(professional, "Ident") | idents
        coded = professional.maybe("TypeHealthcareProfessional")
        kind = ISSUER_KINDS.get(coded.attribute("V")) if coded else None
    if "HPR" not in idents:
        raise RefusedError("missing_hpr")
    return {**name, "hpr_number": idents["HPR"], "her_id": idents.get("HER"), "kind": kind}


def _is_same_person(name: Fields, idents: dict[str, str], professional: Node) -> bool:
    """The sender's health professional may be a colleague: only the same number or name makes them one."""
    others = _idents(professional, "Ident")
    if any(idents.get(kind) == others.get(kind) is not None for kind in ("FNR", "HPR", "HER")):
        return True
    return (name["family_name"], name["given_name"]) == (
        professional.text("FamilyName"),
        professional.text("GivenName"),
    )


def _organisation_in(info: Node, name: str) -> Node | None:
    party = info.maybe(name)
    return party and party.maybe("Organisation")


def _organisation(organisation: Node | None) -> Fields | None:
    if organisation is None:
        return None
    idents = _idents(organisation, "Ident")
    return {
        "name": organisation.text("OrganisationName"),
        "her_id": idents.get("HER"),
        "organisation_number": idents.get("ENH"),
    }


def _period(period: Node) -> Fields:
    kinds = [name for name in period.child_names() if name in PERIOD_KINDS]
    if "Reisetilskudd" in kinds and not period.boolean("Reisetilskudd"):
        kinds.remove("Reisetilskudd")
    if not kinds:
        others = [name for name in period.child_names() if name not in {"PeriodeFOMDato", "PeriodeTOMDato"}]
        raise RefusedError("unknown_period_kind", found=", ".join(others)[:100], line=period.line)
    if len(kinds) > 1:
        raise RefusedError("several_period_kinds", found=", ".join(kinds), line=period.line)
    kind = period.need(kinds[0])
    fields: Fields = {
        "first_day": period.need_day("PeriodeFOMDato"),
        "last_day": period.need_day("PeriodeTOMDato"),
        "kind": PERIOD_KINDS[kinds[0]],
    }
    match fields["kind"]:
        case "graded":
            fields["grade"] = kind.need_integer("Sykmeldingsgrad")
            fields["travel_subsidy"] = kind.boolean("Reisetilskudd") or False
        case "full":
            fields["medical_reason"] = _causes(kind.maybe("MedisinskeArsaker"), MEDICAL)
            fields["workplace_reason"] = _causes(kind.maybe("Arbeidsplassen"), WORKPLACE)
        case "treatment_days":
            fields["treatment_days_a_week"] = kind.need_integer("AntallBehandlingsdagerUke")
        case "waiting":
            fields["message_to_employer"] = kind.text("InnspillTilArbeidsgiver")
    return fields


def _causes(node: Node | None, known: dict[str, str]) -> Fields | None:
    """A cause outside the code list becomes "other", and its own words are put before the issuer's text."""
    if node is None:
        return None
    causes: list[str] = []
    texts: list[str] = []
    for coded in node.all("Arsakskode"):
        code, words = coded.attribute("V"), coded.attribute("DN")
        if not (code or words):
            continue
        cause = known.get(code, "other")
        if code not in known:
            texts.append(words or code)
        if cause not in causes:
            causes.append(cause)
    texts.append(node.text("Beskriv"))
    return {"causes": tuple(causes), "text": "\n".join(filter(None, texts))}


def _diagnoses(assessment: Node) -> list[Fields]:
    main = assessment.maybe("HovedDiagnose")
    others = assessment.maybe("BiDiagnoser")
    found = [_diagnosis(main.need("Diagnosekode"), main=True)] if main else []
    return found + [_diagnosis(code, main=False) for code in (others.all("Diagnosekode") if others else ())]


def _diagnosis(coded: Node, *, main: bool) -> Fields:
    system = DIAGNOSIS_SYSTEMS.get(coded.attribute("S"))
    if system is None:
        raise RefusedError("unknown_diagnosis_system", found=coded.attribute("S")[:40], line=coded.line)
    code = coded.attribute("V")
    if not code:
        raise RefusedError("missing_element", element=f"{coded.path}/@V", line=coded.line)
    return {"system": system, "code": code, "main": main, "text": coded.attribute("DN")}


def _prognosis(prognosis: Node | None) -> Fields | None:
    if prognosis is None:
        return None
    in_work = prognosis.maybe("ErIArbeid")
    not_in_work = prognosis.maybe("ErIkkeIArbeid")
    return {
        "fit_after_period": prognosis.boolean("ArbeidsforEtterEndtPeriode"),
        "workplace_considerations": prognosis.text("BeskrivHensynArbeidsplassen"),
        "in_work": in_work
        and {
            "own_work_expected": in_work.boolean("EgetArbeidPaSikt"),
            "own_work_from": in_work.day("ArbeidFraDato"),
            "other_work_expected": in_work.boolean("AnnetArbeidPaSikt"),
            "assessed_again_on": in_work.day("VurderingDato"),
        },
        "not_in_work": not_in_work
        and {
            "fit_expected": not_in_work.boolean("ArbeidsforPaSikt"),
            "fit_from": not_in_work.day("ArbeidsforFraDato"),
            "assessed_again_on": not_in_work.day("VurderingDato"),
        },
    }


def _answers(node: Node | None) -> list[Fields]:
    if node is None:
        return []
    return [_answer(group, answer) for group in node.all("SpmGruppe") for answer in group.all("SpmSvar")]


def _answer(group: Node, answer: Node) -> Fields:
    restrictions: list[str] = []
    withheld = answer.maybe("Restriksjon")
    for coded in withheld.all("Restriksjonskode") if withheld else ():
        restriction = RESTRICTIONS.get(coded.attribute("V"))
        if restriction is None:
            raise RefusedError("unknown_restriction", found=coded.attribute("V")[:40], line=coded.line)
        if restriction not in restrictions:
            restrictions.append(restriction)
    return {
        "group": group.need_text("SpmGruppeId"),
        "group_text": group.text("SpmGruppeTekst"),
        "question": answer.need_text("SpmId"),
        "question_text": answer.text("SpmTekst"),
        "answer": answer.text("SvarTekst"),
        "restrictions": tuple(restrictions),
    }


def _measures(node: Node | None) -> Fields | None:
    if node is None:
        return None
    return {
        "workplace": node.text("TiltakArbeidsplassen"),
        "nav": node.text("TiltakNAV"),
        "other": node.text("AndreTiltak"),
    }


def _follow_up_plan(node: Node | None) -> Fields | None:
    if node is None:
        return None
    return {
        "plan_received": node.boolean("MottattOppfolgingsplan"),
        "called_to_dialogue_1": node.boolean("InnkaltDialogmote1"),
        "took_part_in_dialogue_1": node.boolean("DeltattDialogmote1"),
        "reason_not_taken_part": node.text("ArsakIkkeDeltatt"),
    }


def _message_to_nav(node: Node | None) -> Fields | None:
    if node is None:
        return None
    return {
        "help_at_once": node.boolean("BistandNAVUmiddelbart") or False,
        "text": node.text("BeskrivBistandNAV"),
    }


def _contact(node: Node) -> Fields:
    return {
        "treated_at": node.moment("BehandletDato"),
        "contact_on": node.day("KontaktDato"),
        "reason_no_contact": node.text("BegrunnIkkeKontakt"),
    }


def _sender_system(node: Node | None) -> Fields | None:
    if node is None:
        return None
    return {"name": node.text("SystemNavn"), "version": node.text("SystemVersjon")}
