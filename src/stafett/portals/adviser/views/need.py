"""The need: assessed on a page of its own, or set for a time; and the log of contacts beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.contents import contents_of
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.core.reasons import Reason
from stafett.frontend.words import text
from stafett.mapping.assessing import Choice, ForATime, NeedError, assess_need, end_temporary, set_temporary
from stafett.mapping.contacts import NewContact, log_contact, withdraw_contact
from stafett.mapping.models import Contact, NeedAssessment
from stafett.mapping.need import Judged, judge, known_facts, may_choose, newest_assessment
from stafett.mapping.wishes import newest_wish
from stafett.portals.adviser.need import need_context
from stafett.portals.adviser.need_forms import (
    ContactForm,
    EndTemporaryForm,
    NeedForm,
    TemporaryForm,
    WithdrawContactForm,
)
from stafett.portals.adviser.views.common import actor_of, can_write, case_page, opened_case
from stafett.portals.adviser.views.outcome import REFUSED, conflict, done
from stafett.portals.adviser.why import Why, why
from stafett.portals.wish_forms import WishForm

# Errors that the reader can put right on the form, and the field they belong to.
_ON_FORM = {
    "need_error.reason_needed": "reason",
    "need_error.unknown_category": "category",
    "need_error.other_suggestion": None,
    "need_error.out_of_scope": None,
}
_ABOUT_DAY = {"day_error.before_case", "day_error.too_far"}


@requires(Permission.READ_CASES)
@require_safe
def contacts(request: StafettRequest, case_id: int) -> HttpResponse:
    """The need as it stands, with why, and the conversations that have been written down."""
    return _page(request, opened_case(request, case_id, page_name="contacts", offered_too=True), {})


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: StafettRequest, case_id: int) -> HttpResponse:
    """Writes down for the person how they want to be contacted, and who is to be there."""
    case = opened_case(request, case_id, page_name="contacts")
    if case.state != Case.State.OPEN:
        return conflict(request, case, "need_error.case_closed")
    form = WishForm(newest_wish(case.person_id), request.POST if request.method == "POST" else None)
    if form.is_bound and form.keep(case.person, actor_of(request), request.day):
        return done(request, case, "done.wishes_said", at="adviser_contacts")
    context = {"form": form, "refused_form": form if form.errors else None}
    status = REFUSED if form.errors else 200
    return case_page(request, case, "adviser_contacts", "adviser/wishes.html", context, within=True, status=status)


def _page(request: StafettRequest, case: Case, given: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    on, contents = request.day, contents_of(case, on=request.day)
    context = {
        **need_context(case, contents.window, given, on=on, can_write=can_write(request, case)),
        "refused_form": next(iter(given.values()), None),
    }
    return case_page(
        request, case, "adviser_contacts", "adviser/case_contacts.html", context, contents=contents, status=status
    )


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: StafettRequest, case_id: int) -> HttpResponse:
    """The six factors with what the rules find, the suggestion with its grounds, and the choice.

    The button `look` shows what the rules say of the facts as they stand in the form, and keeps nothing.
    """
    case = opened_case(request, case_id, page_name="need")
    newest = newest_assessment(case)
    if case.state != Case.State.OPEN:
        return conflict(request, case, "need_error.case_closed")
    law = law_in_force()
    form = NeedForm(known_facts(case, newest), law, request.day, request.POST if request.method == "POST" else None)
    judged = judge(form.facts, law, request.day)
    form.offer(may_choose(judged, newest))
    if not form.is_bound or "look" in request.POST:
        return _assess_page(request, case, newest, form, judged, status=REFUSED if form.errors else 200)
    if form.is_valid() and form.cleaned_data["category"]:
        return _assess(request, case, newest, form, judged)
    if not form.errors:
        form.add_error("category", text("need_error.choose"))
    return _assess_page(request, case, newest, form, judged, status=REFUSED)


def _assess(
    request: StafettRequest, case: Case, newest: NeedAssessment | None, form: NeedForm, judged: Judged
) -> HttpResponse:
    choice = Choice(
        category=form.cleaned_data["category"],
        facts=judged.facts,
        seen=form.cleaned_data["seen"],
        suggested=tuple(code for code in form.cleaned_data["shown"].split(",") if code),
        reason=form.cleaned_data["reason"],
    )
    try:
        assess_need(case=case, choice=choice, actor=actor_of(request), on=request.day, at=clock.now())
    except NeedError as error:
        if error.code not in _ON_FORM:
            return conflict(request, case, error.code, form, **error.parameters)
        form.add_error(_ON_FORM[error.code], text(error.code))
        return _assess_page(request, case, newest, form, judged, status=REFUSED)
    return done(request, case, "done.need_assessed", at="adviser_contacts")


def _assess_page(
    request: StafettRequest,
    case: Case,
    newest: NeedAssessment | None,
    form: NeedForm,
    judged: Judged,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "newest": newest,
        "form": form,
        "looked": "look" in request.POST and not form.errors,
        "judged": judged,
        "seen": form["seen"].value() if form.is_bound else (newest.pk if newest else 0),
        "shown": ",".join(judged.suggested),
        "factors": [
            (
                factor,
                form.of_factor(factor.name),
                _whys(factor.standing),
                _whys(factor.by_rule) if factor.is_own else [],
            )
            for factor in judged.factors
        ],
        "reasons": _whys(judged.reasons),
        "categories": [
            (one, _whys(one.named), _whys(one.speaks_for), _whys(one.speaks_against), _whys(one.changes))
            for one in judged.categories
        ],
        "may_choose": form.offered,
    }
    return case_page(request, case, "adviser_contacts", "adviser/need_assess.html", context, within=True, status=status)


def _whys(reasons: Sequence[Reason]) -> list[Why | None]:
    return [why(reason) for reason in reasons]


@requires(Permission.FOLLOW_UP)
@require_POST
def temporary(request: StafettRequest, case_id: int) -> HttpResponse:
    """Sets a category for a time."""
    case = opened_case(request, case_id, page_name="temporary")
    form = TemporaryForm(request.day, request.POST)
    if not form.is_valid() and case.state == Case.State.OPEN:
        return _page(request, case, {"temporary": form}, status=REFUSED)
    if not form.is_valid():
        return conflict(request, case, "need_error.case_closed", form)
    try:
        chosen = ForATime(**form.cleaned_data)
        set_temporary(case=case, chosen=chosen, actor=actor_of(request), on=request.day, at=clock.now())
    except NeedError as error:
        if error.code in _ABOUT_DAY:
            ends_too_late = error.code == "day_error.too_far" and chosen.until is not None
            form.add_error("until" if ends_too_late else "from_day", text(error.code, **error.parameters))
            return _page(request, case, {"temporary": form}, status=REFUSED)
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.temporary_set", at="adviser_contacts")


@requires(Permission.FOLLOW_UP)
@require_POST
def end(request: StafettRequest, case_id: int) -> HttpResponse:
    """Ends a category for a time from today on."""
    case = opened_case(request, case_id, page_name="temporary")
    form = EndTemporaryForm(request.POST)
    if not form.is_valid() and case.state == Case.State.OPEN:
        return _page(request, case, {"end": form}, status=REFUSED)
    why_ended = form.cleaned_data.get("why", "")
    try:
        end_temporary(case=case, why=why_ended, actor=actor_of(request), on=request.day, at=clock.now())
    except NeedError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.temporary_ended", at="adviser_contacts")


@requires(Permission.FOLLOW_UP)
@require_POST
def contact(request: StafettRequest, case_id: int) -> HttpResponse:
    """Writes down a conversation that was held, or missed."""
    case = opened_case(request, case_id, page_name="contact")
    form = ContactForm(request.day, request.POST)
    if not form.is_valid() and case.state == Case.State.OPEN:
        return _page(request, case, {"contact": form}, status=REFUSED)
    if not form.is_valid():
        return conflict(request, case, "need_error.case_closed", form)
    held = NewContact(**form.cleaned_data)
    try:
        log_contact(case=case, contact=held, actor=actor_of(request), on=request.day, at=clock.now())
    except NeedError as error:
        if error.code in _ABOUT_DAY:
            form.add_error("held_on", text(error.code, **error.parameters))
            return _page(request, case, {"contact": form}, status=REFUSED)
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.contact_logged", at="adviser_contacts")


@requires(Permission.FOLLOW_UP)
@require_POST
def withdraw(request: StafettRequest, case_id: int, contact_id: int) -> HttpResponse:
    """Says that a conversation was written down by mistake."""
    case = opened_case(request, case_id, page_name="contact")
    one = get_object_or_404(Contact, pk=contact_id, case=case)
    name = f"withdraw{one.pk}"
    form = WithdrawContactForm(request.POST, prefix=name)
    if not form.is_valid() and case.state == Case.State.OPEN and not hasattr(one, "withdrawal"):
        return _page(request, case, {name: form}, status=REFUSED)
    why = form.cleaned_data.get("why", "")
    try:
        withdraw_contact(contact=one, why=why, actor=actor_of(request), on=request.day, at=clock.now())
    except NeedError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.contact_withdrawn", at="adviser_contacts")
