"""Where everything stands in the picture of a case: plain days and labels in, coordinates out.

The picture goes from left to right, one lane under the other. Lengths are pixels of the SVG. Words come with
the data; the template writes the SVG, so that every text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 1300
MARGIN = 16
MIN_DAY_WIDTH = 1.6
AHEAD_DAYS = 56
LANE_GAP = 12
TODAY_ROOM = 8
LANE_HEADING = 20
AXIS_HEIGHT = 40
SPELL_HEIGHT = 40
NOTE_HEIGHT = 12
ROW_HEIGHT = 20
MARK_ROOM = 8
CHARACTER_WIDTH = 6.8
MIN_WEEK_LABEL = 26
MIN_MONTH_LABEL = 40
YEAR_LABEL = 62
WEEK_STEPS = (1, 2, 4, 8, 13, 26)

PATTERNS = {
    "full": "",
    "graded": "hatch",
    "waiting": "dots",
    "treatment_days": "cross",
    "travel_subsidy": "cross",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """Days on end, both included. `kind` is one of PATTERNS, or "gap" for well days inside the spell."""

    first: date
    last: date
    kind: str
    grade: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on one day.

    `shape` is law, practice, method, person or journal; `state` future, open, due, overdue,
    passed or done.
    """

    day: date
    shape: str
    state: str
    label: str


