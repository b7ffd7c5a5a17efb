"""Synthetic KITH messages for tests, written from the format's structure. Patients are of the +80 series."""

from datetime import date

from stafett.people.numbers import make_identity_number

PATIENT = make_identity_number(date(1984, 6, 12), 7)
ICPC2 = "2.16.578.1.12.4.1.1.7170"
ICD10 = "2.16.578.1.12.4.1.1.7110"

GRADED = "<ho:GradertSykmelding><ho:Sykmeldingsgrad>60</ho:Sykmeldingsgrad></ho:GradertSykmelding>"
FULL = "<ho:AktivitetIkkeMulig/>"
MAIN_DIAGNOSIS = f'<ho:HovedDiagnose><ho:Diagnosekode V="L03" S="{ICPC2}" DN="Korsryggsymptom"/></ho:HovedDiagnose>'
EMPLOYER = '<ho:HarArbeidsgiver V="1" DN="Én arbeidsgiver"/><ho:NavnArbeidsgiver>Fjordbruk</ho:NavnArbeidsgiver>'
ISSUER_IDENTS = '<ho:Id><fk1:Id>1234567</fk1:Id><fk1:TypeId V="HPR"/></ho:Id>'


def period(kind: str = FULL, first: str = "2026-02-02", last: str = "2026-02-15") -> str:
    days = f"<ho:PeriodeFOMDato>{first}</ho:PeriodeFOMDato><ho:PeriodeTOMDato>{last}</ho:PeriodeTOMDato>"
    return f"<ho:Periode>{days}{kind}</ho:Periode>"


def sick_note(
    *,
    periods: str | None = None,
    medical: str = MAIN_DIAGNOSIS,
    employer: str = EMPLOYER,
    after_activity: str = "",
    patient: str = PATIENT,
    contact: str = "<ho:BehandletDato>2026-02-02T09:30:00</ho:BehandletDato>",
    idents: str = ISSUER_IDENTS,
    namespace: str = "http://www.kith.no/xmlstds/HelseOpplysningerArbeidsuforhet/2013-10-01",
) -> str:
    return f"""<ho:HelseOpplysningerArbeidsuforhet xmlns:ho="{namespace}"
 xmlns:fk1="http://www.kith.no/xmlstds/felleskomponent1">
<ho:RegelSettVersjon>3</ho:RegelSettVersjon>
<ho:SyketilfelleStartDato>2026-02-02</ho:SyketilfelleStartDato>
<ho:Pasient><ho:Navn><ho:Etternavn>Sjøbakk</ho:Etternavn><ho:Fornavn>Åse</ho:Fornavn></ho:Navn>
<ho:Fodselsnummer><fk1:Id>{patient}</fk1:Id><fk1:TypeId V="FNR"/></ho:Fodselsnummer></ho:Pasient>
<ho:Arbeidsgiver>{employer}</ho:Arbeidsgiver>
<ho:MedisinskVurdering>{medical}</ho:MedisinskVurdering>
<ho:Aktivitet>{period() if periods is None else periods}</ho:Aktivitet>
{after_activity}
<ho:KontaktMedPasient>{contact}</ho:KontaktMedPasient>
<ho:Behandler><ho:Navn><ho:Etternavn>Vik</ho:Etternavn><ho:Fornavn>Bo</ho:Fornavn></ho:Navn>
{idents}</ho:Behandler>
<ho:AvsenderSystem><ho:SystemNavn>Prøvejournal</ho:SystemNavn>
<ho:SystemVersjon>7</ho:SystemVersjon></ho:AvsenderSystem>
<ho:Strekkode>S-1</ho:Strekkode>
</ho:HelseOpplysningerArbeidsuforhet>"""


def head(
    note: str | None = None,
    *,
    message_id: str = "kith-1",
    kind: str = "SYKMELD",
    generated: str = "2026-02-02T09:31:00+01:00",
    professional: str = "",
    namespace: str = "http://www.kith.no/xmlstds/msghead/2006-05-24",
) -> str:
    """A MsgHead without XML declaration."""
    return f"""<MsgHead xmlns="{namespace}"><MsgInfo><Type V="{kind}" DN="Sykmelding"/>
<MIGversion>v1.2 2006-05-24</MIGversion><GenDate>{generated}</GenDate><MsgId>{message_id}</MsgId>
<Sender><Organisation><OrganisationName>Prøvelegene</OrganisationName>
<Ident><Id>901</Id><TypeId V="HER"/></Ident><Ident><Id>987654325</Id><TypeId V="ENH"/></Ident>
{professional}</Organisation></Sender>
<Receiver><Organisation><OrganisationName>Nav</OrganisationName>
<Ident><Id>902</Id><TypeId V="HER"/></Ident></Organisation></Receiver>
</MsgInfo><Document><RefDoc><MsgType V="XML"/>
<Content>{sick_note() if note is None else note}</Content></RefDoc></Document></MsgHead>"""


def declared(text: str, encoding: str = "utf-8", *, written_in: str | None = None) -> bytes:
    """The document as bytes; `written_in` another encoding than it declares, as in life."""
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{text}\n'.encode(written_in or encoding)


def kith_message(note: str | None = None) -> bytes:
    return declared(head(note))


def envelope(text: str, received: str = "2026-02-02T10:00:00") -> str:
    """EI_fellesformat around a MsgHead."""
    receipt = f'<MottakenhetBlokk ediLoggId="e-1" mottattDatotid="{received}"/>'
    return f'<EI_fellesformat xmlns="http://www.trygdeetaten.no/xml/eiff/1/">{text}{receipt}</EI_fellesformat>'
