"""What a lesson room may tell, and in which order hints come."""

import re
from collections.abc import Mapping
from typing import Any

from clubs.records.refusals import Refusal

from .enums import FROM_THE_ROOM, Kind

MOST_EVENTS = 50
_ERROR_KIND = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}", re.ASCII)


def check_events(told: Any, exercises: Mapping[str, frozenset[str]]) -> list[dict[str, str]]:
    """Give the events of a call, each with lesson, exercise ("" for none), kind and error_kind ("" for none).

    `exercises` maps each lesson's slug to those of its exercises. Raises Refusal
    ("bad_events", 422) for the whole call when one of them is not as it should be.
    """
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        raise _bad(f"Send a list of at most {MOST_EVENTS} events.")
    return [_event(event, exercises) for event in events]


def _event(event: Any, exercises: Mapping[str, frozenset[str]]) -> dict[str, str]:
    if not isinstance(event, dict):
        raise _bad("Each event is an object.")
    lesson, exercise = event.get("lesson"), event.get("exercise") or ""
    kind, error_kind = event.get("kind"), event.get("error_kind") or ""
    if not isinstance(lesson, str) or lesson not in exercises:
        raise _bad("An event names a lesson that there is not.")
    if not isinstance(exercise, str) or (exercise and exercise not in exercises[lesson]):
        raise _bad("An event names an exercise that its lesson has not.")
    if not isinstance(kind, str) or kind not in FROM_THE_ROOM:
        raise _bad("An event is opened, ran or error.")
    named = isinstance(error_kind, str) and (not error_kind or _ERROR_KIND.fullmatch(error_kind))
    if not named or bool(error_kind) != (kind == Kind.ERROR):
        raise _bad("An error, and nothing else, has an error_kind.")
    return {"lesson": lesson, "exercise": exercise, "kind": Kind(kind), "error_kind": error_kind}


def _bad(message: str) -> Refusal:
    return Refusal("bad_events", message, "Nothing was noted. Mend the call and send it again.", status=422)


def check_hint(number: Any, taken: int, of: int) -> int:
    """Give the number of the hint asked for. Hints come in order; those taken may be read again.

    Raises Refusal: "no_such_hint" (404), "hint_too_early" (409).
    """
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= of:
        raise Refusal("no_such_hint", "There is no such hint.", "Ask a volunteer for help.", status=404)
    if number > taken + 1:
        raise Refusal(
            "hint_too_early", "Read the hint before it first.", f"Ask for hint {taken + 1}.", status=409
        )
    return number


def check_may_compare(passed: bool) -> None:
    """A model answer is for whoever has one of their own. Raises Refusal ("not_passed_yet", 403)."""
    if not passed:
        raise Refusal(
            "not_passed_yet",
            "First find an answer of your own.",
            "Press Check. Once it works, you can compare.",
            status=403,
        )
