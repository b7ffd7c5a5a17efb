"""The words that an office keeps for its messages."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.dialogue.models import TextBlock
from stafett.dialogue.services import DialogueError
from stafett.dialogue.writing import keep_text_block
from stafett.frontend.words import text
from stafett.portals.adviser.message_forms import TextBlockForm
from stafett.portals.adviser.views.common import actor_of, page
from stafett.portals.adviser.views.outcome import CONFLICT, REFUSED, written


@requires(Permission.OFFICE_TEXTS)
@require_http_methods(["GET", "HEAD", "POST"])
def blocks(request: StafettRequest) -> HttpResponse:
    """All words of the actor's unit, and a form for new ones."""
    form = TextBlockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form, None)
    return _all(request, form)


@requires(Permission.OFFICE_TEXTS)
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: StafettRequest, block_id: int) -> HttpResponse:
    """One of them, to change or to put away."""
    kept = get_object_or_404(TextBlock, pk=block_id, unit=actor_of(request).unit)
    if request.method != "POST":
        names = ("title", "text", "active", "version")
        return _one(request, kept, TextBlockForm(initial={name: getattr(kept, name) for name in names}))
    form = TextBlockForm(request.POST)
    return _keep(request, form, kept) if form.is_valid() else _one(request, kept, form)


def _keep(request: StafettRequest, form: TextBlockForm, kept: TextBlock | None) -> HttpResponse:
    said = form.cleaned_data
    try:
        keep_text_block(
            title=said["title"], text=said["text"], active=said["active"], actor=actor_of(request), on=request.day,
            at=clock.now(), block=kept, version=said["version"] or 0,
        )  # fmt: skip
    except DialogueError as error:
        if error.code == "text_block.changed":
            context = {"sentence": text(error.code), "written": written(form)}
            return page(request, "adviser/conflict.html", context, status=CONFLICT)
        form.add_error("title", text(error.code))
        return _one(request, kept, form) if kept else _all(request, form)
    messages.success(request, text("done.text_block"))
    return redirect("adviser_text_blocks")


def _all(request: StafettRequest, form: TextBlockForm) -> HttpResponse:
    own = TextBlock.objects.filter(unit=actor_of(request).unit).order_by("-active", "title")
    context = {"blocks": own, "form": form}
    return page(request, "adviser/text_blocks.html", context, status=REFUSED if form.errors else 200)


def _one(request: StafettRequest, kept: TextBlock, form: TextBlockForm) -> HttpResponse:
    context = {"kept": kept, "form": form}
    return page(request, "adviser/text_block.html", context, status=REFUSED if form.errors else 200)
