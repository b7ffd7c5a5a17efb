"""The picture of a case: what is drawn where, from one week to two years."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from stafett.portals.adviser.timeline import (
    MIN_DAY_WIDTH,
    SPELL_HEIGHT,
    WIDTH,
    Bar,
    Drawing,
    Lane,
    Mark,
    Material,
    draw,
)

DAY_ONE = date(2026, 1, 5)


def _spell(days: int, *, grade: int = 100) -> list[Bar]:
    kind = "full" if grade == 100 else "graded"
    return [Bar(DAY_ONE, DAY_ONE + timedelta(days=days - 1), kind, grade, f"{grade} %")]


def _lane(drawing: Drawing, name: str) -> Lane:
    return next(lane for lane in drawing.lanes if lane.name == name)


def _law(day: date, label: str = "Dialogmøte 2") -> Mark:
    return Mark(day, "law", "future", label)


@pytest.mark.parametrize("days", [1, 7, 60, 365, 730])
def test_everything_drawn_lies_inside_the_picture(days: int) -> None:
    today = DAY_ONE + timedelta(days=days - 1)
    marks = [_law(DAY_ONE + timedelta(days=day), f"Stoppunkt {day}") for day in range(0, days, 9)]
    drawing = draw(
        Material(today, _spell(days), notes=_spell(days), stop_points=marks, tasks=marks[:3], journal=[today])
    )
    for lane in drawing.lanes:
        for bar in lane.bars:
            assert 0 <= bar.x <= bar.x + bar.width <= drawing.width
            assert 0 <= bar.y <= bar.y + bar.height <= drawing.height
        for mark in lane.marks:
            assert 0 <= mark.x <= drawing.width
            assert lane.baseline <= mark.y <= drawing.height


def test_a_short_case_fills_the_width_and_a_long_one_scrolls() -> None:
    short = draw(Material(DAY_ONE + timedelta(days=6), _spell(7)))
    long = draw(Material(DAY_ONE + timedelta(days=899), _spell(900)))
    assert short.width == pytest.approx(WIDTH, abs=1)
    assert long.width == pytest.approx(WIDTH * 1.6, rel=0.1)
    assert _lane(long, "spell").bars[0].width == pytest.approx(900 * MIN_DAY_WIDTH, abs=1)


def test_the_height_of_the_spell_is_its_grade() -> None:
    drawing = draw(
        Material(
            DAY_ONE + timedelta(days=30),
            [
                Bar(DAY_ONE, DAY_ONE + timedelta(days=9), "full", 100),
                Bar(DAY_ONE + timedelta(days=10), DAY_ONE + timedelta(days=14), "gap", 0),
                Bar(DAY_ONE + timedelta(days=15), DAY_ONE + timedelta(days=30), "graded", 50),
            ],
        )
    )
    full, gap, half = _lane(drawing, "spell").bars
    assert [full.height, gap.height, half.height] == [SPELL_HEIGHT, 0, SPELL_HEIGHT / 2]
    assert full.y + full.height == half.y + half.height
    assert gap.is_gap
    assert (full.pattern, half.pattern) == ("", "hatch")


def test_notes_valid_at_the_same_time_lie_in_rows_of_their_own() -> None:
    notes = [
        Bar(DAY_ONE, DAY_ONE + timedelta(days=13), "full", 100),
        Bar(DAY_ONE + timedelta(days=7), DAY_ONE + timedelta(days=20), "graded", 50),
        Bar(DAY_ONE + timedelta(days=14), DAY_ONE + timedelta(days=27), "full", 100),
    ]
    first, second, third = _lane(draw(Material(DAY_ONE, _spell(28), notes=notes)), "notes").bars
    assert first.y == third.y
    assert second.y > first.y


def test_labels_never_run_into_each_other() -> None:
    marks = [_law(DAY_ONE + timedelta(days=day), f"Stoppunkt med langt navn {day}") for day in range(0, 60, 2)]
    drawn = _lane(draw(Material(DAY_ONE, _spell(60), stop_points=marks)), "stop_points").marks
    spans: dict[float, list[tuple[float, float]]] = {}
    for mark in drawn:
        length = len(mark.label) * 6.8
        left, right = (
            (mark.x - 8, mark.label_x + length) if mark.anchor == "start" else (mark.label_x - length, mark.x + 8)
        )
        assert all(right < other[0] or left > other[1] for other in spans.get(mark.y, [])), mark.label
        spans.setdefault(mark.y, []).append((left, right))


def test_a_label_at_the_right_edge_stands_on_the_left_of_its_mark() -> None:
    drawing = draw(Material(DAY_ONE, _spell(7), stop_points=[_law(DAY_ONE + timedelta(days=60))]))
    (mark,) = _lane(drawing, "stop_points").marks
    assert mark.anchor == "end"
    assert mark.label_x < mark.x < drawing.width


def test_stop_points_far_ahead_are_counted_and_not_drawn() -> None:
    marks = [
        _law(DAY_ONE + timedelta(days=20)),
        _law(DAY_ONE + timedelta(days=182)),
        _law(DAY_ONE + timedelta(days=364)),
    ]
    drawing = draw(Material(DAY_ONE + timedelta(days=6), _spell(7), stop_points=marks))
    assert len(_lane(drawing, "stop_points").marks) == 1
    assert drawing.later == 2


def test_weeks_are_named_at_day_seven_n_of_the_spell() -> None:
    drawing = draw(Material(DAY_ONE + timedelta(days=69), _spell(70)))
    assert [tick.number for tick in drawing.weeks][:3] == [1, 2, 3]
    assert drawing.weeks[7].day == DAY_ONE + timedelta(days=55)


def test_a_long_case_names_fewer_weeks() -> None:
    drawing = draw(Material(DAY_ONE + timedelta(days=729), _spell(730)))
    numbers = [tick.number for tick in drawing.weeks]
    assert numbers[0] > 1
    assert all(later.x - earlier.x >= 26 for earlier, later in zip(drawing.weeks, drawing.weeks[1:], strict=False))


def test_months_start_on_their_first_day() -> None:
    drawing = draw(Material(DAY_ONE + timedelta(days=69), _spell(70)))
    assert [tick.day for tick in drawing.months][:3] == [DAY_ONE, date(2026, 2, 1), date(2026, 3, 1)]


def test_a_message_before_the_spell_is_in_the_picture() -> None:
    before = DAY_ONE - timedelta(days=10)
    drawing = draw(Material(DAY_ONE, _spell(7), dialogue=[Mark(before, "person", "done", "Ba om hjelp")]))
    assert drawing.first == before
    assert len(_lane(drawing, "dialogue").marks) == 1


def test_today_is_marked_also_after_the_last_known_day() -> None:
    today = DAY_ONE + timedelta(days=20)
    drawing = draw(Material(today, _spell(7)))
    spell = _lane(drawing, "spell").bars[0]
    assert drawing.today_x is not None
    assert drawing.today_x > spell.x + spell.width


def test_empty_lanes_are_left_out() -> None:
    assert [lane.name for lane in draw(Material(DAY_ONE, _spell(7))).lanes] == ["spell"]


def test_without_a_spell_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="runs of a spell"):
        draw(Material(DAY_ONE, []))


def test_the_picture_of_a_closed_case_ends_soon_after_it() -> None:
    closed = DAY_ONE + timedelta(days=46)
    drawing = draw(Material(DAY_ONE + timedelta(days=800), _spell(30), until=closed))
    assert drawing.last < closed + timedelta(days=100)
    assert drawing.today_x is None


@pytest.mark.parametrize("days", [7, 60, 365, 730, 1500])
def test_the_names_of_months_do_not_run_into_each_other(days: int) -> None:
    months = draw(Material(DAY_ONE + timedelta(days=days), _spell(days))).months
    for number, (one, other) in enumerate(pairwise(months)):
        has_year = number == 0 or one.day.month == 1
        assert other.x - one.x >= (55 if has_year else 27)
