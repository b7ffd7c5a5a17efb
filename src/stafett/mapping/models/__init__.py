"""Step 2 and what follows from it: the conversation with its minutes and goals, and the need with its contacts."""

from stafett.mapping.models.conversation import Goal, GuideAddition, Mapping, Preparation, Remark, ThemeEntry
from stafett.mapping.models.need import Contact, ContactWithdrawal, NeedAssessment, TemporaryCategory
from stafett.mapping.models.wishes import ContactWish

__all__ = [
    "Contact",
    "ContactWish",
    "ContactWithdrawal",
    "Goal",
    "GuideAddition",
    "Mapping",
    "NeedAssessment",
    "Preparation",
    "Remark",
    "TemporaryCategory",
    "ThemeEntry",
]
