"""The lesson's page and its pictures."""

import asyncio
import json
import secrets
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerJinjaMixin, ExtensionHandlerMixin
from jupyter_server.utils import url_path_join
from tornado import web

from hub_config.lesson_server.earlier_tries import EarlierTries
from hub_config.lesson_server.lesson_folder import LessonFolder, OpenLesson
from hub_config.lesson_server.lesson_page import lesson_parts, scratch_boxes, setup_cells
from hub_config.lesson_server.refusals import Refusal, SiteAway, SiteRefused
from hub_config.lesson_server.release import PICTURE_NAME, Release
from hub_config.lesson_server.shared import LessonMixin

PICTURE_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}
WORKING_FROM_KEPT = "We could not reach the clubs' site. You can go on here; checking may have to wait."
STARTS_AFRESH = "Python had a rest and starts afresh. All your work is here: run it again from the top."


class RoomPage(LessonMixin, ExtensionHandlerJinjaMixin, ExtensionHandlerMixin, JupyterHandler):
    """A page in the room's look."""

    auth_resource = "contents"
    nonce = ""

    @property
    def content_security_policy(self) -> str:
        """Nothing but what this page itself names, and nothing of another origin."""
        self.nonce = self.nonce or secrets.token_urlsafe(18)
        host = self.request.host
        return "; ".join(
            [
                "default-src 'none'",
                f"script-src 'nonce-{self.nonce}'",
                f"style-src 'self' 'nonce-{self.nonce}'",
                "img-src 'self' data: blob:",
                "font-src 'self'",
                f"connect-src 'self' ws://{host} wss://{host}",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            ]
        )

    def say_no(self, refusal: Refusal, what: str = "This lesson") -> None:
        """Answer that `what` is not open now, in the refusal's words and with its status."""
        self.set_status(refusal.status)
        self.finish(
            self.render_template(
                "closed.html", refusal=refusal, what=what, nonce=self.nonce, **self.surroundings()
            )
        )

    @property
    def learn_url(self) -> str:
        """The child's map of lessons."""
        return self.extensionapp.site_url.rstrip("/") + "/learn/"

    def surroundings(self) -> dict[str, Any]:
        """The ways out of the room."""
        return {
            "home_url": self.learn_url,
            "sign_out_url": self.extensionapp.sign_out_url,
        }


class LessonHandler(RoomPage):
    """The room: the whole lesson as a readable page, which its script brings to life."""

    @web.authenticated
    @authorized
    async def get(self, slug: str) -> None:
        """Open the lesson and show it."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "same-origin")
        folder = LessonFolder.in_home(self.home, slug)
        (release, away), progress, news, may_open = await asyncio.gather(
            self._release(slug),
            self._told(self.site_api.progress(slug)),
            self._told(self.site_api.news()),
            self._told(self.site_api.may_open_notebook()),
        )
        lesson = folder.open(release)
        if lesson is None:
            self.say_no(away or SiteAway())
            return
        notes = [*lesson.notes, *([WORKING_FROM_KEPT] if away else [])]
        if await self.kernels.begins_afresh(lesson.path) and lesson.was_run:
            notes.append(STARTS_AFRESH)
        self.kernels.start(lesson.path)
        self.tell_site([{"lesson": slug, "exercise": None, "kind": "opened", "error_kind": None}])
        told = {"progress": progress, "news": news}
        self.finish(self._render(lesson, notes, told, with_notebook=may_open is not None))

    async def _release(self, slug: str) -> tuple[Release | None, Refusal | None]:
        """The site's release, or why there is none; 404 and 403 are the site's last word."""
        try:
            return Release.from_reply(await self.site_api.lesson(slug), slug), None
        except SiteRefused as refusal:
            if refusal.status in {403, 404}:
                self.say_no(refusal)
                raise web.Finish from refusal
            return None, refusal
        except SiteAway as away:
            return None, away

    async def _told(self, asked: Awaitable[dict]) -> dict | None:
        """What the site answers; None where it cannot or will not."""
        try:
            return await asked
        except Refusal:
            return None

    def _render(
        self, lesson: OpenLesson, notes: list[str], told: dict[str, Any], *, with_notebook: bool
    ) -> str:
        slug = lesson.release.slug
        pictures = url_path_join(self.base_url, "lesson", slug, "pictures", "/")
        return self.render_template(
            "lesson.html",
            lesson=lesson.release,
            parts=lesson_parts(lesson.notebook, lesson.release, pictures),
            own_boxes=scratch_boxes(lesson.notebook),
            notes=notes,
            nonce=self.nonce,
            notebook_url=url_path_join(self.base_url, "own-notebook", slug) if with_notebook else "",
            facts=_for_script(self._facts(lesson) | told),
            **self.surroundings(),
        )

    def _facts(self, lesson: OpenLesson) -> dict[str, Any]:
        """What the script has to know, beside what the site told."""
        return {
            "slug": lesson.release.slug,
            "title": lesson.release.title,
            "version": lesson.release.version,
            "baseUrl": self.base_url,
            "path": lesson.path,
            "xsrf": self.xsrf_token.decode(),
            "exercises": [vars(exercise) for exercise in lesson.release.exercises],
            "setup": setup_cells(lesson.notebook),
            "home": self.learn_url,
            "removed": bool(EarlierTries(self.home / Path(lesson.path).parent, "own-code").all()),
        }


class PictureHandler(LessonMixin, ExtensionHandlerMixin, JupyterHandler):
    """A lesson's picture, from the child's own folder."""

    auth_resource = "contents"

    @property
    def content_security_policy(self) -> str:
        """A picture opened by itself may run nothing."""
        return "default-src 'none'; style-src 'unsafe-inline'; sandbox"

    @web.authenticated
    @authorized
    async def get(self, slug: str, name: str) -> None:
        """Send the picture, never anything else that may lie in the folder."""
        path = LessonFolder.in_home(self.home, slug).picture(name) if PICTURE_NAME.fullmatch(name) else None
        if path is None:
            raise web.HTTPError(404)
        self.set_header("Content-Type", PICTURE_TYPES[name.rsplit(".", 1)[1]])
        self.set_header("Cache-Control", "private, max-age=300")
        self.finish(path.read_bytes())


class NoLessonHandler(LessonMixin, ExtensionHandlerMixin, JupyterHandler):
    """The room without a lesson leads home, to the child's map of lessons."""

    auth_resource = "contents"

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Go home."""
        self.redirect(self.extensionapp.site_url.rstrip("/") + "/learn/")


def _for_script(facts: dict[str, Any]) -> str:
    """The facts as JSON that cannot end the element it stands in."""
    return json.dumps(facts).replace("<", "\\u003c")
