"""The sheet of paper that turtles draw on, and the one sheet of this process."""

import contextlib
import math
from collections.abc import Callable, Iterator
from itertools import chain

from .drawing_record import EDGE, MOST_POINTS, THICKEST, Record

Point = tuple[float, float]

SHEET = 400
"""Width and height of a sheet that nothing has outgrown, in steps."""


class SheetFull(Exception):
    """The sheet has taken all the points it can. The message is for the child."""


class Sheet:
    """One picture in the making."""

    def __init__(self) -> None:
        self.background = "#ffffff"
        self.size: tuple[int, int] = (SHEET, SHEET)
        self.lines: list[Record] = []
        self.fills: list[Record] = []
        self.dots: list[Record] = []
        self._points = 0
        self._items = 0

    def start_line(self, start: Point, colour: str, width: float) -> Record:
        """Begin a line at `start`; give it, for `extend_line`. It shows from its second point."""
        line = {"points": [_rounded(start)], "colour": colour, "width": _size(width)}
        return self._add(self.lines, line)

    def extend_line(self, line: Record, to: Point) -> None:
        """Draw `line` on to a further point."""
        self.take_points(1)
        line["points"].append(_rounded(to))

    def reserve_fill(self) -> int:
        """Give the place in the order that a fill begun now will have."""
        self.take_points(1)
        self._items += 1
        return self._items

    def add_fill(self, points: list[Point], colour: str, order: int) -> Record | None:
        """Fill the shape with these corners, already counted; under three fill nothing."""
        if len(points) < 3:
            return None
        corners = [_rounded(point) for point in points]
        self.fills.append({"points": corners, "colour": colour, "order": order})
        return self.fills[-1]

    def add_dot(self, at: Point, size: float, colour: str) -> Record:
        """Put a round dot of this diameter at a point."""
        self.take_points(1)
        return self._add(self.dots, {"at": _rounded(at), "size": _size(size), "colour": colour})

    def remove(self, items: list[Record]) -> None:
        """Rub out these lines, fills and dots of this sheet; the points stay counted."""
        gone = {id(item) for item in items}
        for kind in (self.lines, self.fills, self.dots):
            kind[:] = [item for item in kind if id(item) not in gone]

    def record(self) -> Record:
        """Give the drawing so far as plain data that `validate` accepts."""
        lines = [line | {"points": list(line["points"])} for line in self.lines]
        width, height = self._room_needed()
        return {
            "version": 1,
            "width": width,
            "height": height,
            "background": self.background,
            "lines": [line for line in lines if len(line["points"]) > 1],
            "fills": [dict(fill) for fill in self.fills],
            "dots": [dict(dot) for dot in self.dots],
        }

    def _add(self, items: list[Record], item: Record) -> Record:
        self._items += 1
        items.append(item | {"order": self._items})
        return items[-1]

    def take_points(self, count: int) -> None:
        """Count points about to be used. Raises SheetFull when there are too many."""
        if self._points + count > MOST_POINTS:
            raise SheetFull(
                f"The sheet is full: your turtle drew {self._points:,} lines and dots. "
                "Is a loop going round too often?"
            )
        self._points += count

    def _room_needed(self) -> tuple[int, int]:
        drawn = chain(*(item["points"] for item in self.lines + self.fills))
        points = [*drawn, *(dot["at"] for dot in self.dots)]
        return _side(self.size[0], [x for x, _ in points]), _side(self.size[1], [y for _, y in points])


def _side(least: int, positions: list[float]) -> int:
    """Give a side that keeps the middle in the middle and leaves a small margin."""
    farthest = max((abs(position) for position in positions), default=0)
    return min(max(least, 2 * math.ceil(farthest + 10)), 2 * EDGE)


def _rounded(point: Point) -> list[float]:
    return [round(max(-EDGE, min(EDGE, value)), 2) + 0.0 for value in point]


def _size(value: float) -> float:
    return round(max(0, min(THICKEST, value)), 2)


_sheets = [Sheet()]
"""The sheet drawn on now, last; below it those set aside."""
_on_new_sheet: list[Callable[[], None]] = []


def sheet() -> Sheet:
    """Give the sheet that turtles draw on now."""
    return _sheets[-1]


def new_sheet() -> Sheet:
    """Put a clean sheet in the place of the present one and send every turtle home."""
    _sheets[-1] = Sheet()
    for send_home in _on_new_sheet:
        send_home()
    return _sheets[-1]


def when_new_sheet(send_home: Callable[[], None]) -> None:
    """Have `send_home` called whenever a clean sheet is put down."""
    _on_new_sheet.append(send_home)


@contextlib.contextmanager
def set_aside() -> Iterator[None]:
    """Draw on a clean sheet inside the ``with``, then bring the old one back."""
    _sheets.append(Sheet())
    try:
        new_sheet()
        yield
    finally:
        _sheets.pop()


def record() -> Record:
    """Give the present sheet as a record."""
    return _sheets[-1].record()


def is_drawn(drawing: Record) -> bool:
    """Say whether a record shows anything at all."""
    marks = drawing["lines"] or drawing["fills"] or drawing["dots"]
    return bool(marks) or drawing["background"] != "#ffffff"
