"""Template tags of Stafett: `{% load stafett %}`. README.md of the frontend package shows them in use."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stafett.frontend import words

register = template.Library()

TOGGLES = {"checkbox", "radio"}


@register.simple_tag
def say(reason: Any, prefix: str = "reason", **facts: object) -> str:
    """`{% say reason %}`, or `{% say task.kind prefix="task" %}`: the text of a reason or a code."""
    return words.say(reason, prefix=prefix, **facts)


@register.simple_tag
def late(actor: str, kinds: Iterable[str]) -> str:
    """`{% late actor kinds %}`: who is late, and with which tasks."""
    return words.late(actor, kinds)


@register.simple_tag
def text(key: str, **params: object) -> str:
    """`{% text "screening.intro" name=person.name %}`: the text of a full dotted key."""
    return words.text(key, **params)


@register.simple_tag
def part(template_name: str, **shown: Hashable) -> SafeString:
    """`{% part "adviser/segment.html" segment=case.segment %}`: a template that shows nothing but what it is given.

    Made once for each language and each set of values: a list of many persons says the same again and again.
    """
    return _part(template_name, tuple(shown.items()), get_language())


@lru_cache(maxsize=8192)  # some 4 kB each, where they are rows of the list
def _part(template_name: str, shown: tuple[tuple[str, Hashable], ...], _language: str | None) -> SafeString:
    return render_to_string(template_name, dict(shown))


@register.filter
def day(value: date | None) -> str:
    """A day in words; nothing for no day."""
    return words.day(value) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """A day in figures, for tables; nothing for no day."""
    return words.short_day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A day and time in words; nothing for no time."""
    return words.moment(value) if value else ""


@register.filter
def clock_time(value: time | None) -> str:
    """An hour on the wall; nothing for none."""
    return words.clock_time(value) if value else ""


@register.filter
def weeks(count: int) -> str:
    """A number of weeks with its unit."""
    return words.weeks(count)


@register.filter
def days(count: int) -> str:
    """A number of days with its unit."""
    return words.days(count)


@register.filter
def grade(percent: int) -> str:
    """A grade with its percent sign."""
    return words.grade(percent)


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, object]:
    """Every error of the form with a link to its field; nothing when there are none."""
    linked = [
        (f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id, bound.label, error)
        for bound in form
        for error in bound.errors
    ]
    return {"linked": linked, "general": form.non_field_errors()}


@register.simple_tag
def field(bound: BoundField, *, needed: bool = False, **attrs: str) -> SafeString:
    """Label, help, input and error of one form field, tied together by aria-describedby.

    A group of radios or checkboxes becomes a fieldset. Keywords are more attributes of the input. `needed`: the form
    lets the field stand empty in other cases than this, so it is not said that it may.
    """
    if bound.use_fieldset:
        return render_to_string("components/field_group.html", {"bound": bound, "options": _options(bound)})
    # Without maxlength: a browser cuts what is pasted without a word; the form says how much is too much.
    attributes: dict[str, str | bool] = {"class": "ds-input", "maxlength": False, **attrs}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    input_type = getattr(bound.field.widget, "input_type", "")
    name = "field_toggle" if input_type in TOGGLES else "field"
    optional = not (needed or bound.field.required)
    context = {"bound": bound, "input": bound.as_widget(attrs=attributes), "optional": optional}
    return render_to_string(f"components/{name}.html", context)


def _options(bound: BoundField) -> list[dict[str, object]]:
    """One dict per radio or checkbox, with the attributes the widget gave it."""
    options = []
    for subwidget in bound.subwidgets:
        data: dict[str, Any] = subwidget.data
        shown = {key: value for key, value in data["attrs"].items() if value not in (False, None)}
        shown.pop("aria-describedby", None)
        options.append({**data, "attrs": shown, "id": shown.pop("id", "")})
    return options


@register.inclusion_tag("components/table.html")
def data_table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, caption_hidden: bool = False
) -> dict[str, object]:
    """A table of plain cells; the first column is the row's heading. Rows become cards on a narrow screen."""
    labelled = [list(zip(columns, row, strict=True)) for row in rows]
    return {"caption": caption, "columns": columns, "rows": labelled, "caption_hidden": caption_hidden}


@register.inclusion_tag("components/chip.html")
def chip(label: str, color: str = "neutral", title: str = "") -> dict[str, object]:
    """A small tag. Its colour, one of the theme's names, only repeats what the words say."""
    return {"label": label, "color": color, "title": title}


@register.inclusion_tag("components/facts.html")
def facts(rows: Mapping[str, object] | Iterable[tuple[str, object]]) -> dict[str, object]:
    """A definition list of (term, description)."""
    return {"rows": list(rows.items() if isinstance(rows, Mapping) else rows)}


@register.inclusion_tag("components/pager.html")
def pager(previous_url: str = "", next_url: str = "", shown: str = "") -> dict[str, object]:
    """Links to the pages before and after (paging by key, so there are no page numbers)."""
    return {"previous_url": previous_url, "next_url": next_url, "shown": shown}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, object]:
    """`{% breadcrumb "Arbeidsliste" list_url "Kari Test" %}`: label and address by turns, then this page."""
    *links, current = parts
    return {"links": list(zip(links[::2], links[1::2], strict=True)), "current": current}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str, poll_url: str = "") -> dict[str, object]:
    """A bar for a long job. With `poll_url` it asks for itself again every second until `done` is `total`."""
    finished = done >= total
    return {
        "done": done,
        "total": total,
        "label": label,
        "poll_url": "" if finished else poll_url,
        "finished": finished,
    }


@register.simple_block_tag
def card(content: str, heading: str = "", level: int = 2, color: str = "", ident: str = "") -> SafeString:
    """`{% card "Neste steg" %}…{% endcard %}`: a boxed section with its heading."""
    context = {"content": content, "heading": heading, "level": level, "color": color, "ident": ident}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def alert(content: str, heading: str = "", color: str = "info") -> SafeString:
    """`{% alert "Husk" color="warning" %}…{% endalert %}`: something the reader must notice."""
    return render_to_string("components/alert.html", {"content": content, "heading": heading, "color": color})


@register.simple_block_tag
def empty_state(content: str, heading: str) -> SafeString:
    """`{% empty_state "Ingen oppgaver" %}…{% endempty_state %}`: why a list is empty, what to do now."""
    return render_to_string("components/empty_state.html", {"content": content, "heading": heading})


@register.simple_block_tag
def figure(content: str, heading: str, description: str = "", ident: str = "figure") -> SafeString:
    """A picture with its heading, one sentence that says what it shows, and (inside) `{% as_table %}`."""
    context = {"content": content, "heading": heading, "description": description, "ident": ident}
    return render_to_string("components/figure.html", context)


@register.simple_block_tag
def as_table(content: str) -> SafeString:
    """The numbers of a figure as a table, folded away; open on paper."""
    return render_to_string("components/as_table.html", {"content": content})
