"""What the room's script asks of a child's earlier tries. They never leave the child's own home."""

import json
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from hub_config.lesson_server.answers import grading, is_answer
from hub_config.lesson_server.api import LessonApiHandler
from hub_config.lesson_server.earlier_tries import LONGEST_TRY, EarlierTries
from hub_config.lesson_server.lesson_folder import LessonFolder
from hub_config.lesson_server.refusals import NotUnderstood
from hub_config.lesson_server.release import Release

#: A try and its frame as JSON, each sign at most six bytes.
LARGEST_BODY = 6 * LONGEST_TRY + 1024


class ExerciseTriesHandler(LessonApiHandler):
    """The earlier tries of an exercise, and its starting line."""

    @web.authenticated
    @authorized
    async def get(self, slug: str, exercise: str) -> None:
        """Answer the tries, newest first."""
        tries, starter = self._kept(slug, exercise)
        self._answer(tries, starter)

    @web.authenticated
    @authorized
    async def post(self, slug: str, exercise: str) -> None:
        """Put a try away; answers the starting line with the tries. What was only begun is no try."""
        tries, starter = self._kept(slug, exercise)
        text = _text(self.json_object(LARGEST_BODY))
        if text.strip() != starter.strip():
            tries.keep(text)
        self._answer(tries, starter)

    def _kept(self, slug: str, exercise: str) -> tuple[EarlierTries, str]:
        """The exercise's tries and starting line. Raises 404 for an exercise that is not the lesson's."""
        folder = LessonFolder.in_home(self.home, slug).folder
        release = Release.kept_in(folder, slug)
        starter = _starter(release, exercise) if release else None
        if starter is None:
            raise web.HTTPError(404)
        return EarlierTries(folder, f"exercise-{exercise}"), starter

    def _answer(self, tries: EarlierTries, starter: str) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps({"starter": starter, "tries": [vars(one) for one in tries.all()]}))


class OwnCodeTriesHandler(LessonApiHandler):
    """The code of boxes of their own that the child removed."""

    @web.authenticated
    @authorized
    async def get(self, slug: str) -> None:
        """Answer what was removed, newest first."""
        self._answer(self._kept(slug))

    @web.authenticated
    @authorized
    async def post(self, slug: str) -> None:
        """Put a removed box's code away."""
        tries = self._kept(slug)
        tries.keep(_text(self.json_object(LARGEST_BODY)))
        self._answer(tries)

    def _kept(self, slug: str) -> EarlierTries:
        folder = LessonFolder.in_home(self.home, slug).folder
        if not folder.is_dir():
            raise web.HTTPError(404)
        return EarlierTries(folder, "own-code")

    def _answer(self, tries: EarlierTries) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps({"starter": "", "tries": [vars(one) for one in tries.all()]}))


def _text(sent: dict[str, Any]) -> str:
    text = sent.get("text")
    if not isinstance(text, str):
        raise NotUnderstood
    return text


def _starter(release: Release, exercise: str) -> str | None:
    """The text with which an exercise is given out; None if it has no answer cell."""
    answers = (cell for cell in release.notebook["cells"] if is_answer(cell))
    found = next((cell for cell in answers if grading(cell).get("grade_id") == exercise), None)
    return None if found is None else str(found["source"])
