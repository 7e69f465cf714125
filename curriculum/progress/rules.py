"""What a lesson room and the hub may tell, in which order hints come, and when what may be asked and said."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from clubs.records.refusals import Refusal

from .enums import FROM_THE_ROOM, HELP_MOVES, HelpState, Kind, Phrase

MOST_EVENTS = 50
LONGEST_PROGRAM = 20_000
MOST_CALLS = 6
CALLS_WITHIN = timedelta(minutes=10)
BETWEEN_PHRASES = timedelta(seconds=20)
# What the hub says of a child's server, and what is noted of it: whether the lesson is open or not.
SERVER_STATES = {"ready": Kind.STARTED, "slow": Kind.START_FAILED, "failed": Kind.START_FAILED}
BACK_TO_BOARD = "Go back to the board."
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


def check_may_ask(at_a_session: bool, asked: Sequence[datetime], now: datetime) -> None:
    """Say whether a child may call for help; `asked` are the times of calls before.

    Raises Refusal: "no_session" (409) for a child who is not at a session, "asked_often" (429).
    """
    if not at_a_session:
        raise Refusal(
            "no_session",
            "Nobody from your club is here just now.",
            "Try a hint, or ask at your next club day.",
            status=409,
        )
    if sum(at > now - CALLS_WITHIN for at in asked) >= MOST_CALLS:
        raise Refusal(
            "asked_often",
            "You have asked many times in a few minutes.",
            "Put your hand up, and somebody will come.",
            status=429,
        )


def may_ask(at_a_session: bool, asked: Sequence[datetime], now: datetime) -> bool:
    """Whether a child may call for help now."""
    try:
        check_may_ask(at_a_session, asked, now)
    except Refusal:
        return False
    return True


def check_help_move(now: HelpState, then: HelpState, *, whose: str = "") -> None:
    """Let a call for help go from one state to another; `whose` names the adult who took it.

    Raises Refusal (409): "taken_already", "help_ended", "help_not_taken".
    """
    if then in HELP_MOVES[now]:
        return
    if now == HelpState.TAKEN:
        raise Refusal("taken_already", f"{whose or 'Somebody'} is on it already.", BACK_TO_BOARD)
    if now == HelpState.WAITING:
        raise Refusal("help_not_taken", "Nobody was on it.", BACK_TO_BOARD)
    raise Refusal("help_ended", "This child does not need help with that any more.", BACK_TO_BOARD)


def help_may_move(now: HelpState, then: HelpState) -> bool:
    """Whether a call for help may go from one state to another."""
    return then in HELP_MOVES[now]


def check_phrase(phrase: object, last_said: datetime | None, now: datetime) -> Phrase:
    """Give the phrase that may be said now.

    Raises Refusal: "no_such_phrase" (422) for anything that is not on the list, "said_just_now" (429).
    """
    if not isinstance(phrase, str) or phrase not in Phrase.values:
        raise Refusal(
            "no_such_phrase", "Only the phrases of the list can be said.", BACK_TO_BOARD, status=422
        )
    if last_said is not None and last_said > now - BETWEEN_PHRASES:
        raise Refusal(
            "said_just_now",
            "Something was said to everybody a moment ago.",
            f"Let them read it: wait {BETWEEN_PHRASES.seconds} seconds between two.",
            status=429,
        )
    return Phrase(phrase)


def check_server_told(told: Any) -> tuple[str, Kind]:
    """Give a learner's opaque id and what to note of their server.

    Raises Refusal ("bad_start", 422).
    """
    learner, state = (told.get("learner"), told.get("state")) if isinstance(told, dict) else (None, None)
    known = isinstance(state, str) and state in SERVER_STATES
    if not isinstance(learner, str) or not isinstance(state, str) or not known:
        raise Refusal(
            "bad_start",
            "Say a learner, and slow, ready or failed.",
            "Mend the call and send it again.",
            status=422,
        )
    return learner, SERVER_STATES[state]


def named_error(error_kind: object) -> str:
    """Python's name for an error, "" for anything that is no such name."""
    return error_kind if isinstance(error_kind, str) and _ERROR_KIND.fullmatch(error_kind) else ""


def check_may_compare(passed: bool) -> None:
    """A model answer is for whoever has one of their own. Raises Refusal ("not_passed_yet", 403)."""
    if not passed:
        raise Refusal(
            "not_passed_yet",
            "First find an answer of your own.",
            "Press Check. Once it works, you can compare.",
            status=403,
        )
