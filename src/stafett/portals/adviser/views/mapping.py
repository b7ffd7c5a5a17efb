"""A mapping, from the invitation to the minutes. Every page opens the case, so every reading is logged."""

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.frontend.words import text
from stafett.mapping.closing import close_mapping, lacks_of
from stafett.mapping.guide import current_guides
from stafett.mapping.models import Goal, Mapping
from stafett.mapping.selectors import (
    ReadTheme,
    guide_that_fits,
    last_closed,
    mappings_of,
    minutes_of,
    themes_of,
)
from stafett.mapping.services import (
    MappingError,
    discard_mapping,
    mark_goal,
    move_talk,
    plan_mapping,
    start_mapping,
)
from stafett.portals.adviser.mapping_forms import CloseForm, DiscardForm, PlanForm, TalkForm
from stafett.portals.adviser.views.common import actor_of, can_write, case_page, opened_case
from stafett.portals.adviser.views.outcome import REFUSED, conflict, done

State = Mapping.State
# What the reader can put right on the form, beside the day of the conversation.
_ABOUT_DAY = {"mapping_error.day_has_passed", "day_error.too_far"}


@requires(Permission.READ_CASES)
@require_safe
def mappings(request: StafettRequest, case_id: int) -> HttpResponse:
    """The mapping that is open, or a way to begin one; and those that have ended."""
    case = opened_case(request, case_id, page_name="mappings", offered_too=True)
    found = mappings_of(case)
    open_one = next((mapping for mapping in found if mapping.is_open), None)
    context = {
        "open_mapping": open_one,
        "ended_mappings": [mapping for mapping in found if not mapping.is_open],
        "guide_fits": None if open_one else guide_that_fits(case, on=request.day),
    }
    return case_page(request, case, "adviser_mappings", "adviser/case_mappings.html", context)


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: StafettRequest, case_id: int) -> HttpResponse:
    """Chooses a guide, and invites the person or begins at once."""
    case = opened_case(request, case_id, page_name="mapping_plan")
    on, guides = request.day, current_guides(request.day)
    fits = guide_that_fits(case, on=on)
    form = PlanForm(list(guides), request.POST if request.method == "POST" else None, initial={"guide": fits.guide})
    if form.is_valid():
        try:
            made = plan_mapping(case=case, **form.cleaned_data, actor=actor_of(request), on=on, at=clock.now())
        except MappingError as error:
            if error.code not in _ABOUT_DAY:
                return conflict(request, case, error.code, form, **error.parameters)
            form.add_error("talk_on", _words(error))
        else:
            if made.state == State.PLANNED:
                return done(request, case, "done.mapping_planned", at="adviser_mappings")
            return redirect("adviser_mapping", case_id=case.pk, mapping_id=made.pk)
    context = {"form": form, "fits": fits, "last": last_closed(case)}
    status = REFUSED if form.errors else 200
    return case_page(
        request, case, "adviser_mappings", "adviser/mapping_plan.html", context, within=True, status=status
    )


@requires(Permission.FOLLOW_UP)
@require_POST
def start(request: StafettRequest, case_id: int, mapping_id: int) -> HttpResponse:
    """The conversation begins."""
    case, mapping = opened_mapping(request, case_id, mapping_id)
    try:
        start_mapping(mapping=mapping, actor=actor_of(request), on=request.day, at=clock.now())
    except MappingError as error:
        return conflict(request, case, error.code, **error.parameters)
    return redirect("adviser_mapping", case_id=case.pk, mapping_id=mapping.pk)


@requires(Permission.FOLLOW_UP)
@require_POST
def move(request: StafettRequest, case_id: int, mapping_id: int) -> HttpResponse:
    """Sets another day for the conversation."""
    case, mapping = opened_mapping(request, case_id, mapping_id)
    form = TalkForm(request.POST)
    if form.is_valid():
        try:
            move_talk(mapping=mapping, **form.cleaned_data, actor=actor_of(request), on=request.day, at=clock.now())
        except MappingError as error:
            if error.code not in _ABOUT_DAY:
                return conflict(request, case, error.code, form, **error.parameters)
            form.add_error("talk_on", _words(error))
        else:
            return done(request, case, "done.mapping_moved", at="adviser_mappings")
    return planned_page(request, case, mapping, talk=form, status=REFUSED)


@requires(Permission.FOLLOW_UP)
@require_POST
def discard(request: StafettRequest, case_id: int, mapping_id: int) -> HttpResponse:
    """Ends a mapping that comes to nothing."""
    case, mapping = opened_mapping(request, case_id, mapping_id)
    form = DiscardForm(request.POST)
    if not form.is_valid() and mapping.is_open:
        return planned_page(request, case, mapping, discarding=form, status=REFUSED)
    try:
        why = form.cleaned_data.get("why", "")
        discard_mapping(mapping=mapping, why=why, actor=actor_of(request), on=request.day, at=clock.now())
    except MappingError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.mapping_discarded", at="adviser_mappings")


