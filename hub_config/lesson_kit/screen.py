"""The screen of the standard turtle, as far as a sheet of paper has one."""

from typing import Any

from . import drawing
from .colours import hex_colour
from .questions import number


class Screen:
    """What programs ask of the window: its colour and size. All share one sheet.

    Names that only make sense for a window (`mainloop`, `tracer`, …) are
    accepted and do nothing, so that a program written elsewhere runs here.
    """

    def bgcolor(self, *colour: Any) -> str | None:
        """Paint the whole sheet in this colour; without one, give the colour."""
        if not colour:
            return drawing.sheet().background
        drawing.sheet().background = hex_colour(colour[0] if len(colour) == 1 else colour)
        return None

    def setup(self, width: float = 400, height: float = 400, *_place: Any) -> None:
        """Take a sheet of this size, in steps; parts of a window (0.5) leave it as it is."""
        question = "setup needs two numbers: how wide and how high?"
        sides = number(width, question), number(height, question)
        if all(side > 1 for side in sides):
            drawing.sheet().size = (round(sides[0]), round(sides[1]))

    screensize = setup

    def clear(self) -> None:
        """Put a clean sheet down."""
        drawing.new_sheet()

    clearscreen = resetscreen = clear

    def window_width(self) -> int:
        """Give the sheet's width in steps."""
        return int(drawing.record()["width"])

    def window_height(self) -> int:
        """Give the sheet's height in steps."""
        return int(drawing.record()["height"])

    def mainloop(self, *_given: Any) -> None:
        """Do nothing: the picture shows when the cell ends."""

    done = exitonclick = bye = update = tracer = delay = title = colormode = mainloop
