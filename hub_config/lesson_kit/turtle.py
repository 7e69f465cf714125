"""Our small turtle, with the standard library's names.

It draws on `lesson_kit.drawing`'s sheet and never waits. Every cell of a
notebook starts with a clean sheet and its turtles at home, so that running a
cell twice draws the same picture twice. `import turtle` gives this module in
pupils' kernels.
"""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any

from . import drawing
from .colours import hex_colour
from .drawing import Point
from .motion import Motion
from .questions import TurtleHint, number
from .screen import Screen
from .svg import Marker


class Turtle(Motion):
    """A turtle with a pen. Several can draw on the same sheet."""

    def __init__(self, shape: str = "turtle", visible: bool = True) -> None:
        super().__init__()
        self._starts_visible = visible
        self._start()
        _turtles.add(self)
        self._awake = True

    def _start(self) -> None:
        """Take the state every turtle has on a clean sheet."""
        self._at, self._heading = (0.0, 0.0), 0.0
        self._down, self._width = True, 2.0
        self._pen = self._paint = "black"
        self._visible = self._starts_visible
        self._line: dict[str, Any] | None = None
        self._corners: list[Point] | None = None
        self._fill_order = 0
        self._mine: list[dict[str, Any]] = []
        self._awake = False

    def _go_to(self, place: Point) -> None:
        sheet = drawing.sheet()
        if self._down:
            if self._line is None:
                self._line = sheet.start_line(self._at, hex_colour(self._pen), self._width)
                self._mine.append(self._line)
            sheet.extend_line(self._line, place)
        if self._corners is not None:
            sheet.take_points(1)
            self._corners.append(place)
        self._at = place
        self._awake = True

    def _turn(self, angle: float) -> None:
        super()._turn(angle)
        self._awake = True

    # The pen

    def penup(self) -> None:
        """Lift the pen: moving leaves no line."""
        self._down, self._line = False, None

    def pendown(self) -> None:
        """Put the pen down: moving draws a line."""
        self._down = True

    def isdown(self) -> bool:
        """Say whether the pen is down."""
        return self._down

    def pensize(self, width: float | None = None) -> float | None:
        """Draw lines this wide from now on; without a number, give the width."""
        if width is None:
            return self._width
        self._width, self._line = number(width, "pensize needs a number: how wide?"), None
        return None

    def pencolor(self, *colour: Any) -> Any:
        """Draw lines in this colour from now on; without one, give the colour."""
        if not colour:
            return self._pen
        self._pen, self._line = _colour(colour), None
        return None

    def fillcolor(self, *colour: Any) -> Any:
        """Fill shapes with this colour from now on; without one, give the colour."""
        if not colour:
            return self._paint
        self._paint = _colour(colour)
        return None

    def color(self, *colours: Any) -> Any:
        """Set the colour of lines and fills, or one for lines and one for fills."""
        if not colours:
            return self._pen, self._paint
        pen, paint = colours if len(colours) == 2 else (colours, colours)
        self._pen, self._paint = _colour(pen), _colour(paint)
        self._line = None
        return None

    # Shapes

    def begin_fill(self) -> None:
        """Start a shape: `end_fill` will fill what is walked round from here on."""
        self._corners, self._line = [self._at], None
        self._fill_order = drawing.sheet().reserve_fill()

    def end_fill(self) -> None:
        """Fill the shape walked round since `begin_fill`."""
        if self._corners is None:
            raise TurtleHint("end_fill needs a begin_fill before it: where does the shape start?")
        paint = hex_colour(self._paint)
        fill = drawing.sheet().add_fill(self._corners, paint, self._fill_order)
        self._mine += [fill] if fill else []
        self._corners, self._line = None, None

    def filling(self) -> bool:
        """Say whether a shape has been started and not filled yet."""
        return self._corners is not None

    def dot(self, size: float | None = None, *colour: Any) -> None:
        """Put a round dot here, this wide, in the pen's colour or the one given."""
        widest = max(self._width + 4, 2 * self._width)
        wide = widest if size is None else number(size, "dot needs a number: how big?")
        paint = hex_colour(_colour(colour) if colour else self._pen)
        self._mine.append(drawing.sheet().add_dot(self._at, wide, paint))
        self._line, self._awake = None, True

    def clear(self) -> None:
        """Rub out what this turtle drew; it stays where it is."""
        drawing.sheet().remove(self._mine)
        self._mine, self._line = [], None

    def reset(self) -> None:
        """Rub out what this turtle drew and start afresh in the middle."""
        self.clear()
        self._start()
        self._awake = True

    # How it looks

    def hideturtle(self) -> None:
        """Hide the turtle itself; its lines stay."""
        self._visible = False

    def showturtle(self) -> None:
        """Show the turtle on its picture."""
        self._visible = True

    def isvisible(self) -> bool:
        """Say whether the turtle is shown."""
        return self._visible

    def shape(self, name: str | None = None) -> str | None:
        """Take any shape: ours is always a turtle."""
        return "turtle" if name is None else None

    def getscreen(self) -> Screen:
        """Give the screen that turtles draw on."""
        return Screen()

    def _shell(self) -> str:
        """Give the colour of the little turtle: its paint, or green to start with."""
        return "#6fbf73" if self._paint == "black" else hex_colour(self._paint)

    pu = up = penup
    pd = down = pendown
    width = pensize
    ht = hideturtle
    st = showturtle


Pen = RawTurtle = RawPen = Turtle
_turtles: "weakref.WeakSet[Turtle]" = weakref.WeakSet()


def _colour(given: Any) -> Any:
    """Give the colour as it was given, once it is known to be one."""
    colour = given[0] if isinstance(given, tuple) and len(given) == 1 else given
    hex_colour(colour)
    return colour


def markers() -> list[Marker]:
    """Give where turtles that did something on this sheet stand, if they show."""
    return [
        Marker(*turtle._at, turtle._heading, turtle._shell())
        for turtle in _turtles
        if turtle._awake and turtle._visible
    ]


def _send_home() -> None:
    for turtle in _turtles:
        turtle._start()


drawing.when_new_sheet(_send_home)

_first = Turtle()
_first._awake = False


def _by_first_turtle(name: str) -> Callable[..., Any]:
    method = getattr(Turtle, name)

    @wraps(method)
    def ask_first_turtle(*args: Any, **kwargs: Any) -> Any:
        return getattr(_first, name)(*args, **kwargs)

    return ask_first_turtle


_SCREEN_NAMES = [name for name in vars(Screen) if not name.startswith("_") and name != "clear"]
_TURTLE_NAMES = [name for name in dir(Turtle) if not name.startswith("_")]
globals().update({name: getattr(Screen(), name) for name in _SCREEN_NAMES})
globals().update({name: _by_first_turtle(name) for name in _TURTLE_NAMES})

__all__ = [*_TURTLE_NAMES, *_SCREEN_NAMES, "Pen", "RawPen", "RawTurtle", "Screen", "Turtle"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    raise AttributeError(f"Our turtle does not know {name!r}. Look at how it is spelled.")
