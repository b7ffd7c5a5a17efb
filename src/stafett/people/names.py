"""Names of employers compared: notes without an organisation number name them in many ways."""

import hashlib
import re
import unicodedata

_COMPANY_FORMS = frozenset({"as", "asa", "ans", "ba", "da", "enk", "iks", "kf", "nuf", "sa"})
_NUMBER_BYTES = 7  # fits a whole number of 64 bits; two names in four hundred million would share one


def normalised(name: str) -> str:
    """The name without case, signs and company form: "Fjord Bakeri A/S" and "FJORD BAKERI" are the same."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("a/s", "as")
    words = re.findall(r"\w+", plain)
    if len(words) > 1 and words[-1] in _COMPANY_FORMS:
        words.pop()
    return " ".join(words)


def number_of_name(name: str) -> int | None:
    """A number below -1 that stands for an employer known by name alone, the same for the same name; None for none.

    It tells the employers of one person apart, never who they are: two firms may carry one name.
    """
    same = normalised(name)
    if not same:
        return None
    digest = hashlib.blake2b(same.encode(), digest_size=_NUMBER_BYTES).digest()
    return -2 - int.from_bytes(digest)
