"""Our turtle moves and draws as the standard library's does, and asks kindly."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hub_config.lesson_kit import drawing, turtle
from hub_config.lesson_kit.colours import NAMES, UnknownColour, hex_colour
from hub_config.lesson_kit.drawing_record import validate
from hub_config.lesson_kit.questions import TurtleHint


@pytest.fixture(autouse=True)
def clean_sheet() -> Iterator[None]:
    drawing.new_sheet()
    yield
    drawing.new_sheet()


def lines() -> list[list[list[float]]]:
    return [line["points"] for line in drawing.record()["lines"]]


def square(walker: Any) -> None:
    for _ in range(4):
        walker.forward(100)
        walker.left(90)


NAMES_OF_THE_STANDARD_TURTLE = {
    *(
        "forward",
        "fd",
        "backward",
        "bk",
        "back",
        "left",
        "lt",
        "right",
        "rt",
        "goto",
        "setpos",
        "setposition",
    ),
    *(
        "setx",
        "sety",
        "setheading",
        "seth",
        "home",
        "circle",
        "dot",
        "speed",
        "position",
        "pos",
        "xcor",
        "ycor",
    ),
    *("heading", "distance", "towards", "penup", "pu", "up", "pendown", "pd", "down", "isdown", "pensize"),
    *("width", "pencolor", "fillcolor", "color", "begin_fill", "end_fill", "filling", "bgcolor", "clear"),
    *("hideturtle", "ht", "showturtle", "st", "isvisible", "reset", "shape", "setup", "tracer", "update"),
    *("title", "done", "mainloop", "exitonclick", "Turtle", "Pen", "Screen"),
}


@pytest.mark.parametrize("name", sorted(NAMES_OF_THE_STANDARD_TURTLE))
def test_has_the_name(name: str) -> None:
    assert name in turtle.__all__
    assert callable(getattr(turtle, name))


MOVES: list[tuple[str, Callable[[Any], Any], tuple[float, float], float]] = [
    ("forward", lambda t: t.forward(50), (50, 0), 0),
    ("backward", lambda t: t.bk(50), (-50, 0), 0),
    ("left then forward", lambda t: (t.lt(90), t.fd(10)), (0, 10), 90),
    ("right then forward", lambda t: (t.rt(90), t.fd(10)), (0, -10), 270),
    ("goto two numbers", lambda t: t.goto(3, 4), (3, 4), 0),
    ("goto a pair", lambda t: t.setpos((3, 4)), (3, 4), 0),
    ("setx", lambda t: (t.goto(3, 4), t.setx(9)), (9, 4), 0),
    ("sety", lambda t: (t.goto(3, 4), t.sety(9)), (3, 9), 0),
    ("setheading", lambda t: t.seth(450), (0, 0), 90),
    ("home", lambda t: (t.goto(3, 4), t.lt(30), t.home()), (0, 0), 0),
    ("whole circle", lambda t: t.circle(40), (0, 0), 0),
    ("half circle", lambda t: t.circle(50, 180), (0, 100), 180),
    ("circle to the right", lambda t: t.circle(-50, 180), (0, -100), 180),
    ("circle backwards", lambda t: t.circle(50, -90), (-50, 50), 270),
    ("six sides", lambda t: t.circle(40, steps=6), (0, 0), 0),
]


@pytest.mark.parametrize(
    ("move", "place", "heading"), [row[1:] for row in MOVES], ids=[row[0] for row in MOVES]
)
def test_moves(move: Callable[[Any], Any], place: tuple[float, float], heading: float) -> None:
    walker = turtle.Turtle()
    move(walker)
    assert walker.position() == pytest.approx(place, abs=0.01)
    assert walker.heading() == pytest.approx(heading) or walker.heading() == pytest.approx(heading + 360)


def test_the_first_turtle_is_asked_by_plain_names() -> None:
    turtle.forward(10)
    turtle.left(90)
    assert turtle.pos() == (10, 0)
    assert turtle.heading() == 90
    assert turtle.distance(10, 5) == 5
    assert turtle.towards(10, 5) == 90


def test_a_square_is_one_line_of_five_points() -> None:
    square(turtle.Turtle())
    assert lines() == [[[0, 0], [100, 0], [100, 100], [0, 100], [0, 0]]]


def test_no_line_with_the_pen_up_and_a_new_one_after() -> None:
    walker = turtle.Turtle()
    walker.fd(10)
    walker.up()
    walker.fd(10)
    walker.down()
    walker.fd(10)
    assert lines() == [[[0, 0], [10, 0]], [[20, 0], [30, 0]]]


def test_a_line_keeps_the_colour_and_width_it_was_drawn_with() -> None:
    walker = turtle.Turtle()
    walker.color("red")
    walker.pensize(7)
    walker.fd(10)
    walker.color("blue")
    walker.fd(10)
    drawn = [(line["colour"], line["width"]) for line in drawing.record()["lines"]]
    assert drawn == [("#ff0000", 7), ("#0000ff", 7)]


def test_a_filled_shape_lies_under_its_outline_and_over_what_came_before() -> None:
    walker = turtle.Turtle()
    walker.dot(30, "green")
    walker.color("black", "gold")
    walker.begin_fill()
    square(walker)
    walker.end_fill()
    record = drawing.record()
    assert record["fills"][0]["colour"] == NAMES["gold"]
    assert record["dots"][0]["order"] < record["fills"][0]["order"] < record["lines"][0]["order"]


def test_two_turtles_share_a_sheet_and_clear_only_their_own() -> None:
    ann, ben = turtle.Turtle(), turtle.Turtle()
    ann.fd(10)
    ben.goto(0, 30)
    ben.dot()
    ann.clear()
    assert lines() == [[[0, 0], [0, 30]]]
    assert len(drawing.record()["dots"]) == 1
    assert ann.distance(ben) == pytest.approx(math.dist((10, 0), (0, 30)))


def test_a_new_sheet_sends_every_turtle_home() -> None:
    walker = turtle.Turtle()
    walker.color("red")
    walker.left(45)
    walker.fd(10)
    drawing.new_sheet()
    assert (walker.pos(), walker.heading(), walker.pencolor()) == ((0, 0), 0, "black")
    assert not drawing.is_drawn(drawing.record())
    assert turtle.markers() == []


def test_markers_show_turtles_that_did_something_unless_hidden() -> None:
    shown, hidden = turtle.Turtle(), turtle.Turtle()
    shown.goto(5, 6)
    hidden.ht()
    assert [(marker.x, marker.y) for marker in turtle.markers()] == [(5, 6)]


def test_the_paper_grows_with_the_drawing_and_has_an_end() -> None:
    turtle.fd(5_000)
    record = validate(drawing.record())
    assert (record["width"], record["height"]) == (2_000, 400)
    assert record["lines"][0]["points"][-1] == [1_000, 0]


def test_the_screen_has_a_colour_and_a_size() -> None:
    screen = turtle.Screen()
    screen.setup(600, 500)
    turtle.bgcolor("navy")
    assert screen.bgcolor() == "#000080"
    assert (screen.window_width(), screen.window_height()) == (600, 500)
    assert drawing.is_drawn(drawing.record())


def test_an_endless_loop_ends_when_the_sheet_is_full() -> None:
    def run_for_ever() -> None:
        while True:
            turtle.fd(1)

    with pytest.raises(drawing.SheetFull, match="Is a loop going round too often"):
        run_for_ever()
    validate(drawing.record())


ASKED: list[tuple[Callable[[], Any], str]] = [
    (turtle.forward, "forward needs a number: how many steps?"),
    (lambda: turtle.forward("far"), "You gave it the words 'far'"),
    (lambda: turtle.forward("10"), "Take the quotes away"),
    (lambda: turtle.forward(True), "forward needs a number"),
    (lambda: turtle.forward(math.inf), "forward needs a number"),
    (turtle.left, "left needs a number: how far shall I turn?"),
    (lambda: turtle.goto(4), "goto needs two numbers"),
    (lambda: turtle.pensize("fat"), "pensize needs a number"),
    (lambda: turtle.dot("big"), "dot needs a number"),
    (turtle.end_fill, "begin_fill before it"),
    (lambda: turtle.color("gren"), 'Did you mean "green"'),
    (lambda: turtle.color(1, 2), "three numbers, like"),
    (lambda: turtle.color(999, 0, 0), "from 0 to 255"),
    (lambda: turtle.wriggle, "Look at how it is spelled"),
]


@pytest.mark.parametrize(("ask", "words"), ASKED, ids=[words for _, words in ASKED])
def test_asks_in_plain_words(ask: Callable[[], Any], words: str) -> None:
    with pytest.raises((TurtleHint, UnknownColour, AttributeError)) as asked:
        ask()
    assert words in str(asked.value)


COLOURS: list[tuple[Any, str]] = [
    ("red", "#ff0000"),
    ("Sky Blue", "#87ceeb"),
    ("#AbC", "#aabbcc"),
    ("#012345", "#012345"),
    ((1.0, 0.5, 0), "#ff8000"),
    ((255, 128, 0), "#ff8000"),
    ([0, 0, 0], "#000000"),
]


@pytest.mark.parametrize(("given", "colour"), COLOURS, ids=[str(given) for given, _ in COLOURS])
def test_colours(given: Any, colour: str) -> None:
    assert hex_colour(given) == colour
