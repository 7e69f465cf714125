"""A small lesson as the site's lesson API sends it, and a stand-in for that site."""

import asyncio
import base64
import copy
import json
from collections.abc import Callable
from typing import Any

import nbformat
from aiohttp import web

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
TOKEN = "a-token-of-the-test"

INTRODUCTION = """# Hello, robot!

![A robot waves](robot.svg)

Your robot has just woken up. **Teach it to speak.**

## What print does

`print("hello")` makes the robot say *hello*.
"""


def text_cell(cell_id: str, source: str, **lesson: Any) -> dict[str, Any]:
    """A Markdown cell; ``lesson`` is its metadata of that name."""
    metadata = {"lesson": lesson} if lesson else {}
    return {"cell_type": "markdown", "id": cell_id, "metadata": metadata, "source": source}


def code_cell(cell_id: str, source: str, **marks: Any) -> dict[str, Any]:
    """A code cell; ``marks`` are its nbgrader metadata, by which it counts as one of a lesson."""
    metadata = {}
    if marks:
        usual = {"grade": False, "solution": False, "locked": False, "task": False}
        metadata = {"nbgrader": {**usual, "grade_id": cell_id, "schema_version": 3, **marks}}
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def exercise_cells(name: str, title: str, starter: str) -> list[dict[str, Any]]:
    """The task, answer and two tests of one exercise, as released."""
    task = f"## {title}\n\nDo what it says: **{title}**."
    return [
        text_cell(f"{name}-task", task, exercise=name, part="task", title=title),
        code_cell(name, starter, solution=True),
        code_cell(f"{name}--test-1", "assert True", grade=True, locked=True, points=1),
        code_cell(f"{name}--test-2", "# hidden", grade=True, locked=True, points=2),
    ]


