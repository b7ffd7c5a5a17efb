"""Components as a screen reader and a browser without JavaScript meet them."""

from collections.abc import Iterator

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from lxml import html

from stafett.frontend.build import LOCALE, compile_catalogues


class AnswerForm(forms.Form):
    expectation = forms.ChoiceField(
        label="Hvor lenge?",
        help_text="Svar det du tror i dag.",
        widget=forms.RadioSelect,
        choices=[("under", "Under 26 uker"), ("over", "Over 26 uker")],
    )
    note = forms.CharField(label="Merknad", help_text="Ikke om diagnosen.", required=False)
    day = forms.DateField(label="Dag")
    talk = forms.BooleanField(label="Jeg vil snakke med noen", required=False)


@pytest.fixture(autouse=True)
def _bokmal() -> Iterator[None]:
    compile_catalogues(LOCALE)
    with override("nb"):
        yield


def render(source: str, **context: object) -> html.HtmlElement:
    page = Template("{% load stafett %}" + source).render(Context(context))
    return html.fragment_fromstring(page, create_parent="div")


def find(page: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    return [element for element in page.xpath(path) if isinstance(element, html.HtmlElement)]


def refused() -> AnswerForm:
    form = AnswerForm({})
    assert not form.is_valid()
    return form


def described_by(page: html.HtmlElement, element: html.HtmlElement) -> str:
    idents = (element.get("aria-describedby") or "").split()
    assert idents
    return " ".join(page.get_element_by_id(ident).text_content() for ident in idents)


def test_a_field_is_named_by_its_label_and_described_by_its_help() -> None:
    page = render("{% field form.note %}", form=AnswerForm())
    (control,) = find(page, "//input")
    (label,) = find(page, "//label")
    assert label.get("for") == control.get("id")
    assert described_by(page, control) == "Ikke om diagnosen."
    assert "(kan stå tomt)" in label.text_content()


def test_a_refused_field_says_why_beside_itself() -> None:
    page = render("{% field form.day %}", form=refused())
    (control,) = find(page, "//input")
    assert control.get("aria-invalid") == "true"
    assert described_by(page, control) == "Feltet er påkrevet."


def test_radios_are_a_group_with_one_question() -> None:
    page = render("{% field form.expectation %}", form=refused())
    (group,) = find(page, "//fieldset")
    assert find(group, ".//legend")[0].text_content() == "Hvor lenge?"
    assert described_by(page, group) == "Svar det du tror i dag. Feltet er påkrevet."
    labels = {label.get("for") for label in find(group, ".//label")}
    assert labels == {control.get("id") for control in find(group, ".//input[@type='radio']")}
    assert len(labels) == 2


def test_a_chosen_radio_stays_chosen_when_the_form_comes_back() -> None:
    page = render("{% field form.expectation %}", form=AnswerForm({"expectation": "over"}))
    assert [control.get("value") for control in find(page, "//input[@checked]")] == ["over"]


def test_a_checkbox_stands_before_its_label() -> None:
    page = render("{% field form.talk %}", form=AnswerForm())
    (control,) = find(page, "//input[@type='checkbox']")
    follower = control.getnext()
    assert follower is not None
    assert follower.get("for") == control.get("id")


def test_error_summary_leads_to_every_field_that_is_wrong() -> None:
    form = refused()
    page = render("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    targets = [link.get("href", "")[1:] for link in find(page, "//*[@id='error-summary']//a")]
    assert targets == ["id_expectation_0", "id_day"]
    assert [page.get_element_by_id(target).tag for target in targets] == ["input", "input"]


def test_there_is_no_error_summary_without_errors() -> None:
    assert not find(render("{% error_summary form %}", form=AnswerForm()), "//*[@id='error-summary']")


def test_every_cell_of_a_table_carries_its_columns_name_for_narrow_screens() -> None:
    page = render(
        '{% data_table "Oppgaver" columns rows %}',
        columns=["Navn", "Frist"],
        rows=[("Kari <Test>", "3. mars")],
    )
    (row,) = find(page, "//tbody/tr")
    assert [(cell.tag, cell.get("data-label"), cell.text_content()) for cell in row] == [
        ("th", "Navn", "Kari <Test>"),
        ("td", "Frist", "3. mars"),
    ]


def test_a_row_of_another_length_than_the_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        render('{% data_table "Oppgaver" columns rows %}', columns=["Navn"], rows=[("a", "b")])


def test_progress_polls_until_it_is_done() -> None:
    (running,) = find(render('{% progress 3 10 "Leser" "/jobb" %}'), "//progress/..")
    (done,) = find(render('{% progress 10 10 "Leser" "/jobb" %}'), "//progress/..")
    assert running.get("hx-get") == "/jobb"
    assert done.get("hx-get") is None


def test_pager_is_silent_when_there_is_one_page() -> None:
    assert find(render("{% pager %}"), "//nav") == []
    assert [link.get("rel") for link in find(render('{% pager "" "?after=9" %}'), "//a")] == ["next"]


def test_breadcrumb_links_all_but_the_page_itself() -> None:
    page = render('{% breadcrumb "Arbeidsliste" "/liste" "Kari" %}')
    assert [link.get("href") for link in find(page, "//a")] == ["/liste"]
    assert find(page, "//*[@aria-current='page']")[0].text_content() == "Kari"


def test_a_figure_has_its_numbers_as_a_table() -> None:
    page = render(
        '{% figure "Forløpet" description="Fra januar." ident="tl" %}<svg></svg>'
        "{% as_table %}<table></table>{% endas_table %}{% endfigure %}"
    )
    (figure,) = find(page, "//figure")
    assert page.get_element_by_id(figure.get("aria-labelledby", "")).text_content() == "Forløpet"
    assert find(figure, ".//details//table")


def test_content_given_to_a_card_is_escaped_where_it_is_put_in() -> None:
    page = render('{% card "Neste steg" %}<p>{{ name }}</p>{% endcard %}', name="<b>Kari</b>")
    assert find(page, "//section/p")[0].text_content() == "<b>Kari</b>"
    assert not find(page, "//b")


@pytest.mark.urls("django.conf.urls.i18n")
@pytest.mark.parametrize(("layout", "density"), [("base_staff.html", "staff"), ("base_person.html", "person")])
def test_a_page_names_its_language_density_and_way_past_the_menu(layout: str, density: str) -> None:
    source = '{% extends "' + layout + '" %}{% block title %}Liste{% endblock %}'
    context = {"request": RequestFactory().get("/"), "navigation": [("Liste", "/liste", True)]}
    page = html.document_fromstring(Template(source).render(Context(context)))
    assert isinstance(page, html.HtmlElement)
    assert (page.get("lang"), page.get("data-density")) == ("nb", density)
    (skip,) = find(page, "//body/a")
    assert page.get_element_by_id(skip.get("href", "")[1:]).tag == "main"
    assert find(page, "//nav//*[@aria-current='page']")[0].text_content() == "Liste"
    assert find(page, "//title")[0].text_content().split()[0] == "Liste"
