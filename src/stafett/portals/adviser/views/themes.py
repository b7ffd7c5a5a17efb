"""What a leader sets up for the unit: themes of its own in the conversation guides."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text, text_lazy
from stafett.mapping.additions import NewTheme, add_theme, end_theme
from stafett.mapping.guide import Guide, current_guides, kept, words_in
from stafett.mapping.models import GuideAddition
from stafett.mapping.services import MappingError
from stafett.people.models import Unit
from stafett.portals.adviser.forms import LINE, errors
from stafett.portals.adviser.mapping_forms import LongField
from stafett.portals.adviser.views.common import actor_of, page
from stafett.portals.adviser.views.outcome import REFUSED
from stafett.portals.offering import offer

LONGEST_TITLE = 100


class ThemeForm(forms.Form):
    """A theme in the office's words; each line of `questions` is a help question."""

    guide = forms.ChoiceField(
        widget=forms.RadioSelect, label=text_lazy("mapping.guide"), error_messages=errors("mapping_error.unknown_guide")
    )
    title = forms.CharField(
        max_length=LONGEST_TITLE,
        label=text_lazy("theme.title"),
        error_messages=errors("mapping_error.theme_words_needed", most=LONGEST_TITLE),
    )
    why = forms.CharField(
        max_length=LINE,
        label=text_lazy("theme.why"),
        help_text=text_lazy("theme.why_help"),
        error_messages=errors("mapping_error.theme_words_needed", most=LINE),
    )
    questions = LongField("theme.questions", help_key="theme.questions_help", required=True)

    def __init__(self, data: Mapping[str, Any] | None, guides: Mapping[str, Guide]) -> None:
        super().__init__(data)
        choices = [(guide, text_lazy(f"guide_name.{guide}")) for guide in guides]
        offer(self, "guide", choices)
        self.fields["questions"].error_messages["required"] = text_lazy("mapping_error.theme_words_needed")

    def clean_questions(self) -> list[str]:
        """The lines, none of them longer than a line."""
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if any(len(line) > LINE for line in lines):
            raise forms.ValidationError(text("person.error.too_long", most=LINE), code="max_length")
        return lines


@requires(Permission.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def themes(request: StafettRequest) -> HttpResponse:
    """The guides in force, the unit's own themes in them, and a form that adds one."""
    actor, on = actor_of(request), request.day
    guides = current_guides(on)
    form = ThemeForm(request.POST if request.method == "POST" else None, guides)
    if form.is_valid():
        unit = get_object_or_404(Unit, pk=actor.unit or 0)
        try:
            add_theme(unit=unit, theme=NewTheme(**form.cleaned_data), actor=actor, on=on, at=clock.now())
        except MappingError as error:
            form.add_error(None, text(error.code, **error.parameters))
        else:
            messages.success(request, text("done.theme_added"))
            return redirect("adviser_themes")
    own = GuideAddition.objects.filter(unit=actor.unit).order_by("id")
    context = {
        "form": form,
        "in_force": [addition for addition in own if addition.to_day is None],
        "ended": [addition for addition in own if addition.to_day is not None],
        "guides": [(name, _titles(guide)) for name, guide in guides.items()],
    }
    status = REFUSED if form.errors else 200
    return page(request, "adviser/themes.html", context, here="adviser_themes", status=status)


@requires(Permission.LEAD)
@require_POST
def end(request: StafettRequest, addition_id: int) -> HttpResponse:
    """Takes one of the unit's own themes out of mappings begun after today."""
    actor = actor_of(request)
    addition = get_object_or_404(GuideAddition, pk=addition_id, unit=actor.unit)
    end_theme(addition=addition, actor=actor, on=request.day, at=clock.now())
    messages.success(request, text("done.theme_ended"))
    return redirect("adviser_themes")


def _titles(guide: Guide) -> list[str]:
    language = get_language() or "nb"
    return [words_in(theme["title"], language) for theme in kept(guide)["themes"]]