def lesson_notebook() -> dict[str, Any]:
    """A released notebook: a setup cell, an example to play with, three exercises."""
    cells = [
        text_cell("intro", INTRODUCTION),
        code_cell("setup", "ready = True", locked=True),
        code_cell("try-1", 'print("Beep!")'),
        *exercise_cells("greet", "Say hello", "# Make the robot say hello.\n"),
        text_cell("middle", "## Sums\n\nRobots like sums."),
        *exercise_cells("add", "Add two numbers", "a = 2\nb = 3\n"),
        *exercise_cells("draw", "Draw a line", ""),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def lesson_reply(slug: str = "hello-robot", **changes: Any) -> dict[str, Any]:
    """What ``GET lessons/<slug>`` answers; ``changes`` replace parts of it."""
    titles = {"greet": "Say hello", "add": "Add two numbers", "draw": "Draw a line"}
    reply = {
        "slug": slug,
        "title": "Hello, robot!",
        "version": "aaaaaaaaaaaa",
        "notebook": lesson_notebook(),
        "files": [{"name": "robot.svg", "content_base64": base64.b64encode(PICTURE).decode()}],
        "exercises": [
            {"id": name, "title": title, "points": 3, "hints": 3, "learns": f"how to {title.lower()}"}
            for name, title in titles.items()
        ],
    }
    return copy.deepcopy(reply | changes)


class LessonSite:
    """The lesson API of a made-up site, which remembers what it was asked.

    An exercise passes when its answer holds ``print``. ``away`` makes every call fail as
    a site that is down does; ``broken_stream`` cuts the event stream before the result.
    """

    def __init__(self) -> None:
        self.lesson = lesson_reply()
        self.submissions: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.events: list[dict[str, Any]] = []
        self.hints: list[tuple[str, int]] = []
        self.passed: set[str] = set()
        self.away = False
        self.broken_stream = False
        self.marking_seconds = 0.05
        self.marked_at = "2030-01-01T10:00:00Z"
        #: Numbers of submissions that are still being marked, from 1.
        self.waiting: set[int] = set()
        self.calls: list[dict[str, Any]] = []
        self.news: dict[str, Any] = {"may_ask": True, "call": None, "phrase": None, "invitation": None}
        self.news_told = 0
        self.news_streams = 0
        #: Streams of news whose reader hung up.
        self.news_streams_left = 0
        self.closing = False
        #: Whether this child may open their own work in Notebook 7.
        self.notebook_allowed = False

    def app(self) -> web.Application:
        """The application, to be served wherever a test likes."""
        app = web.Application(client_max_size=2**21, middlewares=[self._down_or_up])
        app.on_shutdown.append(self._close)
        base = "/api/lesson/v1"
        app.router.add_get(f"{base}/lessons", self._lessons)
        app.router.add_get(f"{base}/lessons/{{slug}}", self._lesson)
        app.router.add_get(f"{base}/lessons/{{slug}}/progress", self._progress)
        app.router.add_post(f"{base}/lessons/{{slug}}/submissions", self._submit)
        app.router.add_post(f"{base}/lessons/{{slug}}/exercises/{{exercise}}/hints", self._hint)
        app.router.add_get(f"{base}/lessons/{{slug}}/submissions", self._own)
        app.router.add_get(f"{base}/submissions", self._own)
        app.router.add_get(f"{base}/submissions/{{id}}", self._submission)
        app.router.add_get(f"{base}/submissions/{{id}}/events", self._events)
        app.router.add_post(f"{base}/events", self._record)
        app.router.add_post(f"{base}/lessons/{{slug}}/exercises/{{exercise}}/help", self._help)
        app.router.add_post(f"{base}/help/taken-back", self._taken_back)
        app.router.add_get(f"{base}/own-notebook", self._own_notebook)
        app.router.add_get(f"{base}/news", self._news)
        app.router.add_get(f"{base}/news/events", self._news_events)
        app.router.add_get(f"{base}/lessons/{{slug}}/exercises/{{exercise}}/model-answer", self._model_answer)
        return app

    @web.middleware
    async def _down_or_up(self, request: web.Request, handler: Callable) -> web.StreamResponse:
        if self.away:
            raise web.HTTPBadGateway
        return await handler(request)

    async def _lessons(self, _request: web.Request) -> web.Response:
        row = {key: self.lesson[key] for key in ("slug", "title", "version")}
        return web.json_response({"lessons": [row]})

    async def _lesson(self, request: web.Request) -> web.Response:
        if request.match_info["slug"] != self.lesson["slug"]:
            return _refuse(404, "no_such_lesson", "There is no such lesson.", "Choose another one.")
        return web.json_response(self.lesson)

    async def _progress(self, _request: web.Request) -> web.Response:
        rows = [self._row(exercise) for exercise in self.lesson["exercises"]]
        points = sum(row["points"] for row in rows)
        following = {"slug": "dragon-gate", "title": "Dragon gate"} if points == 9 else None
        return web.json_response({"points": points, "max_points": 9, "exercises": rows, "next": following})

    def _row(self, exercise: dict[str, Any]) -> dict[str, Any]:
        passed = exercise["id"] in self.passed
        taken = len({number for name, number in self.hints if name == exercise["id"]})
        return {
            "id": exercise["id"],
            "title": exercise["title"],
            "passed": passed,
            "settled": passed,
            "points": 3 if passed else 0,
            "max_points": 3,
            "tries": 0,
            "hints_taken": taken,
            "message": "",
        }

    async def _submit(self, request: web.Request) -> web.Response:
        body = await request.read()
        if len(body) > 2**20:
            return _refuse(413, "too_large", "That is too big.", "Make it shorter.")
        self.submissions.append(json.loads(body))
        self.keys.append(request.headers.get("Idempotency-Key", ""))
        identity = self._id(len(self.submissions))
        stored = {"id": identity, "state": "stored", "stored_at": self._stored_at(len(self.submissions))}
        return web.json_response(stored, status=202)

    async def _own(self, request: web.Request) -> web.Response:
        slug = request.match_info.get("slug", self.lesson["slug"])
        if slug != self.lesson["slug"]:
            return _refuse(404, "no_such_lesson", "There is no such lesson.", "Choose another one.")
        numbers = range(len(self.submissions), 0, -1)
        return web.json_response({"submissions": [self._told(number) for number in numbers]})

    def _told(self, number: int) -> dict[str, Any]:
        row = {"id": self._id(number), "lesson": self.lesson["slug"], "stored_at": self._stored_at(number)}
        if number in self.waiting:
            return row | {"state": "marking", "marked_at": None, "points": None, "max_points": None}
        result = self._marked(self._id(number))["result"]
        return row | {"state": "marked"} | {key: result[key] for key in ("marked_at", "points", "max_points")}

    def _id(self, number: int) -> str:
        return f"00000000-0000-4000-8000-{number:012}"

    def _stored_at(self, number: int) -> str:
        return f"2030-01-01T09:{number:02}:00.000123+00:00"

    async def _submission(self, request: web.Request) -> web.Response:
        return web.json_response(self._marked(request.match_info["id"]))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        state = {"id": request.match_info["id"], "state": "marking", "result": None}
        await stream.write(b": the heart beats\n\n" + _event(state))
        await asyncio.sleep(self.marking_seconds)
        if self.broken_stream:
            request.transport.abort()  # type: ignore[union-attr]
            return stream
        await stream.write(_event(self._marked(request.match_info["id"])))
        return stream

    async def _hint(self, request: web.Request) -> web.Response:
        number = (await request.json())["number"]
        self.hints.append((request.match_info["exercise"], number))
        return web.json_response({"number": number, "of": 3, "text": f"This is hint {number}. Use `print`."})

    async def _close(self, _app: web.Application) -> None:
        self.closing = True

    def tell(self, **changes: Any) -> None:
        """Change the news; every room hears of it."""
        self.news = {**self.news, **changes}
        self.news_told += 1

    async def _help(self, request: web.Request) -> web.Response:
        place = {name: request.match_info[name] for name in ("slug", "exercise")}
        self.calls.append({**place, **await request.json()})
        self.tell(call={"lesson": place["slug"], "exercise": place["exercise"], "state": "waiting"})
        return web.json_response(self.news)

    async def _taken_back(self, _request: web.Request) -> web.Response:
        self.tell(call=None)
        return web.json_response(self.news)

    async def _own_notebook(self, _request: web.Request) -> web.Response:
        if not self.notebook_allowed:
            return _refuse(
                403, "no_own_notebook", "Notebook is not switched on for you.", "Go on in the room."
            )
        return web.Response(status=204)

    async def _news(self, _request: web.Request) -> web.Response:
        return web.json_response(self.news)

    async def _news_events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        self.news_streams += 1
        told = -1
        seen = request.headers.get("Last-Event-ID", "")
        for _ in range(2_000):
            if told != self.news_told:
                told = self.news_told
                if str(told) != seen:
                    body = f"id: {told}\nevent: news\ndata: {json.dumps(self.news)}\n\n"
                    await stream.write(body.encode())
            await asyncio.sleep(0.02)
            if self.closing:
                break
            if request.transport is None or request.transport.is_closing():
                self.news_streams_left += 1
                break
            if self.away:
                request.transport.abort()  # type: ignore[union-attr]
                break
        return stream

    async def _model_answer(self, request: web.Request) -> web.Response:
        exercise = request.match_info["exercise"]
        if exercise not in self.passed:
            return _refuse(403, "not_passed_yet", "First find an answer of your own.", "Press Check.")
        return web.json_response({"exercise": exercise, "text": f"print('One way to {exercise}')"})

    async def _record(self, request: web.Request) -> web.Response:
        self.events += (await request.json())["events"]
        return web.Response(status=204)

    def _marked(self, identity: str) -> dict[str, Any]:
        number = int(identity.rpartition("-")[2])
        cells = {cell["id"]: cell for cell in self.submissions[number - 1]["cells"]}
        results = []
        for exercise in self.lesson["exercises"]:
            source = "".join(cells[exercise["id"]]["source"])
            outcome = "passed" if "print" in source else "wrong" if "=" in source else "not_started"
            if outcome == "passed":
                self.passed.add(exercise["id"])
            message = "The robot says nothing yet. Use print." if outcome == "wrong" else ""
            points = 3 if outcome == "passed" else 0
            results.append(
                {**exercise, "max_points": 3, "points": points, "outcome": outcome, "message": message}
            )
        points = sum(result["points"] for result in results)
        result = {
            "points": points,
            "max_points": 9,
            "exercises": results,
            "marked_at": self.marked_at,
        }
        return {"id": identity, "lesson": self.lesson["slug"], "state": "marked", "result": result}


def _refuse(status: int, code: str, message: str, next_step: str) -> web.Response:
    body = {"code": code, "message": message, "next_step": next_step}
    return web.json_response(body, status=status)


def _event(state: dict[str, Any]) -> bytes:
    return f"event: state\ndata: {json.dumps(state)}\n\n".encode()


nbformat.validate(lesson_notebook())
