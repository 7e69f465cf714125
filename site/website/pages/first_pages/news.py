"""News to start with; ``days_ago`` keeps it fresh on the day it is loaded."""

from typing import Any

from website.pages.first_pages.pieces import heading, points, text

NEWS_INDEX = {"title": "News", "slug": "news", "lead": "What is going on at the clubs."}
NEWS: list[dict[str, Any]] = [
    {
        "title": "Four new lessons: a robot, a dragon, a turtle and a potion",
        "slug": "four-new-lessons",
        "days_ago": 3,
        "illustration": "dragon_gate",
        "lead": "Printing, making decisions, loops and functions, each in a story that wants an ending.",
        "body": [
            text(
                "Every lesson takes 30 to 45 minutes and ends with something that works. They open with a club card, "
                "on any computer, and remember where you stopped.",
                points(
                    "<b>Hello, robot</b>: make a machine that talks back.",
                    "<b>The dragon's gate</b>: decide who may pass.",
                    "<b>Star painter</b>: draw a whole sky with a few lines.",
                    "<b>The potion machine</b>: build small machines and join them up.",
                ),
            ),
            heading("Stuck is fine"),
            text(
                "Press Check as often as you like. It says what is right already, and gives a hint when you ask for one."
            ),
        ],
    },
    {
        "title": "You do not need to know Python to help",
        "slug": "no-python-needed",
        "days_ago": 12,
        "illustration": "kettle",
        "lead": "What clubs miss most is a calm grown-up who has time to listen.",
        "body": [
            text(
                "“I thought I would be found out,” say many new volunteers. Then a child asks them to read a sentence "
                "aloud, finds the mistake while listening, and is off again.",
                "There are notes for every lesson, with the usual mistakes and a question to ask for each. The kettle is "
                "on a quarter of an hour before the children come.",
            )
        ],
    },
    {
        "title": "Places you can trust",
        "slug": "places-you-can-trust",
        "days_ago": 27,
        "illustration": "letter",
        "lead": "When a club page says there is a place, there is a place.",
        "body": [
            text(
                "We count places again each time you look, and once more as you book: chairs, laptops, and above all "
                "adults with their checks in date. If two families press Book for the last place in the same second, one of "
                "them gets it and the other is told at once, not the day before.",
                "The confirmation comes with a calendar file, so the date is in your telephone before you put it down.",
            )
        ],
    },
]
