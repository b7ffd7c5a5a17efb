"""Other programs, which have no session: each is known by a key that it sends with every request."""

from hashlib import sha256
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest

from stafett.access.actors import Actor


def program_of(request: HttpRequest) -> Actor | None:
    """The program whose key stands in `Authorization: Bearer …`; None when no known one does."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    digest = sha256(key.strip().encode()).hexdigest()
    names = [name for name, known in settings.PROGRAM_KEYS.items() if compare_digest(digest, known)]
    return Actor(kind="program", name=names[0], role="program") if names else None
