"""The lesson room in a real browser, on a real Jupyter server and kernel."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.lesson_rooms import (
    SLUG,
    exercise,
    look,
    on_disk,
    opened,
    press,
    ready,
    run,
    saved,
    watched,
    write,
)
from tests.factories.lesson_server import Room

SQUARE = '<svg width="50" height="50"><rect width="50" height="50"/><script>x</script></svg>'


@pytest.fixture
def context(browser: Browser, room: Room) -> Iterator[BrowserContext]:
    """A browser that says so if the page fails or asks anything of another origin."""
    with watched(browser, room, viewport={"width": 1280, "height": 900}) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, room: Room) -> Page:
    return opened(context, room)


def test_a_child_runs_checks_and_finishes(page: Page, room: Room) -> None:
    expect(page).to_have_title(re.compile("^Hello, robot!"))
    expect(run(page, "greet", "print('Hi!')")).to_contain_text("Hi!")
    first = write(page, "greet", "a = 1")
    press(first, "Check")
    expect(first.locator(".result")).to_contain_text("Not quite yet")
    expect(first.locator(".result")).to_contain_text("The robot says nothing yet. Use print.")
    for name in ("greet", "add", "draw"):
        section = write(page, name, "print('Hello!')")
        press(section, "Check")
        expect(section.locator(".result-title")).to_have_text("Yes! It works.")
        expect(section.locator(".medal")).to_be_visible()
    expect(page.locator("#counted")).to_have_text("3 of 3 exercises done")
    expect(page.locator("#finish")).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text("Yes! It works.")
    page.reload()
    expect(page.locator("#counted")).to_have_text("3 of 3 exercises done")
    expect(page.locator("#finish")).to_be_visible()


def test_what_is_typed_is_saved_and_comes_back(page: Page, room: Room) -> None:
    write(page, "greet", "# half a thought")
    saved(page)
    assert "".join(on_disk(room, "greet")["source"]) == "# half a thought"
    run(page, "greet", "print('kept')")
    saved(page)
    page.reload()
    ready(page)
    expect(exercise(page, "greet").locator(".cm-content")).to_contain_text("print('kept')")
    expect(exercise(page, "greet").locator(".output")).to_contain_text("kept")


def test_leaving_at_once_loses_nothing(page: Page, room: Room) -> None:
    saved(page)
    write(page, "greet", "# typed as the page closed")
    page.goto("about:blank")
    page.wait_for_timeout(500)
    assert "".join(on_disk(room, "greet")["source"]) == "# typed as the page closed"


TROUBLES = [
    ("print(robt)", "Python has not met “robt”", 1),
    ("x = 1\nprint('a' + x)", "Text and number cannot be joined with +", 2),
    ("print('Hi)", "A quote is opened and never closed", 1),
    ("for n in range(3)\n    print(n)", "A colon “:” is missing", 1),
    ("for n in range(3):\nprint(n)", "This line must begin with four spaces", 2),
    ("print((1)", "Something is missing at the end. Is a bracket", 1),
    ("print([1)", "“[” and “)” are no partners", 1),
    ("1 / 0", "Nothing can be shared out among zero", 1),
    ("[1][3]", "The list is shorter than that", 1),
    ("int('two')", "int( ) can only turn digits into a number", 1),
    ("import turtel", "There is nothing called “turtel” to import", 1),
    ("def go():\n    return oops\n\ngo()", "Python has not met “oops”", 2),
]


def test_what_python_says_is_said_in_words(page: Page, room: Room) -> None:
    for code, words, line in TROUBLES:
        output = run(page, "greet", code)
        expect(output.locator(".trouble-words")).to_contain_text(f"Look at line {line}. {words}")
        expect(exercise(page, "greet").locator(".line-to-look-at")).to_have_count(1)
        expect(output.locator("details")).not_to_have_attribute("open", "")
    kinds = {event["error_kind"] for event in room.site.events if event["kind"] == "error"}
    assert {"NameError", "SyntaxError", "ZeroDivisionError"} <= kinds
    assert "robt" not in json.dumps(room.site.events)


def test_a_loop_without_end_can_be_stopped(page: Page) -> None:
    section = write(page, "greet", "while True:\n    pass")
    press(section, "Run")
    press(section, "Stop")
    expect(section.locator(".trouble-words")).to_contain_text("You pressed Stop")
    expect(run(page, "greet", "print('still here')")).to_contain_text("still here")


def test_a_flood_is_cut_and_stopped(page: Page, room: Room) -> None:
    section = write(page, "greet", "while True:\n    print('Hello! ' * 50)")
    press(section, "Run")
    expect(section.locator(".output")).to_contain_text("and lots more", timeout=20_000)
    expect(section.locator(".output")).to_contain_text("we stopped it", timeout=20_000)
    expect(section.get_by_role("button", name="Run")).to_be_visible(timeout=20_000)
    saved(page)
    assert len(json.dumps(on_disk(room, "greet"))) < 50_000
    assert "IOPub" not in section.inner_text()
    expect(run(page, "greet", "print('still here')")).to_contain_text("still here")


def test_a_question_is_asked_in_its_place(page: Page) -> None:
    section = write(page, "greet", "name = input('What is your name? ')\nprint('Hello', name)")
    press(section, "Run")
    box = section.get_by_label("What is your name?")
    expect(box).to_be_focused()
    box.fill("Zing")
    box.press("Enter")
    expect(section.locator(".output")).to_contain_text("Hello Zing")
    expect(section.locator(".output")).to_contain_text("What is your name? Zing")


def test_a_question_can_be_stopped(page: Page) -> None:
    section = write(page, "greet", "input('Well?')")
    press(section, "Run")
    expect(section.get_by_label("Well?")).to_be_visible()
    press(section, "Stop")
    expect(section.get_by_role("button", name="Run")).to_be_visible()
    expect(section.locator("form")).to_have_count(0)


def test_pictures_and_html_are_shown_without_what_could_act(page: Page) -> None:
    code = (
        "from IPython.display import display, SVG, HTML\n"
        f"display(SVG({SQUARE!r}))\n"
        'display(HTML(\'<b>bold</b><script>document.title = "no"</script>'
        '<img src="https://example.org/a.png"><form><input></form><p onclick="x()" style="color:red">text</p>'
        "'))"
    )
    output = run(page, "greet", code)
    expect(output.locator("svg rect")).to_have_count(1)
    expect(output.get_by_role("img")).to_have_accessible_name(re.compile("."))
    expect(output.locator("b")).to_have_text("bold")
    expect(output.locator("script, form, input, img, [onclick], [style]")).to_have_count(0)
    assert page.title().startswith("Hello")
    table = "<table><tr><th onclick='x()'>planet</th></tr><tr><td>Mars</td></tr></table>"
    output = run(page, "greet", f"from IPython.display import HTML\nHTML({table!r})")
    expect(output.get_by_role("region", name="Table made by your code")).to_contain_text("Mars")
    expect(output.locator("[onclick]")).to_have_count(0)


def test_the_setup_runs_by_itself_in_every_new_kernel(page: Page) -> None:
    expect(run(page, "greet", "print('ready:', ready)")).to_contain_text("ready: True")


def test_python_that_dies_starts_again(page: Page) -> None:
    section = write(page, "greet", "import os\nos._exit(1)")
    press(section, "Run")
    expect(section.locator(".output")).to_contain_text("Python stopped in the middle", timeout=20_000)
    expect(page.locator("#notes")).to_contain_text("Python had to start again. Your code is safe.")
    press(page, "OK")
    ready(page)
    expect(run(page, "greet", "print('ready:', ready)")).to_contain_text("ready: True")


def test_hints_come_one_by_one(page: Page, room: Room) -> None:
    section = exercise(page, "greet")
    for number in (1, 2, 3):
        press(section, f"Hint {number} of 3")
        expect(section.locator(".hint-list li")).to_have_count(number)
    expect(section.locator(".button-hint")).to_be_hidden()
    expect(section.locator(".hint-list code").first).to_have_text("print")
    page.reload()
    press(section, "See my 3 hints again")
    expect(section.locator(".hint-list li")).to_have_count(3)
    assert {number for _name, number in room.site.hints} == {1, 2, 3}


def test_two_windows_never_overwrite_each_other(context: BrowserContext, room: Room, page: Page) -> None:
    other = opened(context, room)
    write(other, "greet", "# from the other window")
    saved(other)
    write(page, "add", "# from the first window")
    expect(page.locator("#notes")).to_contain_text("open in another window")
    assert "".join(on_disk(room, "greet")["source"]) == "# from the other window"
    press(page, "Use the other one")
    ready(page)
    expect(exercise(page, "greet").locator(".cm-content")).to_contain_text("# from the other window")
    write(other, "draw", "# the other again")
    saved(other)
    write(page, "add", "# the first again")
    press(page, "Keep what I see here")
    saved(page)
    assert "".join(on_disk(room, "add")["source"]) == "# the first again"
    add = exercise(page, "add")
    add.locator(".more summary").click()
    press(add.locator(".more"), "My earlier tries")
    expect(add.locator(".tries")).to_contain_text("# from the first window")
    draw = exercise(page, "draw")
    draw.locator(".more summary").click()
    press(draw.locator(".more"), "My earlier tries")
    expect(draw.locator(".tries")).to_contain_text("# the other again")


def test_a_lost_network_is_said_and_made_good(context: BrowserContext, page: Page, room: Room) -> None:
    saved(page)
    context.set_offline(True)
    section = write(page, "greet", "print('offline')")
    expect(page.locator("#saved")).to_have_text("Not saved yet")
    expect(page.locator("#notes")).to_contain_text("we keep trying")
    press(section, "Check")
    expect(section.locator(".result")).to_contain_text("could not be saved")
    context.set_offline(False)
    expect(page.locator("#saved")).to_have_text("All saved", timeout=20_000)
    assert "".join(on_disk(room, "greet")["source"]) == "print('offline')"


def test_a_save_whose_answer_is_lost_is_no_other_window(page: Page, room: Room) -> None:
    saved(page)
    lost: list[str] = []

    def lose_one_answer(route: Route) -> None:
        if route.request.method == "PUT" and not lost:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    page.route("**/api/contents/**", lose_one_answer)
    write(page, "greet", "print('sent')")
    expect(page.locator("#saved")).to_have_text("Not saved yet")
    expect(page.locator("#saved")).to_have_text("All saved", timeout=20_000)
    assert lost
    assert "".join(on_disk(room, "greet")["source"]) == "print('sent')"


def test_a_site_that_is_away_is_said_and_the_work_is_safe(page: Page, room: Room) -> None:
    section = write(page, "greet", "print('Hi!')")
    room.site.away = True
    press(section, "Check")
    expect(section.locator(".result")).to_contain_text("Your work is saved here.")
    room.site.away = False
    press(section, "Check")
    expect(section.locator(".result-title")).to_have_text("Yes! It works.")


def test_the_first_run_after_a_sleep_works(page: Page, context: BrowserContext, room: Room) -> None:
    expect(run(page, "greet", "kept = 'still known'")).to_contain_text("did not print")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(run(page, "greet", "print(kept)")).to_contain_text("still known")
    room.forget_kernels()
    page.evaluate("Date.now = ((real) => () => real() + 120000)(Date.now.bind(Date))")
    expect(run(page, "greet", "print('ready:', ready)")).to_contain_text("ready: True")
    expect(page.locator("#notes")).to_contain_text("Python had a rest")


def test_a_running_kernel_comes_soon(page: Page) -> None:
    page.reload()
    ready(page)
    took = page.evaluate("performance.getEntriesByName('kernel-ready')[0].startTime")
    assert took < 4000, f"{took:.0f} ms from the page to a running kernel"


DRAWS = f"from IPython.display import display, SVG\nprint('Look!')\ndisplay(SVG({SQUARE!r}))"


@pytest.mark.parametrize("width", [320, 1280])
def test_from_an_idea_of_ones_own_to_the_end(page: Page, room: Room, width: int) -> None:
    """A box of one's own, a fresh start, a try brought back, a pass, comparing, the finish page."""
    page.set_viewport_size({"width": width, "height": 900})
    make_a_box_and_take_it_away(page, room)
    start_afresh_and_bring_back(page, room)
    look(page, f"room-tries-{width}")
    greet = exercise(page, "greet")
    expect(greet.get_by_role("button", name="Compare with our answer")).to_be_hidden()
    press(greet, "Check")
    expect(greet.locator(".result-title")).to_have_text("Yes! It works.")
    assert "scratch" not in json.dumps(room.site.submissions[-1])
    press(greet, "Compare with our answer")
    expect(greet.locator(".compare")).to_contain_text("There are many good ways. Here is one.")
    sides = greet.locator(".compare-side pre")
    expect(sides.nth(0)).to_have_text("print('my first try')")
    expect(sides.nth(1)).to_have_text("print('One way to greet')")
    look(page, f"room-compare-{width}")
    run(page, "draw", DRAWS)
    for name in ("add", "draw"):
        press(exercise(page, name) if name == "draw" else write(page, name, "print(5)"), "Check")
        expect(exercise(page, name).locator(".result-title")).to_have_text("Yes! It works.")
    page.wait_for_timeout(1700)
    see_the_end(page, width)
    page.reload()
    ready(page)
    see_the_end(page, width)


