"""Filling in a mapping during the conversation: all themes on one page, saved whole or theme by theme as one writes."""

import secrets
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.frontend.words import text, time_of_day
from stafett.mapping.models import Mapping, ThemeEntry
from stafett.mapping.selectors import ReadTheme, themes_of, thinks_return_unlikely
from stafett.mapping.services import MappingError, save_entry
from stafett.portals.adviser.mapping_forms import ThemeForm
from stafett.portals.adviser.views.common import actor_of, case_page
from stafett.portals.adviser.views.mapping import ended, language, opened_mapping, planned_page
from stafett.portals.adviser.views.outcome import CONFLICT, REFUSED

LONGEST_NAME_OF_PAGE = 32


@dataclass(slots=True)
class ShownTheme:
    """A theme with its form, and what somebody else wrote in it meanwhile."""

    theme: ReadTheme
    form: ThemeForm
    other: ThemeEntry | None = None


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: StafettRequest, case_id: int, mapping_id: int) -> HttpResponse:
    """The page of the conversation; before it begins what the person has written, after it the minutes.

    Sent as a whole it saves every theme that has been changed. Where somebody else wrote meanwhile both texts are
    shown, and the other themes are saved all the same.
    """
    case, mapping = opened_mapping(request, case_id, mapping_id)
    posted = request.POST if request.method == "POST" else None
    if mapping.state == Mapping.State.PLANNED:
        return planned_page(request, case, mapping)
    if mapping.state == Mapping.State.CLOSED and posted is None:
        return redirect("adviser_mapping_minutes", case_id=case.pk, mapping_id=mapping.pk)
    if not mapping.is_open:
        return ended(request, case, mapping)
    shown = [ShownTheme(theme, ThemeForm(theme, posted)) for theme in themes_of(mapping, language())]
    if posted is None:
        return _page(request, case, mapping, shown, secrets.token_hex(8))
    name = _name_of_page(posted)
    for item in shown:
        _save(request, mapping, item, name)
    if any(item.form.errors for item in shown):
        return _page(request, case, mapping, shown, name, status=REFUSED)
    if any(item.other for item in shown):
        return _page(request, case, mapping, shown, name, status=CONFLICT)
    if posted.get("then") == "close":
        return redirect("adviser_mapping_close", case_id=case.pk, mapping_id=mapping.pk)
    messages.success(request, text("done.mapping_saved"))
    return redirect("adviser_mapping", case_id=case.pk, mapping_id=mapping.pk)


@requires(Permission.FOLLOW_UP)
@require_POST
def save_theme(request: StafettRequest, case_id: int, mapping_id: int) -> HttpResponse:
    """Saves one theme (`theme`), for the page that saves while one writes.

    Answers in JSON: `version` and `at` when it is saved; `html` (409) with what somebody else wrote; `error` (422) with
    what is wrong with it, or why nothing can be saved any more.
    """
    _, mapping = opened_mapping(request, case_id, mapping_id, goes_on=True)
    code = request.POST.get("theme", "")
    theme = next((theme for theme in themes_of(mapping, language()) if theme.code == code), None)
    if theme is None:
        return JsonResponse({"error": text("mapping_error.unknown_theme")}, status=REFUSED)
    item = ShownTheme(theme, ThemeForm(theme, request.POST))
    entry = _save(request, mapping, item, _name_of_page(request.POST))
    if entry is not None:
        at = time_of_day(entry.edited_at) if entry.edited_at else ""
        return JsonResponse({"version": entry.version, "at": at})
    if item.other is not None:
        html = render(request, "adviser/mapping_other.html", {"item": item}).content.decode()
        return JsonResponse({"html": html}, status=CONFLICT)
    return JsonResponse({"error": " ".join(map(str, _errors(item.form)))}, status=REFUSED)


def _save(request: StafettRequest, mapping: Mapping, item: ShownTheme, name: str) -> ThemeEntry | None:
    """The entry as it was saved; None when it was not, and `item` says why.

    A text that somebody has overtaken stays in the form, which has now seen what the other one wrote.
    """
    form = item.form
    if not form.is_valid():
        return None
    try:
        return save_entry(
            mapping=mapping, theme=item.theme.code, page=name, actor=actor_of(request), on=request.day, at=clock.now(),
            **form.cleaned_data,
        )  # fmt: skip
    except MappingError as error:
        if error.entry is None:
            form.add_error(None, text(error.code, **error.parameters))
            return None
        item.other = error.entry
        seen = {form.add_prefix("seen"): error.entry.version}
        item.form = ThemeForm(item.theme, dict(form.data.items()) | seen)
        return None


def _page(
    request: StafettRequest, case: Case, mapping: Mapping, shown: list[ShownTheme], name: str, *, status: int = 200
) -> HttpResponse:
    context = {
        "mapping": mapping,
        "themes": shown,
        "page_name": name,
        "unlikely": thinks_return_unlikely(case),
        "refused": [item for item in shown if item.form.errors],
        "overtaken": [item for item in shown if item.other],
    }
    return case_page(request, case, "adviser_mappings", "adviser/mapping.html", context, within=True, status=status)


def _name_of_page(posted: MappingType[str, Any]) -> str:
    """What tells this page from others; too long is no name of ours."""
    name = str(posted.get("page", ""))
    return name if len(name) <= LONGEST_NAME_OF_PAGE else ""


def _errors(form: ThemeForm) -> list[str]:
    return [str(error) for found in form.errors.values() for error in found]
