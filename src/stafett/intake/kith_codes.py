"""Names and code lists of the KITH sick note, with what Stafett calls the same."""

from typing import Final

MSGHEAD: Final = "http://www.kith.no/xmlstds/msghead/2006-05-24"
SICK_NOTE_FAMILY: Final = "http://www.kith.no/xmlstds/HelseOpplysningerArbeidsuforhet/"
SICK_NOTE: Final = f"{SICK_NOTE_FAMILY}2013-10-01"

DIAGNOSIS_SYSTEMS: Final = {
    "2.16.578.1.12.4.1.1.7170": "icpc-2",
    "2.16.578.1.12.4.1.1.7171": "icpc-2b",
    "2.16.578.1.12.4.1.1.7110": "icd-10",
}
# Code list 8130 has 1, 2 and 3; the published example without an employer has 0.
EMPLOYER_SITUATIONS: Final = {"1": "one", "2": "several", "3": "none", "0": "none"}
EMPLOYER_WORDS: Final = {"en": "one", "én": "one", "flere": "several", "ingen": "none"}
# Code lists 8133 and 8132, and 8131 for absence that is not incapacity.
MEDICAL: Final = {"1": "condition_prevents", "2": "work_worsens", "3": "work_delays_recovery", "9": "other"}
WORKPLACE: Final = {"1": "not_accommodated", "9": "other"}
OTHER_ABSENCE: Final = {
    "1": "institution",
    "2": "treatment",
    "3": "work_measure",
    "4": "grant",
    "5": "examination",
    "6": "infection_risk",
    "7": "abortion",
    "8": "infertility_treatment",
    "9": "donor",
    "10": "sterilisation",
}
RESTRICTIONS: Final = {"A": "not_employer", "P": "not_patient", "N": "not_nav"}
ISSUER_KINDS: Final = {"LE": "doctor", "KI": "chiropractor", "MT": "manual_therapist"}
PERIOD_KINDS: Final = {
    "AvventendeSykmelding": "waiting",
    "GradertSykmelding": "graded",
    "AktivitetIkkeMulig": "full",
    "Behandlingsdager": "treatment_days",
    "Reisetilskudd": "travel_subsidy",
}
