"""The base pages in a real Chromium: readable by all, nothing refused by the policy, none too wide."""

import mimetypes
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from playwright.sync_api import Browser, Page, Route

from stafett.frontend.security import HEADERS

pytestmark = [pytest.mark.browser, pytest.mark.urls("django.conf.urls.i18n")]

ORIGIN = "https://stafett.test"
Scheme = Literal["light", "dark"]
WIDTHS = (320, 1440)
CONTENT = """
{% block title %}Prøveside{% endblock %}
{% block breadcrumb %}{% breadcrumb "Arbeidsliste" "/" "Test Testesen" %}{% endblock %}
{% block main %}
<h1>Prøveside</h1>
<p class="st-lead">En side med alt.</p>
<p class="st-row">{% chip "Må kartlegges" "warning" %} {% chip "Passert" "danger" %} {% chip "Svart" %}</p>
{% data_table "Oppgaver" columns rows %}
{% pager "?before=1" "?after=3" "1 til 3" %}
{% figure "Forløpet" description="Fra januar til mars." ident="tl" %}
<div class="st-figure__scroll" tabindex="0" role="group" aria-label="Forløpet">
<svg class="tl" viewBox="0 0 640 60" width="640" height="60" role="img" aria-labelledby="tl-heading">
{% include "components/timeline_defs.html" %}
<rect id="graded" class="tl-note tl-note--hatch" x="10" y="20" width="150" height="18"/>
<text x="0" y="55">januar</text></svg></div>
{% as_table %}{% data_table "Forløpet" columns rows %}{% endas_table %}
{% endfigure %}
{% progress 3 10 "Leser" %}
{% card "Neste steg" color="accent" %}{% facts facts %}<a class="ds-button" href="/">Start</a>{% endcard %}
{% alert "Husk" color="warning" %}<p>Frist i morgen.</p>{% endalert %}
{% empty_state "Ingen flere" %}<p>Nye kommer.</p>{% endempty_state %}
<form method="post">{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}
<button class="ds-button">Send</button></form>
{% endblock %}
"""


class QuestionForm(forms.Form):
    expectation = forms.ChoiceField(
        label="Hvor lenge?",
        help_text="Svar det du tror i dag.",
        widget=forms.RadioSelect,
        choices=[("under", "Under 26 uker"), ("over", "Over 26 uker")],
    )
    note = forms.CharField(label="Merknad", widget=forms.Textarea, required=False)
    talk = forms.BooleanField(label="Jeg vil snakke med noen", required=False)


def page_source(layout: str, form: forms.Form | None = None) -> str:
    row = ("Lang-Etternavn Eksempelsen", "Profilering er besvart", "3. mars 2026")
    context = {
        "request": RequestFactory().get("/"),
        "navigation": [("Arbeidsliste", "/", True), ("Hvem har sett saken", "/sett", False)],
        "demo_banner": {"day": date(2026, 3, 3), "url": "/"},
        "actor_name": "Ida Eksempel",
        "actor_role": "Veileder, Nav Testby",
        "columns": ["Navn", "Oppgave", "Frist"],
        "rows": [row, row],
        "facts": [("Holder", "Nav Testby"), ("Dato", "3. mars 2026")],
        "form": form or QuestionForm({}),
    }
    with override("nb"):
        return Template(f'{{% extends "{layout}" %}}{CONTENT}').render(Context(context))


def open_page(browser: Browser, source: str, width: int = 1440, scheme: Scheme = "light") -> tuple[Page, list[str]]:
    """The page, served from memory with the real headers, and a list of what the browser complains about."""

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if not path.startswith("/static/"):
            route.fulfill(body=source, headers={**HEADERS, "Content-Type": "text/html; charset=utf-8"})
            return
        file = finders.find(path.removeprefix("/static/"))
        if not isinstance(file, str):
            route.fulfill(status=404)
            return
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        route.fulfill(body=Path(file).read_bytes(), content_type=kind)

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", serve)
    page.goto(f"{ORIGIN}/")
    return page, complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("layout", ["base_staff.html", "base_person.html"])
def test_page_is_accessible_fits_and_breaks_no_policy(
    browser: Browser, layout: str, width: int, scheme: Scheme
) -> None:
    page, complaints = open_page(browser, page_source(layout), width, scheme)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    page.close()


def test_the_keyboard_reaches_the_content_before_the_menu(browser: Browser) -> None:
    page, _ = open_page(browser, page_source("base_person.html", QuestionForm()))
    page.keyboard.press("Tab")
    assert page.locator("a.ds-skip-link").bounding_box() != {"x": 0, "y": 0, "width": 1, "height": 1}
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_after_a_refused_form_the_reader_starts_at_the_errors(browser: Browser) -> None:
    page, _ = open_page(browser, page_source("base_person.html"), 320)
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_expectation_0"
    page.close()


def test_the_policy_refuses_an_inline_script(browser: Browser) -> None:
    source = page_source("base_staff.html").replace("</main>", "<script>document.title = ''</script></main>")
    page, complaints = open_page(browser, source)
    assert len(complaints) == 1
    assert "script" in complaints[0]
    assert page.title() != ""
    page.close()


def test_pattern_of_a_graded_note_is_drawn(browser: Browser) -> None:
    page, _ = open_page(browser, page_source("base_staff.html"))
    assert "tl-hatch" in page.evaluate("getComputedStyle(document.getElementById('graded')).fill")
    page.close()


def test_the_page_reads_the_same_without_javascript(browser: Browser) -> None:
    with_scripts, _ = open_page(browser, page_source("base_staff.html"))
    context = browser.new_context(java_script_enabled=False)
    without = context.new_page()
    without.set_content(page_source("base_staff.html"))
    assert without.locator("main").inner_text().split() == with_scripts.locator("main").inner_text().split()
    with_scripts.close()
    context.close()
