"""Coded words that pages show by `say(code, prefix=…)`, and where each list of them is defined.

Prefix of the gettext keys, `module:name` of an enumeration or a constant of strings. The message tool reads
the definition from the source and asks for a text for every value. Add a line for each vocabulary shown.
"""

from typing import Final

VOCABULARIES: Final[tuple[tuple[str, str], ...]] = (
    ("nav", "stafett.portals.context:NAVIGATION"),
    ("reason", "stafett.core.priority:REASONS"),
    ("reason", "stafett.core.screening_reasons:EXPLANATIONS"),
    ("reason.duty", "stafett.core.duties:DUTIES"),
    ("outcome", "stafett.cases.models:ACTIVITY_OUTCOMES"),
    ("person.outcome", "stafett.cases.models:ACTIVITY_OUTCOMES"),
    ("reason", "stafett.core.factors.grounds:GROUNDS"),
    ("reason", "stafett.core.factors.grounds:NAMED"),
    ("reason", "stafett.core.factors.grounds:CHANGES"),
    ("reason", "stafett.core.factors.grounds:SCOPE"),
    ("reason", "stafett.core.factors.grounds:SUGGESTION"),
    ("reason", "stafett.core.contact_reasons:EXPLANATIONS"),
    ("reason", "stafett.core.sharing:BESIDES"),
    ("reason.sharing", "stafett.core.sharing_table:OPENINGS"),
    ("reason.sharing.without", "stafett.core.sharing_table:OPENINGS"),
    ("reason.sharing", "stafett.core.sharing_table:HINDRANCES"),
    ("person.reason", "stafett.core.factors.grounds:GROUNDS"),
    ("person.reason", "stafett.core.contact_reasons:EXPLANATIONS"),
    ("category", "stafett.core.factors.grounds:CATEGORIES"),
    ("category", "stafett.core.contact:_WITHOUT"),
    ("contact_state", "stafett.core.contact:STATES"),
    ("pace", "stafett.core.contact:PACES"),
    ("education", "stafett.core.factors.conditions:EDUCATION"),
    ("employment", "stafett.core.factors.conditions:EMPLOYMENT"),
    ("experience", "stafett.core.factors.conditions:EXPERIENCE"),
    ("going_back", "stafett.core.factors.conditions:GOING_BACK"),
    ("treatment", "stafett.core.factors.conditions:TREATMENT"),
    ("usable", "stafett.core.factors.conditions:USABLE"),
    ("who_to_ask", "stafett.core.screening:OUTCOMES"),
    ("fact", "stafett.lawbook.examples:EXPECTED"),
    ("factor", "stafett.core.factors.conditions:FACTORS"),
    ("judgement", "stafett.core.factors.grounds:JUDGEMENTS"),
    ("person.fact", "stafett.portals.person.views.record:FACTS"),
    ("door.start", "stafett.portals.door.groups:STARTS"),
    ("rules.error", "stafett.rules.problems:CODES"),
    ("state", "stafett.cases.handover.models:HandOver.State"),
    ("handover_why", "stafett.cases.handover.models:HandOver.Why"),
    ("handover", "stafett.cases.handover.models:HandOver.WRITTEN"),
    ("handover_whose", "stafett.portals.adviser.views.handovers:WHOSE"),
    ("person.event", "stafett.portals.person.views.record:EVENTS"),
    ("refusal", "stafett.intake.refusals:CODES"),
    ("refusal.element", "stafett.portals.refusals:ELEMENTS"),
)
