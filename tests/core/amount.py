"""How many examples Hypothesis tries: each test names its number, and a profile may ask for a part of it."""

from __future__ import annotations

from hypothesis import settings

WHOLE = 100  # the number of examples in Hypothesis' own profile, which is taken as all that a test asks for


def examples(most: int) -> settings:
    """At most so many examples, however long each takes; in a profile with fewer than WHOLE in proportion fewer."""
    return settings(max_examples=max(1, most * settings().max_examples // WHOLE), deadline=None)
