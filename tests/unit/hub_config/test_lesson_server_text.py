"""Lesson Markdown as HTML: safe, and with headings in order."""

import pytest

from hub_config.lesson_server.lesson_page import Code, ExercisePart, Text, lesson_parts, setup_cells
from hub_config.lesson_server.lesson_text import lesson_html
from hub_config.lesson_server.release import Release
from tests.factories.lesson_room import INTRODUCTION, code_cell, lesson_reply

PICTURES = "/user/learner/lesson/hello-robot/pictures/"


def html(markdown: str, top: int = 2, without_title: str = "") -> str:
    return lesson_html(markdown, pictures=PICTURES, top=top, without_title=without_title).strip()


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        pytest.param("**big** *soft* `code`", "<p><strong>big</strong> <em>soft</em> <code>code</code></p>",
                     id="marks"),
        pytest.param("```python\nprint(1)\n```", "<pre><code>print(1)\n</code></pre>", id="code block"),
        pytest.param("![A robot](robot.svg)", f'<p><img src="{PICTURES}robot.svg" alt="A robot"></p>',
                     id="own picture"),
        pytest.param("![A robot](./robot.svg)", f'<p><img src="{PICTURES}robot.svg" alt="A robot"></p>',
                     id="own picture by its folder"),
        pytest.param("![Far](https://example.org/a.png)", "<p>Far</p>", id="picture from elsewhere"),
        pytest.param("![Far](//example.org/a.png)", "<p>Far</p>", id="picture from another host"),
        pytest.param("![Up](../../secret.png)", "<p>Up</p>", id="picture from another folder"),
        pytest.param("![<b>Far</b>](data:image/png;base64,AA)", "<p>&lt;b&gt;Far&lt;/b&gt;</p>",
                     id="picture in the text"),
        pytest.param("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
                     id="script tag"),
        pytest.param("[press](javascript:alert(1))", "<p>[press](javascript:alert(1))</p>", id="script link"),
        pytest.param("# One\n\n### Three", "<h2>One</h2>\n<h3>Three</h3>", id="no level skipped"),
        pytest.param("### Three", "<h2>Three</h2>", id="highest at the top"),
    ],
)  # fmt: skip
def test_markdown_becomes_safe_html(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


def test_a_link_tells_nobody_where_it_was_followed_from() -> None:
    assert 'rel="noopener noreferrer"' in html("[Python](https://www.python.org/)")


@pytest.mark.parametrize(
    ("markdown", "title", "expected"),
    [
        pytest.param("# Hello, robot!\n\nHi", "Hello, Robot!", "<p>Hi</p>", id="repeats the title"),
        pytest.param("# Lesson 1: Hello, robot!\n\nHi", "Hello, robot!", "<p>Hi</p>", id="with a number"),
        pytest.param(
            "# Welcome\n\nHi", "Hello, robot!", "<h2>Welcome</h2>\n<p>Hi</p>", id="says something else"
        ),
    ],
)
def test_a_heading_that_repeats_the_title_goes(markdown: str, title: str, expected: str) -> None:
    assert html(markdown, without_title=title) == expected


def test_the_page_has_story_play_and_exercises_in_order() -> None:
    release = Release.from_reply(lesson_reply(), "hello-robot")
    parts = lesson_parts(release.notebook, release, PICTURES)
    assert [part.kind for part in parts] == [
        "text",
        "code",
        "code",
        "exercise",
        "text",
        "exercise",
        "exercise",
    ]
    opening, setup, play, greet, *_rest = parts
    assert isinstance(opening, Text)
    assert "<h2>What print does</h2>" in opening.html
    assert INTRODUCTION.splitlines()[0][2:] not in opening.html
    assert isinstance(setup, Code)
    assert (setup.locked, setup.marked) == (True, False)
    assert isinstance(play, Code)
    assert (play.locked, play.marked) == (False, False)
    assert isinstance(greet, ExercisePart)
    assert (greet.number, greet.title, greet.hints) == (1, "Say hello", 3)
    assert [part.kind for part in greet.parts] == ["text", "code"]
    assert "<h2>" not in repr(greet.parts[0])


def test_tests_are_out_of_sight() -> None:
    release = Release.from_reply(lesson_reply(), "hello-robot")
    parts = lesson_parts(release.notebook, release, PICTURES)
    assert "assert True" not in repr(parts)


def test_a_cell_of_the_childs_own_stands_in_its_exercise() -> None:
    reply = lesson_reply()
    place = [cell["id"] for cell in reply["notebook"]["cells"]].index("greet") + 1
    reply["notebook"]["cells"].insert(place, code_cell("mine", "print('my own')"))
    release = Release.from_reply(reply, "hello-robot")
    parts = lesson_parts(release.notebook, release, PICTURES)
    greet = next(part for part in parts if isinstance(part, ExercisePart))
    assert [part.marked for part in greet.parts if isinstance(part, Code)] == [True, False]


def test_setup_runs_before_the_childs_code() -> None:
    assert setup_cells(lesson_reply()["notebook"]) == ["setup"]
