"""What the room's script asks: a kernel, a check, a hint, help, progress, news, events."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado import web
from tornado.iostream import StreamClosedError

from hub_config.lesson_server.lesson_folder import LessonFolder
from hub_config.lesson_server.marking import marking_states
from hub_config.lesson_server.refusals import NotUnderstood, Refusal
from hub_config.lesson_server.shared import LessonMixin

#: The largest request body these calls read, in bytes.
LARGEST_BODY = 64 * 1024
EVENT_KINDS = {"ran", "error"}
MOST_EVENTS = 50
LONGEST_ERROR_KIND = 80
#: As much of a program as the site takes with a call for help, in characters.
LONGEST_PROGRAM = 20_000
HEARTBEAT_SECONDS = 15.0


class LessonApiHandler(LessonMixin, ExtensionHandlerMixin, APIHandler):
    """Base of the room's calls: refusals go out as JSON with their own status."""

    auth_resource = "contents"

    def json_object(self, largest: int = LARGEST_BODY) -> dict[str, Any]:
        """The request's JSON object; NotUnderstood if it is none or longer than `largest` bytes."""
        if len(self.request.body) > largest:
            raise NotUnderstood
        try:
            value = json.loads(self.request.body)
        except ValueError as problem:
            raise NotUnderstood from problem
        if not isinstance(value, dict):
            raise NotUnderstood
        return value

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer a refusal in its own words, anything else as the server does."""
        problem = kwargs.get("exc_info", (None, None))[1]
        if isinstance(problem, Refusal):
            self.set_status(problem.status)
            self.finish(json.dumps(problem.as_json()))
            return
        super().write_error(status_code, **kwargs)

    def log_exception(self, *problem: Any) -> None:
        """A refusal is an answer, not a fault to log."""
        if not isinstance(problem[1], Refusal):
            super().log_exception(*problem)


class KernelHandler(LessonApiHandler):
    """The lesson's kernel."""

    auth_resource = "kernels"

    @web.authenticated
    @authorized
    async def post(self, slug: str) -> None:
        """Find or start the kernel; answers its id and name."""
        session = await self.kernels.start(LessonFolder.in_home(self.home, slug).path)
        kernel = session["kernel"]
        self.finish(json.dumps({"id": kernel["id"], "name": kernel["name"]}))


class CheckHandler(LessonApiHandler):
    """Hands the saved notebook in and streams how its marking goes."""

    @web.authenticated
    @authorized
    async def post(self, slug: str) -> None:
        """Answer a stream of events: ``state`` as the site has it, or ``trouble``."""
        notebook = LessonFolder.in_home(self.home, slug).to_hand_in()
        first = await self.site_api.hand_in(slug, notebook, key=str(uuid.uuid4()))
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Accel-Buffering", "no")
        try:
            await self._stream(marking_states(self.site_api, first))
        except StreamClosedError:
            # The child closed the page: the work is stored and marked all the same.
            return

    async def _stream(self, states: AsyncIterator[dict]) -> None:
        try:
            async for state in states:
                await self._send("state", state)
        except Refusal as refusal:
            await self._send("trouble", refusal.as_json())

    async def _send(self, event: str, content: dict) -> None:
        self.write(f"event: {event}\ndata: {json.dumps(content)}\n\n")
        await self.flush()


class ProgressHandler(LessonApiHandler):
    """The child's best results in a lesson."""

    @web.authenticated
    @authorized
    async def get(self, slug: str) -> None:
        """Answer the site's progress."""
        self.finish(json.dumps(await self.site_api.progress(slug)))


class HintHandler(LessonApiHandler):
    """Hints, one by one."""

    @web.authenticated
    @authorized
    async def post(self, slug: str, exercise: str) -> None:
        """Answer the hint of the number that was asked."""
        number = self.json_object().get("number")
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 20:
            raise NotUnderstood
        self.finish(json.dumps(await self.site_api.hint(slug, exercise, number)))


class HelpHandler(LessonApiHandler):
    """A call for help with one exercise."""

    @web.authenticated
    @authorized
    async def post(self, slug: str, exercise: str) -> None:
        """Call the adults of the session, with the last error's kind and the program as it was last saved."""
        error_kind = self.json_object().get("error_kind") or ""
        if not _is_short_name(error_kind or None):
            raise NotUnderstood
        program = LessonFolder.in_home(self.home, slug).program(exercise)[:LONGEST_PROGRAM]
        self.finish(json.dumps(await self.site_api.ask_for_help(slug, exercise, error_kind, program)))


class HelpTakenBackHandler(LessonApiHandler):
    """The end of a call for help, by the child."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Take it back."""
        self.finish(json.dumps(await self.site_api.take_help_back()))


class NewsHandler(LessonApiHandler):
    """What the room is told as it happens. An open window is no work: it keeps no server awake."""

    _track_activity = False

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer a stream of ``news`` events."""
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Accel-Buffering", "no")
        try:
            await self._pass_on()
        except StreamClosedError:
            return  # the window was closed

    async def _pass_on(self) -> None:
        self.write(": here\n\n")
        await self.flush()
        with self.news_feed.listen() as heard:
            while True:
                try:
                    news = await asyncio.wait_for(heard.get(), HEARTBEAT_SECONDS)
                    self.write(f"event: news\ndata: {json.dumps(news)}\n\n")
                except TimeoutError:
                    self.write(": still here\n\n")
                await self.flush()


class ModelAnswerHandler(LessonApiHandler):
    """One good answer, once the child has one of their own."""

    @web.authenticated
    @authorized
    async def get(self, slug: str, exercise: str) -> None:
        """Answer the site's model answer; the site knows whether this child has passed."""
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(await self.site_api.model_answer(slug, exercise)))


class EventsHandler(LessonApiHandler):
    """What the child did: that code ran, and of what kind an error was. Never its text."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Pass the events on without keeping the room waiting."""
        events = self.json_object().get("events")
        if not isinstance(events, list) or not 1 <= len(events) <= MOST_EVENTS:
            raise NotUnderstood
        self.tell_site([_event(event) for event in events])
        self.set_status(204)
        self.finish()


def _event(event: Any) -> dict[str, str | None]:
    """One event, of the agreed shape and nothing more."""
    if not isinstance(event, dict) or event.get("kind") not in EVENT_KINDS:
        raise NotUnderstood
    names = {key: event.get(key) for key in ("lesson", "exercise", "kind", "error_kind")}
    if not all(_is_short_name(value) for value in names.values()):
        raise NotUnderstood
    return names


def _is_short_name(value: Any) -> bool:
    return value is None or (
        isinstance(value, str)
        and len(value) <= LONGEST_ERROR_KIND
        and value.replace("-", "").replace("_", "").replace(".", "").isalnum()
    )
