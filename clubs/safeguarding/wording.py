"""The words that consent was asked in. A change of words is a new version, never an edit."""

from dataclasses import dataclass

from .enums import Purpose


@dataclass(frozen=True)
class Wording:
    """One question as it was asked: its version, the question, and why we ask."""

    version: str
    question: str
    why: str


CURRENT: dict[Purpose, Wording] = {
    Purpose.LEARNING: Wording(
        "2026-09",
        "May they have an account for the coding lessons?",
        "The account keeps their programs and marks under a random code, not a name. "
        "From 13 on we ask them and not you.",
    ),
    Purpose.PHOTOS_IN_CLUB: Wording(
        "2026-09",
        "May photos of them be shown inside the club?",
        "For the wall and the end-of-term show. They never leave the room.",
    ),
    Purpose.PHOTOS_ON_SITE: Wording(
        "2026-09",
        "May photos of them be used on the borough's website?",
        "To show other families what a club is like. Never with a name.",
    ),
    Purpose.PHOTOS_IN_PRESS: Wording(
        "2026-09",
        "May newspapers take and print photos of them?",
        "Now and then a reporter visits. We cannot take a printed photo back.",
    ),
    Purpose.VOLUNTEER_LISTING: Wording(
        "2026-09",
        "May we list you on the volunteers' page?",
        "Your first name, a picture from our set, your skills and your clubs. Nothing else.",
    ),
}
