"""What a stack's site has of a session: ``python -m tests.classroom.kept --session 7 --helper h@x.example``.

Run with the site's settings (`stack.asked_of_the_site`). Prints one JSON object, as `Kept.from_json`
reads it; what happened is told with its instant, the board as it would be drawn for its helper now.
"""

import argparse
import json
from dataclasses import asdict, dataclass
from typing import Any

from tests.classroom.lesson import EXERCISE

FIRST, ASKS = "first", "asks for help"


@dataclass(frozen=True)
class KeptCheck:
    """A stored submission: what stood in the box, and the marks of the exercise, of which one is right."""

    submission: str
    state: str
    program: str
    outcomes: list[str]


@dataclass(frozen=True)
class KeptChild:
    """What is stored of one child; calls for help by their state, oldest first."""

    checks: list[KeptCheck]
    calls: list[str]
    passed: list[str]


@dataclass(frozen=True)
class Happened:
    """Something the board must have told: the child's tile, what it was, when (ISO 8601).

    `shows` are the words of which the tile has one from then on.
    """

    tile: str
    kind: str
    at: str
    shows: list[str]


@dataclass(frozen=True)
class Kept:
    """By learner; the board's tiles and their order; what happened, oldest first."""

    children: dict[str, KeptChild]
    tiles: dict[str, str]
    order: list[str]
    happened: list[Happened]

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Kept":
        children = {
            learner: KeptChild(
                [KeptCheck(**check) for check in child["checks"]], child["calls"], child["passed"]
            )
            for learner, child in told["children"].items()
        }
        happened = [Happened(**each) for each in told["happened"]]
        return cls(children, told["tiles"], told["order"], happened)


def main() -> None:
    """Read, and say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--session", type=int, required=True)
    parser.add_argument("--helper", required=True, help="whose board it is, by e-mail")
    chosen = parser.parse_args()
    import django

    django.setup()
    print(json.dumps(asdict(kept(chosen.session, chosen.helper))))


def kept(session_key: int, helper: str) -> Kept:
    """Read it from the database. Needs Django set up."""
    from clubs.booking.models import PlaceSession
    from clubs.people.models import User
    from clubs.timetable.models import Session
    from website.screens.board import rendered

    session = Session.objects.get(pk=session_key)
    dates = PlaceSession.objects.live().filter(session=session).select_related("child__user")
    children = [date.child for date in dates]
    board = rendered(session, User.objects.get(email=helper)).as_message()
    return Kept(
        children={child.user.opaque_id: _of(child.user) for child in children if child.user},
        tiles=dict(board["tiles"]),  # type: ignore[call-overload]
        order=list(board["order"]),  # type: ignore[call-overload]
        happened=_happened({child.user_id: f"child-{child.pk}" for child in children if child.user_id}),
    )


def _of(learner: Any) -> KeptChild:
    from curriculum.progress.enums import Kind

    sent = learner.submissions.order_by("stored_at").prefetch_related("marks")
    return KeptChild(
        [KeptCheck(str(each.pk), each.state, _program(each), _outcomes(each)) for each in sent],
        [call.state for call in learner.help_requests.order_by("asked_at")],
        sorted(learner.lesson_events.filter(kind=Kind.PASSED).values_list("exercise", flat=True)),
    )


def _program(submission: Any) -> str:
    cells = json.loads(submission.notebook)["cells"]
    return "".join(next(cell["source"] for cell in cells if cell["id"] == EXERCISE))


def _outcomes(submission: Any) -> list[str]:
    return [mark.outcome for mark in submission.marks.all() if mark.exercise == EXERCISE]


def _happened(tiles: dict[int, str]) -> list[Happened]:
    """Each child's first sign of life, pass and call: of these it is sure what they change in a tile."""
    from curriculum.progress.enums import Kind
    from curriculum.progress.models import Event

    shown = {Kind.PASSED: ["1 of"], Kind.HELP: [ASKS]}
    seen: set[int] = set()
    found = []
    for event in Event.objects.filter(learner__in=tiles).order_by("happened_at"):
        tile, at = tiles[event.learner_id], event.happened_at.isoformat()
        if event.learner_id not in seen:
            found.append(Happened(tile, FIRST, at, ["working", ASKS]))
        if event.kind in shown:
            found.append(Happened(tile, event.kind, at, shown[Kind(event.kind)]))
        seen.add(event.learner_id)
    return found


if __name__ == "__main__":
    main()
