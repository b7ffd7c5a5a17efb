"""Something is wrong: which fact, what is wrong and what is right; Nav answers with what was done, by a promised day.

It is a thread between the person and Nav (GDPR art. 16): written down word for word, and the answer stands under it.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.dialogue.services import DialogueError
from stafett.dialogue.thread_services import Written, start_thread
from stafett.dialogue.threads import Thread, ThreadQuestion
from stafett.frontend.words import text
from stafett.portals.person.forms import CorrectionForm
from stafett.portals.person.views.common import not_sent, own_actor, own_id, own_open_case, own_person


@requires(Permission.OWN_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StafettRequest) -> HttpResponse:
    """The form, with what was said before and where it stands. `about` in the address chooses the fact."""
    case = own_open_case(request)
    if request.method == "POST":
        form = CorrectionForm(request.POST)
        thread = _sent(request, form, case) if form.is_valid() else None
        if thread is not None:
            return redirect("person_thread", thread.pk)
    else:
        form = CorrectionForm(initial={"about": request.GET.get("about", "")})
    asked = ThreadQuestion.objects.filter(message__thread__person=own_id(request), asked__kind="nav")
    said = asked.exclude(message__thread__about="").select_related("message__thread").order_by("-message")
    context = {"form": form, "case": case, "said": said}
    return render(request, "person/correct.html", context, status=422 if form.errors else 200)


def _sent(request: StafettRequest, form: CorrectionForm, case: Case | None) -> Thread | None:
    """The thread that it began; None when it was not sent, and the form says why."""
    if case is None:
        not_sent(form, text("thread_error.case_closed"), own_person(request))
        return None
    try:
        return start_thread(
            case=case, subject=form.subject, others=(), first=Written(form.words), about=form.cleaned_data["about"],
            actor=own_actor(request), on=request.day, at=clock.now(),
        )  # fmt: skip
    except DialogueError as error:
        not_sent(form, text(error.code, **error.parameters), own_person(request))
        return None