def planned_page(
    request: StafettRequest,
    case: Case,
    mapping: Mapping,
    *,
    talk: BaseForm | None = None,
    discarding: BaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """What can be done before the conversation, with what the person has written; and discarding, at any time."""
    context = {
        "mapping": mapping,
        "themes": themes_of(mapping, language()),
        "talk": talk or TalkForm(initial={"talk_on": mapping.talk_on}),
        "discarding": discarding or DiscardForm(),
        "refused": talk or discarding,
    }
    return case_page(
        request, case, "adviser_mappings", "adviser/mapping_planned.html", context, within=True, status=status
    )


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: StafettRequest, case_id: int, mapping_id: int) -> HttpResponse:
    """The closing checklist; what is lacking is said all at once, and nothing that was written is lost."""
    case, mapping = opened_mapping(request, case_id, mapping_id, page_name="mapping_close")
    themes = themes_of(mapping, language())
    form = CloseForm(
        mapping.snapshot["outcomes"],
        request.POST if request.method == "POST" else None,
        initial={"what_matters": _what_matters(themes)},
    )
    if mapping.state == State.PLANNED:
        return redirect("adviser_mapping", case_id=case.pk, mapping_id=mapping.pk)
    if not mapping.is_open and not form.is_valid():
        return ended(request, case, mapping, form if form.is_bound else None)
    if form.is_valid():
        try:
            on, at = request.day, clock.now()
            close_mapping(mapping=mapping, closing=form.closing, actor=actor_of(request), on=on, at=at)
        except MappingError as error:
            if not error.lacks:
                return conflict(request, case, error.code, form, **error.parameters)
            form.add_lacks(error.lacks, {theme.code: theme.title for theme in themes})
        else:
            return done(request, case, "done.mapping_closed", at="adviser_mappings")
    titles = {theme.code: theme.title for theme in themes}
    context = {
        "mapping": mapping,
        "form": form,
        "lacking": [(lack.code, titles[lack.theme]) for lack in lacks_of(mapping)],
        "discarding": DiscardForm(),
    }
    status = REFUSED if form.errors else 200
    return case_page(
        request, case, "adviser_mappings", "adviser/mapping_close.html", context, within=True, status=status
    )


@requires(Permission.READ_CASES)
@require_safe
def minutes(request: StafettRequest, case_id: int, mapping_id: int) -> HttpResponse:
    """The minutes, with the person's remarks beside; a draft until the mapping is closed."""
    case, mapping = opened_mapping(request, case_id, mapping_id, page_name="mapping_minutes")
    context = {
        "mapping": mapping,
        "minutes": minutes_of(mapping, language()),
        "can_mark": can_write(request, case),
        "statuses": Goal.Status.values,
    }
    return case_page(request, case, "adviser_mappings", "adviser/mapping_minutes.html", context, within=True)


@requires(Permission.FOLLOW_UP)
@require_POST
def goal(request: StafettRequest, case_id: int, goal_id: int) -> HttpResponse:
    """Marks a goal as reached, dropped or open again."""
    case = opened_case(request, case_id, page_name="mapping_minutes", goes_on=True)
    found = get_object_or_404(Goal.objects.select_related("case"), pk=goal_id, case=case)
    try:
        status = request.POST.get("status", "")
        mark_goal(goal=found, status=status, actor=actor_of(request), on=request.day, at=clock.now())
    except MappingError:
        raise Http404 from None
    if found.mapping_id is None:
        return redirect("adviser_case", case_id=case.pk)
    return redirect("adviser_mapping_minutes", case_id=case.pk, mapping_id=found.mapping_id)


def opened_mapping(
    request: StafettRequest, case_id: int, mapping_id: int, *, page_name: str = "mapping", goes_on: bool = False
) -> tuple[Case, Mapping]:
    """The case, its reading logged, and a mapping of it. Raises Http404 for one that is not the case's."""
    case = opened_case(request, case_id, page_name=page_name, goes_on=goes_on)
    of_case = Mapping.objects.select_related("case__person", "planned_by", "ended_by", "started_from")
    return case, get_object_or_404(of_case, pk=mapping_id, case=case)


def language() -> str:
    """The reader's."""
    return get_language() or "nb"


def ended(request: StafettRequest, case: Case, mapping: Mapping, form: BaseForm | None = None) -> HttpResponse:
    """Somebody else has ended the mapping: says who and when, and shows what was written."""
    by = mapping.ended_by.name if mapping.ended_by else ""
    return conflict(request, case, "mapping_error.ended", form, by=by, on=mapping.ended_on)


def _what_matters(themes: list[ReadTheme]) -> str:
    """What was said under the guide's last theme, the open one, is where the checklist begins."""
    return themes[-1].entry.answer


def _words(error: MappingError) -> str:
    return text(error.code, **error.parameters)
