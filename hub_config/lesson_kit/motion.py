"""Where a turtle is, which way it looks, and how it moves. Degrees and steps."""

import math
from typing import Self

from .drawing import Point
from .questions import number, point


class Motion:
    """Position and heading; a turtle that leaves no trail.

    Headings are degrees, counter-clockwise from east, as in the standard
    turtle. Every way of moving passes through `_go_to`.
    """

    def __init__(self) -> None:
        self._at: Point = (0.0, 0.0)
        self._heading = 0.0

    def _go_to(self, place: Point) -> None:
        self._at = place

    def _turn(self, angle: float) -> None:
        self._heading = (self._heading + angle) % 360

    def _step(self, distance: float) -> None:
        angle = math.radians(self._heading)
        x, y = self._at
        self._go_to((x + distance * math.cos(angle), y + distance * math.sin(angle)))

    def forward(self, distance: float | None = None) -> None:
        """Walk this many steps the way the turtle looks."""
        self._step(number(distance, "forward needs a number: how many steps?"))

    def backward(self, distance: float | None = None) -> None:
        """Walk this many steps backwards, without turning round."""
        self._step(-number(distance, "backward needs a number: how many steps?"))

    def left(self, angle: float | None = None) -> None:
        """Turn left by this many degrees."""
        self._turn(number(angle, "left needs a number: how far shall I turn?"))

    def right(self, angle: float | None = None) -> None:
        """Turn right by this many degrees."""
        self._turn(-number(angle, "right needs a number: how far shall I turn?"))

    def goto(self, x: float | Point | None = None, y: float | None = None) -> None:
        """Go straight to a place: x steps across and y steps up from the middle."""
        self._go_to(point(x, y, "goto"))

    def setx(self, x: float | None = None) -> None:
        """Go straight to this far across, at the same height."""
        self._go_to((number(x, "setx needs a number: how far across?"), self._at[1]))

    def sety(self, y: float | None = None) -> None:
        """Go straight to this height, as far across as now."""
        self._go_to((self._at[0], number(y, "sety needs a number: how far up?")))

    def setheading(self, to_angle: float | None = None) -> None:
        """Look this way: 0 is right, 90 is up, 180 is left, 270 is down."""
        self._heading = number(to_angle, "setheading needs a number: which way?") % 360

    def home(self) -> None:
        """Go to the middle and look right."""
        self._go_to((0.0, 0.0))
        self._heading = 0.0

    def circle(
        self, radius: float | None = None, extent: float | None = None, steps: int | None = None
    ) -> None:
        """Walk a circle whose middle is `radius` steps to the left.

        `extent` degrees of it when given; with `steps`, a shape of that many sides.
        """
        size = number(radius, "circle needs a number: how big shall it be?")
        angle = 360.0 if extent is None else number(extent, "How much of the circle, in degrees?")
        sides = _sides(size, angle) if steps is None else int(number(steps, "How many sides?"))
        turn = angle / max(sides, 1) * (1 if size >= 0 else -1)
        side = 2 * abs(size) * math.sin(math.radians(abs(turn) / 2)) * (1 if angle >= 0 else -1)
        self._turn(turn / 2)
        for _ in range(sides):
            self._step(side)
            self._turn(turn)
        self._turn(-turn / 2)

    def position(self) -> Point:
        """Give (across, up), measured from the middle."""
        return self._at

    def xcor(self) -> float:
        """Give how far across the turtle is."""
        return self._at[0]

    def ycor(self) -> float:
        """Give how far up the turtle is."""
        return self._at[1]

    def heading(self) -> float:
        """Give which way the turtle looks, in degrees."""
        return self._heading

    def distance(self, x: "float | Point | Motion | None" = None, y: float | None = None) -> float:
        """Give how many steps it is to a place or to another turtle."""
        return math.dist(self._at, self._place(x, y, "distance"))

    def towards(self, x: "float | Point | Motion | None" = None, y: float | None = None) -> float:
        """Give the heading that leads to a place or to another turtle."""
        there = self._place(x, y, "towards")
        angle = math.atan2(there[1] - self._at[1], there[0] - self._at[0])
        return round(math.degrees(angle), 10) % 360

    @staticmethod
    def _place(x: "float | Point | Motion | None", y: float | None, asker: str) -> Point:
        return x._at if isinstance(x, Motion) else point(x, y, asker)

    def speed(self, speed: float | str | None = None) -> int | None:
        """Take any speed: our pictures are drawn at once. Without one, give 0 (fastest)."""
        return 0 if speed is None else None

    def getturtle(self) -> Self:
        """Give this turtle itself."""
        return self

    fd = forward
    bk = back = backward
    lt = left
    rt = right
    setpos = setposition = goto
    seth = setheading
    pos = position
    getpen = getturtle


def _sides(radius: float, extent: float) -> int:
    """Give enough sides for a circle to look round: 24 to 72 for a whole one."""
    return 1 + int(min(24 + abs(radius) / 3, 72) * abs(extent) / 360)
