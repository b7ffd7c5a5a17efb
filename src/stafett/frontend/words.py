"""Codes made into words, per language, at the edge.

A code such as `screening.no_answer` is the gettext key `reason.screening.no_answer`; its text stands in the
catalogues in `stafett/locale` and may use the code's facts as %-parameters: `Ikke svart siden %(asked_on)s`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import lazystr
from django.utils.translation import get_language, gettext

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class MissingTextError(LookupError):
    """A code has no text in the active language. Add the key to the catalogues."""


@runtime_checkable
class ReasonLike(Protocol):
    """What `say` needs of `stafett.core.reasons.Reason`."""

    @property
    def code(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, object]: ...
    @property
    def parameters(self) -> Mapping[str, object]: ...


def text(key: str, **params: object) -> str:
    """The text of a dotted key in the active language, its %-parameters filled in.

    Dates (also ISO strings, as stored in JSON) become days in words, numbers follow the language. Where the
    key or a parameter is missing: `MissingTextError` when `settings.TEXTS_MUST_EXIST` (default: in debug and
    demo), else the key itself, so that a page never breaks in production.
    """
    pattern = gettext(key)
    if pattern == key:
        return _missing(f"{key!r} has no text in {get_language()!r}", key)
    try:
        return pattern % {name: in_words(value) for name, value in params.items()}
    except KeyError as missing:
        return _missing(f"{key!r} in {get_language()!r} needs the parameter {missing}", key)


def text_lazy(key: str, **params: object) -> "_StrPromise":
    """`text`, made when it is shown: for form labels and other values that live longer than one request."""
    return lazystr(_Delayed(key, params))


class _Delayed:
    def __init__(self, key: str, params: Mapping[str, object]) -> None:
        self.key, self.params = key, params

    def __str__(self) -> str:
        return text(self.key, **self.params)


def say(reason: ReasonLike | Mapping[str, object] | str, *, prefix: str = "reason", **facts: object) -> str:
    """The text of a reason (object, or its JSON form) or of a code under `prefix`.

    The reason's parameters, then its facts, then `facts` are the %-parameters; the later wins.
    """
    code, params = _code_and_facts(reason)
    return text(f"{prefix}.{code}", **{**params, **facts})


def late(actor: str, kinds: Iterable[str]) -> str:
    """Who is late, and with which tasks, in the active language."""
    return f"{say(actor, prefix='late')} {', '.join(say(kind, prefix='task') for kind in kinds)}"


def _code_and_facts(reason: ReasonLike | Mapping[str, object] | str) -> tuple[str, dict[str, object]]:
    if type(reason) is str:  # most are; whether something looks like a reason takes longer to see
        return reason, {}
    if isinstance(reason, ReasonLike):
        return reason.code, {**reason.parameters, **reason.facts}
    if isinstance(reason, Mapping):
        return str(reason["code"]), {**_mapping(reason, "parameters"), **_mapping(reason, "facts")}
    return str(reason), {}


def _mapping(reason: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = reason.get(name, {})
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} of a reason must be a mapping, not {type(value).__name__}")
    return value


def in_words(value: object) -> str:
    """A fact as it stands in a sentence: days and numbers in the active language, lists joined by commas."""
    if isinstance(value, bool):
        return text("unit.yes" if value else "unit.no")
    if isinstance(value, int | float):
        return number_format(value, use_l10n=True, force_grouping=isinstance(value, int) and abs(value) > 9999)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return _day_in_words(value) if ISO_DAY.fullmatch(value) else value
    if isinstance(value, Sequence):
        return ", ".join(in_words(item) for item in value)
    return str(value)


def _day_in_words(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value  # 30 February: what somebody sent, and is told about


def day(value: date) -> str:
    """`3. mars 2026`; in English `3 March 2026`. A moment is shown as its day in the local time zone."""
    return _written(_local_day(value), "unit.day_format", get_language())


def short_day(value: date) -> str:
    """`03.03.2026`; in English `3 Mar 2026`. For dense tables."""
    return _written(_local_day(value), "unit.short_day_format", get_language())


@lru_cache(maxsize=4096)
def _written(value: date, pattern: str, _language: str | None) -> str:
    """The day by the pattern of that key, in the active language; a list shows the same days hundreds of times."""
    return date_format(value, gettext(pattern))


def moment(value: datetime) -> str:
    """`3. mars 2026 kl. 14.05`, local time."""
    return text("unit.moment", day=day(value), time=time_of_day(value))


def time_of_day(value: datetime) -> str:
    """`14.05`, local time."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return date_format(local, gettext("unit.time_format"))


def clock_time(value: time) -> str:
    """`14.05`: an hour on the wall."""
    return date_format(datetime.combine(date.min, value), gettext("unit.time_format"))


def weeks(count: int) -> str:
    """`1 uke`, `12 uker`."""
    return text("unit.week" if count == 1 else "unit.weeks", count=count)


def days(count: int) -> str:
    """`1 dag`, `12 dager`."""
    return text("unit.day" if count == 1 else "unit.days", count=count)


def grade(percent: int) -> str:
    """`50 %` with a no-break space; in English `50%`."""
    return text("unit.grade", percent=percent)


def _local_day(value: date) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _missing(what: str, key: str) -> str:
    if getattr(settings, "TEXTS_MUST_EXIST", settings.DEBUG or getattr(settings, "DEMO", False)):
        raise MissingTextError(what)
    return key