@dataclass(frozen=True, slots=True)
class Material:
    """All that the picture shows. `spell` are the runs of the spell, without holes; `until` is the day of its end."""

    today: date
    spell: Sequence[Bar]
    notes: Sequence[Bar] = ()
    stop_points: Sequence[Mark] = ()
    tasks: Sequence[Mark] = ()
    dialogue: Sequence[Mark] = ()
    journal: Sequence[date] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A rectangle; `pattern` names the class that fills it, `is_gap` says that nothing is filled."""

    x: float
    y: float
    width: float
    height: float
    pattern: str
    label: str
    label_x: float
    is_gap: bool = False

    @property
    def right(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def plate_width(self) -> float:
        """The width of the ground that the label has of its own on a pattern."""
        return round(_text_width(self.label) + 6, 1)

    @property
    def plate_x(self) -> float:
        """The left edge of that ground."""
        return round(self.label_x - self.plate_width / 2, 1)

    @property
    def label_y(self) -> float:
        """The baseline that puts the label in the middle of the bar."""
        return round(self.y + self.height / 2 + 4, 1)


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A mark with its label; `anchor` is the SVG text-anchor, `line_from` the y where its line starts."""

    x: float
    y: float
    shape: str
    state: str
    label: str
    label_x: float
    anchor: str
    line_from: float

    @property
    def left(self) -> float:
        """The left edge of a square around the mark's middle."""
        return round(self.x - 6, 1)

    @property
    def top(self) -> float:
        """The upper edge of a square around the mark's middle."""
        return round(self.y - 6, 1)

    @property
    def label_y(self) -> float:
        """The baseline that puts the label beside the mark."""
        return round(self.y + 4, 1)

    @property
    def diamond(self) -> str:
        """The points of a diamond around the mark's middle."""
        return f"{self.x},{self.y - 8} {self.x + 8},{self.y} {self.x},{self.y + 8} {self.x - 8},{self.y}"

    @property
    def triangle(self) -> str:
        """The points of a triangle around the mark's middle."""
        return f"{self.x},{self.y - 7} {self.x + 8},{self.y + 6} {self.x - 8},{self.y + 6}"


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the axis: the day of a month's first, or `number` whole weeks since day 1."""

    x: float
    day: date
    number: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: `heading_y` is the baseline of its name; a lane with nothing in it is left out."""

    name: str
    heading_y: float
    bars: Sequence[DrawnBar] = ()
    marks: Sequence[DrawnMark] = ()
    baseline: float = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """The finished picture. `later` counts the stop points that lie beyond its right edge."""

    width: float
    height: float
    first: date
    last: date
    today_x: float | None
    months: Sequence[Tick]
    weeks: Sequence[Tick]
    lanes: Sequence[Lane]
    later: int

    @property
    def today_label_y(self) -> float:
        """The baseline of the word for today, at the foot of its line."""
        return self.height - 4


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days along the x axis."""

    first: date
    last: date
    day_width: float

    def left(self, day: date) -> float:
        """The left edge of a day."""
        return round(MARGIN + (day - self.first).days * self.day_width, 1)

    def middle(self, day: date) -> float:
        return round(self.left(day) + self.day_width / 2, 1)

    def shows(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def width(self) -> float:
        return round(self.left(self.last + timedelta(days=1)) + MARGIN, 1)


def draw(material: Material) -> Drawing:
    """The picture from the first day of anything in it to some weeks after today (or the last known day).

    Raises ValueError when there is no spell to draw.
    """
    if not material.spell:
        raise ValueError("A timeline needs the runs of a spell.")
    scale = _scale(material)
    lanes: list[Lane] = []
    y = float(AXIS_HEIGHT)
    for name, bars in (("spell", material.spell), ("notes", material.notes)):
        if bars:
            lane, y = _bar_lane(name, bars, scale, top=y)
            lanes.append(lane)
    journal = [Mark(day, "journal", "done", "") for day in sorted(set(material.journal))]
    for name, marks in (
        ("stop_points", material.stop_points),
        ("tasks", material.tasks),
        ("dialogue", material.dialogue),
        ("journal", journal),
    ):
        shown = [mark for mark in marks if scale.shows(mark.day)]
        if shown:
            lane, y = _mark_lane(name, shown, scale, top=y)
            lanes.append(lane)
    return Drawing(
        width=scale.width,
        height=round(y + TODAY_ROOM, 1),
        first=scale.first,
        last=scale.last,
        today_x=scale.middle(material.today) if scale.shows(material.today) else None,
        months=_months(scale),
        weeks=_weeks(scale, material.spell[0].first),
        lanes=lanes,
        later=sum(mark.day > scale.last for mark in material.stop_points),
    )


def _scale(material: Material) -> _Scale:
    bars = [*material.spell, *material.notes]
    marks = [*material.tasks, *material.dialogue]
    first = min(bar.first for bar in bars)
    known = max([material.until or material.today, *(bar.last for bar in material.spell)])
    ahead = max(AHEAD_DAYS, (known - first).days // 3)
    last = known + timedelta(days=ahead)
    early = [day for day in (*(mark.day for mark in marks), *material.journal) if day < first]
    first = min([first, *early])
    days = (last - first).days + 1
    return _Scale(first, last, max(MIN_DAY_WIDTH, (WIDTH - 2 * MARGIN) / days))


def _bar_lane(name: str, bars: Sequence[Bar], scale: _Scale, *, top: float) -> tuple[Lane, float]:
    """The lane and the y under it. The spell is one row with height by grade; notes lie in rows, one for each
    that is valid at the same time."""
    y = top + LANE_HEADING
    drawn: list[DrawnBar] = []
    if name == "spell":
        drawn = [_spell_bar(bar, scale, y) for bar in bars]
        bottom = y + SPELL_HEIGHT
    else:
        rows = _rows((bar.first.toordinal(), bar.last.toordinal()) for bar in bars)
        drawn = [
            _rectangle(bar, scale, y + row * (NOTE_HEIGHT + 2), NOTE_HEIGHT, apart=1)
            for bar, row in zip(bars, rows, strict=True)
        ]
        bottom = y + (max(rows) + 1) * (NOTE_HEIGHT + 2)
    return Lane(name, heading_y=y - 6, bars=drawn, baseline=bottom), bottom + LANE_GAP


def _spell_bar(bar: Bar, scale: _Scale, top: float) -> DrawnBar:
    # A low grade still has to be seen, and its pattern recognised.
    height = max(8.0, SPELL_HEIGHT * bar.grade / 100) if bar.kind != "gap" else 0.0
    return _rectangle(bar, scale, top + SPELL_HEIGHT - height, height)


def _rectangle(bar: Bar, scale: _Scale, y: float, height: float, *, apart: float = 0) -> DrawnBar:
    """`apart` is left free at the end, so that notes that follow each other are seen as two."""
    left = scale.left(max(bar.first, scale.first))
    right = scale.left(min(bar.last, scale.last) + timedelta(days=1))
    width = round(max(1.0, right - left - apart), 1)
    fits = height >= NOTE_HEIGHT and _text_width(bar.label) + 8 <= width
    return DrawnBar(
        x=left,
        y=round(y, 1),
        width=width,
        height=round(height, 1),
        pattern=PATTERNS.get(bar.kind, ""),
        label=bar.label if fits else "",
        label_x=round(left + width / 2, 1),
        is_gap=bar.kind == "gap",
    )


def _mark_lane(name: str, marks: Sequence[Mark], scale: _Scale, *, top: float) -> tuple[Lane, float]:
    """The lane and the y under it; labels that would run into each other go to further rows."""
    y = top + LANE_HEADING
    ordered = sorted(marks, key=lambda mark: (mark.day, mark.label))
    placed = [_placed(mark, scale) for mark in ordered]
    rows = _rows((left, right) for left, right, _ in placed)
    drawn = [
        DrawnMark(
            x=scale.middle(mark.day),
            y=y + row * ROW_HEIGHT + ROW_HEIGHT / 2,
            shape=mark.shape,
            state=mark.state,
            label=mark.label,
            label_x=scale.middle(mark.day) + (12 if anchor == "start" else -12),
            anchor=anchor,
            line_from=y,
        )
        for mark, (_, _, anchor), row in zip(ordered, placed, rows, strict=True)
    ]
    bottom = y + (max(rows) + 1) * ROW_HEIGHT
    return Lane(name, heading_y=y - 6, marks=drawn, baseline=y), bottom + LANE_GAP


def _placed(mark: Mark, scale: _Scale) -> tuple[float, float, str]:
    """From where to where the mark and its label reach, and on which side of the mark the label starts."""
    x = scale.middle(mark.day)
    if not mark.label:
        return x, x, "start"
    reach = _text_width(mark.label) + 2 * MARK_ROOM
    if x + reach > scale.width and x - reach > 0:
        return x - reach, x + MARK_ROOM, "end"
    return x - MARK_ROOM, x + reach, "start"


def _rows(spans: Iterable[tuple[float, float]]) -> list[int]:
    """For each span, in the order given, the first row in which it meets no earlier one."""
    taken: list[list[tuple[float, float]]] = []
    rows = []
    for left, right in spans:
        row = next(
            (
                number
                for number, others in enumerate(taken)
                if all(right < other[0] or left > other[1] for other in others)
            ),
            len(taken),
        )
        if row == len(taken):
            taken.append([])
        taken[row].append((left, right))
        rows.append(row)
    return rows


def _text_width(text: str) -> float:
    return len(text) * CHARACTER_WIDTH


def _months(scale: _Scale) -> list[Tick]:
    """The first of each month; the month the picture starts in is named at its edge where there is room."""
    days = []
    day = _next_month(scale.first)
    while day <= scale.last:
        days.append(day)
        day = _next_month(day)
    if not days or scale.left(days[0]) - scale.left(scale.first) >= MIN_MONTH_LABEL:
        days.insert(0, scale.first)
    ticks: list[Tick] = []
    for day in days:
        # The first and each January carry their year; what would run into that is left out.
        room = YEAR_LABEL if ticks and (len(ticks) == 1 or ticks[-1].day.month == 1) else 0
        if not ticks or scale.left(day) - ticks[-1].x >= room:
            ticks.append(Tick(scale.left(day), day))
    return ticks


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _weeks(scale: _Scale, day_one: date) -> list[Tick]:
    """Whole weeks since day 1, at the end of day 7N, as many as there is room to name."""
    week_width = 7 * scale.day_width
    step = next((step for step in WEEK_STEPS if step * week_width >= MIN_WEEK_LABEL), WEEK_STEPS[-1])
    last_week = ((scale.last - day_one).days + 1) // 7
    return [
        Tick(scale.left(day_one + timedelta(days=7 * week)), day_one + timedelta(days=7 * week - 1), week)
        for week in range(step, last_week + 1, step)
    ]