def make_a_box_and_take_it_away(page: Page, room: Room) -> None:
    corner = page.locator("#own-code")
    press(corner, "Add a code box")
    expect(corner.locator(".cm-content")).to_be_focused()
    page.keyboard.insert_text("print('an idea')")
    press(corner, "Run")
    expect(corner.locator(".output")).to_contain_text("an idea")
    saved(page)
    page.reload()
    ready(page)
    expect(corner.get_by_role("textbox")).to_contain_text("print('an idea')")
    expect(corner.locator(".output")).to_contain_text("an idea")
    own = json.loads((room.home / "lessons" / SLUG / f"{SLUG}.ipynb").read_text())["cells"][-1]
    assert (own["metadata"]["lesson"], "".join(own["source"])) == ({"part": "scratch"}, "print('an idea')")
    press(corner, "Remove this box")
    expect(corner.get_by_role("button", name="Keep it")).to_be_focused()
    press(corner, "Remove it")
    expect(corner.get_by_role("textbox")).to_have_count(0)
    press(corner, "Boxes I removed")
    corner.locator(".try summary").click()
    press(corner, "Bring this one back")
    expect(corner.get_by_role("textbox")).to_contain_text("print('an idea')")
    saved(page)


def start_afresh_and_bring_back(page: Page, room: Room) -> None:
    greet = write(page, "greet", "print('my first try')")
    greet.locator(".more summary").click()
    press(greet.locator(".more"), "Start afresh")
    press(greet, "Keep my code")
    expect(greet.get_by_role("textbox")).to_contain_text("my first try")
    press(greet.locator(".more"), "Start afresh")
    press(greet.locator(".asking"), "Start afresh")
    expect(greet.get_by_role("textbox")).to_contain_text("# Make the robot say hello.")
    saved(page)
    assert "".join(on_disk(room, "greet")["source"]) == "# Make the robot say hello.\n"
    greet.locator(".more summary").click()
    press(greet.locator(".more"), "My earlier tries")
    greet.locator(".try summary").click()
    expect(greet.locator(".try pre")).to_have_text("print('my first try')")
    press(greet, "Bring this one back")
    expect(greet.get_by_role("textbox")).to_contain_text("my first try")
    greet.locator(".more summary").click()
    press(greet.locator(".more"), "My earlier tries")
    expect(greet.locator(".tries")).to_be_visible()


def see_the_end(page: Page, width: int) -> None:
    """What was made and learnt, the certificate, what is next, and the way home."""
    finish = page.locator("#finish")
    finish.scroll_into_view_if_needed()
    expect(finish.locator("figure")).to_have_count(1)
    expect(finish.locator("figcaption")).to_have_text("Draw a line")
    expect(finish.locator(".learnt li")).to_have_count(3)
    home = "http://localhost:8000/learn/"
    for words, path in {
        "Next: Dragon gate": "lessons/dragon-gate/open",
        "My certificate": f"lessons/{SLUG}/certificate/",
        "Back to my lessons": "",
    }.items():
        expect(finish.get_by_role("link", name=words)).to_have_attribute("href", home + path)
    look(page, f"room-end-{width}")
