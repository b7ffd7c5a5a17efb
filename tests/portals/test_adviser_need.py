"""The need assessed through the page, the contact logged, and what the person reads of it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stafett.cases.models import Case
from stafett.mapping.models import Contact, ContactWithdrawal, NeedAssessment, TemporaryCategory
from stafett.people.models import Person
from tests.core.follow_up_frames import born
from tests.factories import day, make_staff
from tests.law.test_follow_up_texts import RANK
from tests.mapping.need_world import ON, NeedWorld
from tests.mapping.need_world import UNSURE as UNSURE_FACTS
from tests.mapping.world import tick
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
SAVE, LOOK = {"save": "yes"}, {"look": "yes"}
SCOPE = {"aap": "yes", "portfolio": "120"}
UNSURE = SCOPE | {"employment": "on_leave", "going_back": "unsure"}


@pytest.fixture
def world(client: Client) -> NeedWorld:
    made = NeedWorld()
    enter(client, made.region.adviser)
    return made


def address(world: NeedWorld, name: str = "adviser_need") -> str:
    return reverse(name, args=[world.case.pk])


def shown(client: Client, world: NeedWorld) -> str:
    return client.get(reverse("adviser_contacts", args=[world.case.pk])).content.decode()


def hidden(page: str) -> dict[str, str]:
    """What the page sends back of what it showed: the assessment that stands and the suggestion."""
    return dict(re.findall(r'name="(seen|shown)" value="([^"]*)"', page))


def look(client: Client, world: NeedWorld, **facts: str) -> str:
    answered = client.post(address(world), {**hidden(client.get(address(world)).content.decode()), **facts, **LOOK})
    assert answered.status_code == 200
    return answered.content.decode()


def assess(client: Client, world: NeedWorld, category: str, reason: str = "", **facts: str) -> Any:
    """Looks at what the rules say of the facts, and chooses."""
    seen = hidden(look(client, world, **facts))
    return client.post(address(world), {**seen, **facts, "category": category, "reason": reason, **SAVE})


def choices(page: str) -> list[str]:
    return re.findall(r'name="category" value="(\w+)"', page)


# --- the three people of the evaluation (S4:L1481-1713)

MARKUS = SCOPE | {
    "employment": "on_leave", "going_back": "no", "education": "none", "experience": "little", "social_strain": "yes",
    "has_children": "no", "treatment": "broken_off",
}  # fmt: skip
INGVILD = SCOPE | {
    "employment": "on_leave", "going_back": "no", "education": "higher", "experience": "enough", "skills_usable": "yes",
    "breaks_with_benefits": "0", "has_children": "yes", "children_mapped": "yes", "social_strain": "yes",
    "treatment": "running", "treatment_combinable": "yes", "treatment_until": "2026-05-09",
}  # fmt: skip
SAMIRA = SCOPE | {
    "employment": "none", "education": "none", "experience": "little", "breaks_with_benefits": "1",
    "has_children": "yes", "children_mapped": "yes", "social_strain": "yes", "treatment": "running",
    "treatment_combinable": "yes",
}  # fmt: skip
VIGNETTES = {
    "Markus at 34": (34, MARKUS, "prioritised", ["prioritised"]),
    "Markus at 46": (46, MARKUS, "prioritised", ["prioritised"]),
    "Markus at 55, as one office had it": (55, MARKUS, "ordinary", ["prioritised"]),
    "Ingvild": (42, INGVILD, "ordinary", []),
    "Samira": (45, SAMIRA, "prioritised", []),
}


@pytest.mark.parametrize(("age", "facts", "category", "named"), VIGNETTES.values(), ids=VIGNETTES)
def test_what_the_advisers_of_the_evaluation_chose_can_be_chosen_without_a_reason(
    client: Client, world: NeedWorld, age: int, facts: dict[str, str], category: str, named: list[str]
) -> None:
    Person.objects.update(birth_date=born(age, day(ON)))
    assert assess(client, world, category, **facts).status_code == 302
    kept = world.assessment
    assert (kept.category, kept.suggested, kept.named) == (category, ["prioritised", "ordinary"], named)
    assert kept.reason == ""


# --- the page


def test_the_page_says_what_the_rule_finds_of_each_factor_and_what_stands_for_and_against(
    client: Client, world: NeedWorld
) -> None:
    page = look(client, world, **UNSURE)
    for words in ("Må avklares", "Mer oppfølging", "Taler for", "Taler mot", "Ingenting er lagret ennå"):
        assert words in page
    assert choices(page) == ["prioritised", "ordinary", "simplified", "on_request", "clarified"]
    assert not NeedAssessment.objects.exists()


def test_an_advisers_own_judgement_stands_and_the_rules_is_shown_beside_it(client: Client, world: NeedWorld) -> None:
    page = look(client, world, **UNSURE, judged_employment="lowers")
    assert "Regelen finner:" in page
    suggested = hidden(page)["shown"].split(",")
    assess(client, world, suggested[0], **UNSURE, judged_employment="lowers")
    assert world.assessment.judgements["employment"]["judgement"] == "lowers"
    assert world.assessment.judgements["employment"]["rule"][0]["code"] == "factor.employment.unsure"


def test_for_those_whom_the_method_is_not_for_nothing_is_offered_but_the_reasons(
    client: Client, world: NeedWorld
) -> None:
    page = client.get(address(world)).content.decode()
    assert "gjelder ikke for personen nå" in page
    assert "Har verken AAP" in page
    assert choices(page) == []
    refused = client.post(address(world), {**hidden(page), "category": "ordinary", **SAVE})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"category": ""}, "Velg en kategori"),
        ({"category": "orange"}, "Velg en av kategoriene"),
        ({"category": "simplified", "reason": ""}, "Skriv én linje om hvorfor"),
        ({"portfolio": "mange"}, "Skriv et helt tall"),
        ({"breaks_with_benefits": "-1"}, "Skriv et helt tall"),
        ({"treatment_until": "i morgen"}, "dag"),
        ({"treatment": "magic"}, "Velg i lista"),
        ({"reason": "x" * 301}, "300"),
        ({"shown": "on_request", "category": "ordinary"}, "er forslaget et annet"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_that_was_filled_in_is_lost(
    client: Client, world: NeedWorld, wrong: dict[str, str], words: str
) -> None:
    seen = hidden(look(client, world, **UNSURE))
    data = {**seen, **UNSURE, "category": "ordinary", "education": "higher", "experience": "enough"} | wrong
    if "shown" not in wrong:
        data["shown"] = hidden(look(client, world, **UNSURE, education="higher", experience="enough"))["shown"]
    answered = client.post(address(world), {**data, **SAVE})
    page = answered.content.decode()
    assert answered.status_code == 422
    assert words in page
    assert '<option value="higher" selected>' in page
    assert not NeedAssessment.objects.exists()


def test_the_second_of_two_who_assess_sees_who_came_first(client: Client, world: NeedWorld) -> None:
    seen = hidden(look(client, world, **UNSURE))
    other = Client()
    enter(other, make_staff("Siv Second", world.region.local))
    assert assess(other, world, "prioritised", **UNSURE).status_code == 302
    late = client.post(address(world), {**seen, **UNSURE, "category": "ordinary", "reason": "Min grunn", **SAVE})
    assert late.status_code == 409
    assert "Siv Second vurderte behovet" in late.content.decode()
    assert "Min grunn" in late.content.decode()
    assert world.assessment.category == "prioritised"


# --- the page of need and contacts


def test_the_page_shows_category_by_whom_and_when_the_next_contact_is(client: Client, world: NeedWorld) -> None:
    assert "Behovet er ikke vurdert" in shown(client, world)
    assess(client, world, "ordinary", **UNSURE)
    page = shown(client, world)
    for words in ("Ordinær oppfølging", "9. mars 2026 av Anne Adviser", "Mellom 26. august 2026 og 23. september 2026"):
        assert words in page
    overview = client.get(reverse("adviser_case", args=[world.case.pk])).content.decode()
    assert "Neste kontakt mellom 26.08.2026 og 23.09.2026." in overview
    assess(client, world, "prioritised", **UNSURE)
    assert "Tidligere vurderinger og perioder" in shown(client, world)


def test_a_category_for_a_time_is_set_and_ended_on_the_page_of_the_need(client: Client, world: NeedWorld) -> None:
    assess(client, world, "prioritised", **UNSURE)
    data = {"temporary-kind": "in_treatment", "temporary-category": "on_request", "temporary-from_day": ON}
    late = client.post(address(world, "adviser_temporary"), data | {"temporary-until": "2026-01-01"})
    assert late.status_code == 422
    assert "Siste dag kan ikke være før første dag" in late.content.decode()
    assert client.post(address(world, "adviser_temporary"), data | {"temporary-until": ""}).status_code == 302
    page = shown(client, world)
    assert "uten kjent slutt" in page
    assert "Tilbake til: Prioritert oppfølging" in page
    assert client.post(address(world, "adviser_temporary"), data).status_code == 409
    assert client.post(address(world, "adviser_end_temporary"), {"end-why": ""}).status_code == 422
    assert client.post(address(world, "adviser_end_temporary"), {"end-why": "Ferdig"}).status_code == 302
    assert TemporaryCategory.objects.get().ended_why == "Ferdig"
    assert client.post(address(world, "adviser_end_temporary"), {"end-why": "Ferdig"}).status_code == 409


def test_a_contact_is_written_down_beside_the_need(client: Client, world: NeedWorld) -> None:
    data = {
        "contact-held_on": ON, "contact-channel": "video", "contact-started_by": "person",
        "contact-outcome": "Vil prøve 40 prosent", "contact-missed_why": "",
    }  # fmt: skip
    for wrong, words in (
        ({"contact-held_on": "2026-03-10"}, "Dagen har ikke vært ennå"),
        ({"contact-channel": ""}, "Velg i lista"),
        ({"contact-outcome": ""}, "Skriv hva som kom ut av samtalen"),
        ({"contact-missed_why": "Ingen svarte"}, "enten hva som kom ut"),
    ):
        refused = client.post(address(world, "adviser_contact"), data | wrong)
        assert refused.status_code == 422
        assert words in refused.content.decode()
    written = client.post(address(world, "adviser_contact"), data)
    assert written["Location"] == address(world, "adviser_contacts")
    assert "Vil prøve 40 prosent" in shown(client, world)
    missed = data | {"contact-outcome": "", "contact-missed_why": "Kom ikke"}
    assert client.post(address(world, "adviser_contact"), missed).status_code == 302
    assert "Ikke holdt" in shown(client, world)
    assert Contact.objects.filter(missed=True).count() == 1
    one = Contact.objects.get(missed=False)
    withdraw = reverse("adviser_withdraw_contact", args=[world.case.pk, one.pk])
    empty = client.post(withdraw, {f"withdraw{one.pk}-why": ""})
    assert (empty.status_code, "Skriv hva som var feil." in empty.content.decode()) == (422, True)
    assert client.post(withdraw, {f"withdraw{one.pk}-why": "Feil person"}).status_code == 302
    assert client.post(withdraw, {f"withdraw{one.pk}-why": "Feil person"}).status_code == 302
    assert ContactWithdrawal.objects.count() == 1
    again = client.post(withdraw, {f"withdraw{one.pk}-why": "Igjen"})
    assert (again.status_code, "Du har alt gjort dette" in again.content.decode()) == (409, True)
    enter(client, make_staff("Siv Second", world.region.local))
    late = client.post(withdraw, {f"withdraw{one.pk}-why": "Feil person"})
    assert (late.status_code, "Noen kom før deg" in late.content.decode()) == (409, True)
    assert "Gjelder ikke" in shown(client, world)
    theirs = client_of(world.case.person).get("/my/case/").content.decode()
    assert "Rettet 9. mars 2026: dette gjelder ikke." in theirs


def test_forms_on_a_closed_case_lose_no_words(client: Client, world: NeedWorld) -> None:
    Case.objects.update(state="closed", closed_on=day(ON), closed_why="spell_ended", next_step="", next_date=None)
    for name, data in (
        ("adviser_contact", {"contact-outcome": "Ord å ta vare på"}),
        ("adviser_temporary", {"temporary-kind": "in_measure"}),
        ("adviser_end_temporary", {"end-why": "Ord å ta vare på"}),
    ):
        assert client.post(address(world, name), data).status_code == 409
    assert client.get(address(world)).status_code == 409


@pytest.mark.parametrize("in_scope", [True, False])
def test_a_wrong_number_does_not_take_the_choice_away(client: Client, world: NeedWorld, *, in_scope: bool) -> None:
    if in_scope:
        world.assess("ordinary", facts=UNSURE_FACTS)
    seen = hidden(client.get(address(world)).content.decode())
    wrong = {**seen, **UNSURE, "portfolio": "250000", "category": "simplified", "reason": "Etter samtale"}
    refused = client.post(address(world), wrong | SAVE)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "100 000" in page.replace("\xa0", " ")
    assert "Velg en av kategoriene på siden" not in page
    assert re.search(r'value="simplified"[^>]*checked', page)
    for words in ("250000", "Etter samtale", "Lagre vurderingen"):
        assert words in page
    assert NeedAssessment.objects.count() == in_scope
    unknown = client.post(address(world), wrong | SAVE | {"category": "coffee"})
    assert "Velg en av kategoriene på siden" in unknown.content.decode()


# --- the list


def test_the_list_shows_the_category_in_force_and_is_narrowed_by_it(client: Client, world: NeedWorld) -> None:
    def listed(category: str) -> bool:
        page = client.get(f"/adviser/?list=unit&category={category}").content.decode()
        return "Prøve0" in page

    assert listed("not_assessed")
    assess(client, world, "prioritised", **UNSURE)
    assert (listed("prioritised"), listed("not_assessed"), listed("on_request")) == (True, False, False)
    world.for_a_time("on_request", kind="in_treatment", until="2026-03-31")
    assert (listed("prioritised"), listed("on_request")) == (False, True)
    row = client.get("/adviser/?list=unit").content.decode().partition("<tbody>")[2]
    assert "Samtaler ved behov" in row
    tick("2026-04-01")
    assert (listed("prioritised"), listed("on_request")) == (True, False)


def test_the_list_asks_no_more_for_categories(client: Client, world: NeedWorld) -> None:
    counts = []
    for category in ("prioritised", "ordinary"):
        with CaptureQueriesContext(connection) as asked:
            client.get("/adviser/?list=unit")
        counts.append(len(asked))
        assess(client, world, category, **UNSURE)
    assert counts[0] == counts[1]


# --- the person


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("category", ["prioritised", "ordinary", "simplified", "on_request", "clarified"])
def test_the_person_reads_need_plan_and_next_contact_and_never_a_category_or_rank(
    client: Client, world: NeedWorld, category: str, language: str
) -> None:
    reason = "" if category in {"prioritised", "ordinary"} else "En grunn for veilederen"
    assess(client, world, category, reason, **UNSURE)
    person = client_of(world.case.person)
    person.post("/language/", {"language": language, "next": "/my/"})
    letters, own = (person.get(page).content.decode() for page in ("/my/messages/", "/my/case/"))
    for page in (letters, own):
        main = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])
        assert not RANK.search(main.replace("arrange", "")), main
        assert "En grunn for veilederen" not in main
    if (category, language) == ("ordinary", "nb"):
        assert "Nav tar kontakt med deg omtrent hver 6. måned." in letters
        assert "Neste gang blir mellom 26. august 2026 og 23. september 2026." in letters
        assert "Nav tar kontakt med deg omtrent hver 6. måned." in own
        assert "Nav Fjord" in letters


def test_the_person_reads_the_conversations_too(client: Client, world: NeedWorld) -> None:
    world.contact(outcome="Vi prøver 40 prosent")
    page = client_of(world.case.person).get("/my/case/").content.decode()
    assert "Vi prøver 40 prosent" in page
    assert "på telefon" in page
