"""What a class does with a lesson: each child in one of four ways, each with words of their own."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from tests.classroom.enrolment import LESSON, Class, Enrolled
from tests.classroom.pupil import Pupil
from tests.classroom.watching import Watcher

EXERCISE = "wake-up"
RIGHT = 'print("I am awake!")\nprint("I belong to {nickname}.")'
WRONG = 'print("I am asleep, says {nickname}.")'
BROKEN = "print(robot_of_{learner})"

# What a child types and does, in order. Each program is run and checked; then help may be asked for.
WAYS: tuple[tuple[tuple[str, bool], ...], ...] = (
    ((RIGHT, False),),
    ((WRONG, False), (RIGHT, False)),
    ((BROKEN, True), (RIGHT, False)),
    ((BROKEN, True),),
)
QUIET_SECONDS = 2.0


@dataclass(frozen=True)
class Checked:
    """One press of Check: the submission's id, what stood in the box, what became of the exercise."""

    submission: str
    program: str
    outcome: str


@dataclass
class Told:
    """What one child did and was told."""

    enrolled: Enrolled
    printed: list[str] = field(default_factory=list)
    checks: list[Checked] = field(default_factory=list)
    asked: int = 0
    saved: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lesson:
    """What a lesson came to: seconds by phase, what each child was told, the board as it was seen."""

    seconds: dict[str, float]
    told: list[Told]
    watched: Watcher


Look = Callable[[Lesson], Awaitable[None]]


async def hold(enrolled: Class, site_url: str, hub_url: str, while_open: Look) -> Lesson:
    """All children at once: in, to the room, to work. `while_open` is called before they sign out.

    Raises ExceptionGroup of what went wrong with whichever children.
    """
    seconds: dict[str, float] = {}
    async with AsyncExitStack() as stack:
        watcher = await stack.enter_async_context(Watcher(site_url, enrolled.helper, enrolled.session))
        pupils = [
            await stack.enter_async_context(Pupil(child, site_url, hub_url)) for child in enrolled.children
        ]
        steps: dict[str, Callable[[Pupil], Awaitable[Any]]] = {
            "come_in": Pupil.come_in,
            "open": lambda pupil: pupil.open_lesson(LESSON),
            "begin": Pupil.begin,
        }
        for name, step in steps.items():
            seconds[name] = await _all(step(pupil) for pupil in pupils)
        told = [Told(pupil.enrolled) for pupil in pupils]
        seconds["work"] = await _all(
            _work(pupil, mine, WAYS[number % len(WAYS)])
            for number, (pupil, mine) in enumerate(zip(pupils, told, strict=True))
        )
        await watcher.quiet(QUIET_SECONDS)
        held = Lesson(seconds, told, watcher)
        await while_open(held)
        seconds["sign_out"] = await _all(pupil.sign_out() for pupil in pupils)
    return held


async def _all(steps: Any) -> float:
    """Do all at once; the seconds until the last was done."""
    started = time.perf_counter()
    done = await asyncio.gather(*steps, return_exceptions=True)
    if troubles := [each for each in done if isinstance(each, Exception)]:
        raise ExceptionGroup(f"{len(troubles)} of {len(done)} children were stuck", troubles)
    return time.perf_counter() - started


async def _work(pupil: Pupil, told: Told, way: Sequence[tuple[str, bool]]) -> None:
    about = {"nickname": pupil.enrolled.nickname, "learner": pupil.enrolled.learner}
    for program, asks in way:
        outputs = await pupil.run(EXERCISE, program.format(**about))
        told.printed.append("".join(output.get("text", "") for output in outputs))
        await _check(pupil, told)
        if asks:
            error = next(output["ename"] for output in outputs if output["output_type"] == "error")
            await pupil.ask_for_help(EXERCISE, error)
            told.asked += 1
    told.saved = pupil.programs(pupil.exercises)


async def _check(pupil: Pupil, told: Told) -> None:
    submission = await pupil.check()
    results = {result["id"]: result["outcome"] for result in submission["result"]["exercises"]}
    program = pupil.programs([EXERCISE])[EXERCISE]
    told.checks.append(Checked(submission["id"], program, results[EXERCISE]))
