"""Cells that a person marks: answers in code and in words, tasks, attachments."""

from ..cells import answer, check, code, manual_code, manual_words, task, words
from ..kind import BROKEN, COPIES, SOUND, Kind

PIXEL = {
    "dot.png": {
        "image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
        "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    }
}

MANUAL_CODE = Kind(
    "manual-code",
    [
        words("# Draw what you like"),
        manual_code("free_code", "picture = 'o'\nprint(picture)\npicture = picture * 3", 3),
        answer("fixed", "size = 2"),
        check("fixed_test", "assert size == 2", 1),
    ],
    {
        "own-way": {"free_code": "print('a house')", "fixed": "size = 2"},
        "with-an-error": {"free_code": "print(nothing)", "fixed": "size = 3"},
        "a-space-added": {"free_code": "# YOUR CODE HERE\nraise NotImplementedError() "},
        "emptied": {"free_code": ""},
        "other-only": {"fixed": "size = 2"},
    },
    (
        "answer-deleted",
        "moved",
        "retyped",
        "cells-added",
        "points-raised",
    ),
)

MANUAL_WORDS = Kind(
    "manual-words",
    [
        words("Why does a loop end? ![a dot](attachment:dot.png)", PIXEL),
        manual_words("why", "Because its\nlist ends.", 2),
        manual_words("how", "With `break`.", 1, before="Say how to end it sooner.\n\n"),
        answer("loop", "for n in range(3):\n    pass\nlast = n"),
        check("loop--test", "assert last == 2", 1),
        manual_words("loop--why", "It counts from nought.", 1),
    ],
    {
        "own-words": {"why": "It is done.", "loop": "last = 2"},
        "words-only": {"why": "It is done.", "how": "break", "loop--why": "0, 1, 2"},
        "code-only": {"loop": "last = 2"},
        "wrong": {"loop": "last = 3", "loop--why": "It just does."},
        "emptied": {"why": ""},
    },
    ("answer-deleted", "retyped", "cells-added", "moved", *COPIES),
)

TASKS = Kind(
    "tasks",
    [
        words("# A project"),
        task(
            "project", "Make a quiz.\n\n### BEGIN MARK SCHEME\n3 for three questions\n### END MARK SCHEME", 3
        ),
        answer("score", "score = 0\nscore = score + 1"),
        check("score_test", "assert score == 1", 1),
        task("poster", "Draw a poster.", 2),
    ],
    {"wrong": {"score": "score = 0"}},
    ("cells-added", "test-edited", *BROKEN),
)

ATTACHMENTS = Kind(
    "attachments",
    [
        words("See ![dot](attachment:dot.png).", PIXEL),
        answer("dots", "dots = 1"),
        check("dots_test", "assert dots == 1", 1),
        manual_words("draw", "![dot](attachment:dot.png) like this", 2),
        code("# a cell to try things in"),
    ],
    {"wrong": {"dots": "dots = 2"}, "with-words": {"draw": "Like a ball.", "dots": "dots = 1"}},
    (*SOUND, "answer-deleted", "test-deleted"),
)

KINDS = [MANUAL_CODE, MANUAL_WORDS, TASKS, ATTACHMENTS]
