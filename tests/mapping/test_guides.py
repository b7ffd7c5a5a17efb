"""The conversation guides as versioned data, and what an office adds to them."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from stafett.mapping.additions import NewTheme, add_theme, end_theme
from stafett.mapping.guide import GuideError, all_guides, current_guides, kept, read_guide
from stafett.mapping.models import Mapping
from stafett.mapping.services import MappingError
from stafett.people.models import OrganisationChange
from tests.factories import as_staff, day, instant
from tests.mapping.world import ON, World

TODAY = date(2026, 3, 9)
LANGUAGES = {language for language, _ in settings.LANGUAGES}
THEMES = {
    "vest_viken": ["workplace", "health", "other_matters", "job_mobility", "other_actors", "what_matters"],
    "oslo": [
        "introduction", "situation", "employment", "experience", "education", "measures", "health", "family", "economy",
        "language", "digital", "other",
    ],
    "no_employer": ["work", "health", "other_matters", "other_actors", "what_matters"],
}  # fmt: skip


def content(**changes: Any) -> dict[str, Any]:
    theme = {"code": "work", "questions": ["last"], "required": True, "mobility": True}
    whole = {
        "guide": "own", "version": 1, "in_force_from": date(2020, 1, 1), "reference": "S0:L1",
        "outcomes": ["need_assessment"], "themes": [theme],
    }  # fmt: skip
    return whole | changes


def test_the_guides_in_force_have_the_themes_of_the_reports() -> None:
    guides = current_guides(TODAY)
    assert {name: [theme.code for theme in guide.themes] for name, guide in guides.items()} == THEMES


def test_no_guide_is_in_force_before_the_first() -> None:
    assert current_guides(date(2010, 1, 1)) == {}


@pytest.mark.parametrize("guide", all_guides(), ids=lambda guide: f"{guide.name}-{guide.version}")
def test_every_text_of_a_guide_is_there_in_every_language(guide: Any) -> None:
    for theme in kept(guide)["themes"]:
        for words in (theme["title"], theme["why"], *theme["questions"]):
            assert set(words) == LANGUAGES
            assert not any(text.startswith("guide.") for text in words.values())


@pytest.mark.parametrize("guide", all_guides(), ids=lambda guide: guide.name)
def test_the_theme_about_mobility_tells_of_sick_pay_while_changing_jobs(guide: Any) -> None:
    [mobility] = [theme for theme in kept(guide)["themes"] if theme["mobility"]]
    for language in LANGUAGES:
        assert any("§ 8-5" in question[language] for question in mobility["questions"])


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"themes": [{"code": "work", "questions": ["last"], "mobility": True}]}, "minimum"),
        ({"themes": [{"code": "work", "questions": ["last"], "required": True}]}, "mobility"),
        ({"themes": [{"code": "work", "questions": [], "required": True, "mobility": True}]}, "help questions"),
        ({"themes": [{"code": "Work", "questions": ["x"], "required": True, "mobility": True}]}, "small letters"),
        ({"themes": content()["themes"] * 2}, "twice"),
        ({"outcomes": []}, "outcomes"),
        ({"outcomes": ["better"]}, "outcomes"),
    ],
)
def test_a_guide_that_could_not_be_used_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(GuideError, match=why):
        read_guide(content(**changes))


def test_a_guide_without_its_texts_cannot_be_begun() -> None:
    with pytest.raises(GuideError, match=r"guide\.own\.1\.work\.title"):
        kept(read_guide(content()))


# --- additions by an office

CHILDREN = NewTheme("vest_viken", "Barna", "Vi vil vite at barna har det bra.", ["Hvem er hos dem?", " "])


@pytest.fixture
def world(db: None) -> World:
    return World(to_map=False)


def add(world: World, theme: NewTheme = CHILDREN) -> Any:
    leader = as_staff(world.region.leader)
    return add_theme(unit=world.region.local, theme=theme, actor=leader, on=TODAY, at=instant(ON))


def test_an_offices_own_theme_stands_before_the_last_in_mappings_begun_from_now(world: World) -> None:
    before = world.plan()
    assert add(world).code == "local_1"
    assert Mapping.objects.get(pk=before.pk).entries.count() == len(THEMES["vest_viken"])
    Mapping.objects.filter(pk=before.pk).update(
        state="discarded", discarded_why="x", ended_on=TODAY, ended_at=instant(ON), ended_by=world.region.adviser
    )
    themes = world.plan().snapshot["themes"]
    assert [theme["code"] for theme in themes][-2:] == ["local_1", "what_matters"]
    assert (themes[-2]["title"], themes[-2]["questions"]) == ({"nb": "Barna"}, [{"nb": "Hvem er hos dem?"}])
    assert OrganisationChange.objects.get().after["theme_added"] == "local_1"


def test_it_belongs_to_one_office_and_one_guide(world: World) -> None:
    add(world)
    assert "local_1" not in [theme["code"] for theme in world.plan("oslo").snapshot["themes"]]
    add_theme(unit=world.region.other, theme=CHILDREN, actor=world.adviser, on=TODAY, at=instant(ON))


def test_a_theme_that_has_ended_stands_in_no_mapping_begun_later(world: World) -> None:
    added = add(world)
    for _twice in range(2):
        end_theme(addition=added, actor=as_staff(world.region.leader), on=TODAY, at=instant(ON))
    assert OrganisationChange.objects.count() == 2
    codes = [theme["code"] for theme in world.plan(talk_on="2026-03-20", on="2026-03-10").snapshot["themes"]]
    assert codes == THEMES["vest_viken"]


@pytest.mark.parametrize(
    ("theme", "code"),
    [
        (NewTheme("coffee", "Barna", "Derfor", ["Hvem?"]), "unknown_guide"),
        (NewTheme("oslo", " ", "Derfor", ["Hvem?"]), "theme_words_needed"),
        (NewTheme("oslo", "Barna", "", ["Hvem?"]), "theme_words_needed"),
        (NewTheme("oslo", "Barna", "Derfor", [""]), "theme_words_needed"),
    ],
)
def test_a_theme_without_its_words_is_refused(world: World, theme: NewTheme, code: str) -> None:
    with pytest.raises(MappingError) as refused:
        add(world, theme)
    assert refused.value.code == f"mapping_error.{code}"


def test_what_a_mapping_was_about_stays_whatever_becomes_of_the_guide(world: World) -> None:
    mapping = world.plan()
    assert (mapping.guide, mapping.version, mapping.snapshot["version"]) == ("vest_viken", 1, 1)
    assert mapping.snapshot["themes"][0]["title"] == {
        "nb": "Arbeidsplassen", "nn": "Arbeidsplassen", "en": "Your workplace",
    }  # fmt: skip
    assert day(ON) == mapping.invited_on
