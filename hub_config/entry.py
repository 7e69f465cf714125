"""The ways in and out of the hub.

In: the site sends the browser to `/hub/enter?learner=…&lesson=…`, or an adult's to
`/hub/enter-copy?copier=…&copy=…`. Whoever was here before is ended first; then the site is
asked again who is there; then the child arrives at its own lesson, the adult at that copy.
Out: `/hub/logout`, which leads back to the site. At a shared computer the next child must
never find the last one's work, whether or not anybody signed out.
"""

import hmac
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jupyterhub.handlers import BaseHandler
from jupyterhub.utils import url_path_join
from oauthenticator.oauth2 import (
    STATE_COOKIE_NAME,
    OAuthCallbackHandler,
    OAuthLoginHandler,
    OAuthLogoutHandler,
)
from tornado import web

from hub_config.names import is_copier, is_learner
from hub_config.relay.rules import PLACES
from hub_config.sessions import end_session, settle, stop_server

ADULT = "adult"
LOOK = Path(__file__).parent / "templates" / "look"


class AnotherChild(web.HTTPError):
    """A lesson of one child, asked for by another; the page says so without naming either."""

    def __init__(self) -> None:
        super().__init__(403, "this lesson is another child's")
        self.jupyterhub_message = "This lesson belongs to another child."


class NotThatCopier(web.HTTPError):
    """A copy that is not the one its visitor has open; the page says so without naming anybody."""

    def __init__(self) -> None:
        super().__init__(403, "this is not the copy that is open")
        self.jupyterhub_message = "This copy was taken by somebody else, or another was opened since."


class _Lesson:
    """Mixed into handlers that are told a learner and a lesson."""

    arrived = "arrived"

    def whose_and_what(self: Any) -> dict[str, str]:
        """The two from the address, whose first; HTTP 400 where either has another shape."""
        learner, lesson = self.get_argument("learner", ""), self.get_argument("lesson", "")
        if not is_learner(learner) or not re.fullmatch(PLACES["lesson"], lesson):
            raise web.HTTPError(400, "that is no address of a lesson")
        return {"learner": learner, "lesson": lesson}


class _Copy:
    """Mixed into handlers that are told a copier and a copy."""

    arrived = "arrived-copy"

    def whose_and_what(self: Any) -> dict[str, str]:
        """As a lesson's; no learner's id is a copier's."""
        copier, copy = self.get_argument("copier", ""), self.get_argument("copy", "")
        if not is_copier(copier) or not re.fullmatch(PLACES["copy"], copy):
            raise web.HTTPError(400, "that is no address of a copy")
        return {"copier": copier, "copy": copy}


class _Entering(BaseHandler):
    """Ends another's session here, then asks the site who is there now."""

    arrived: str
    whose_and_what: Any

    async def get(self) -> None:
        told = self.whose_and_what()
        name = next(iter(told.values()))
        # By the cookie alone: a child whose token was taken back is nobody's `current_user`,
        # yet their server may still run.
        before = self.get_current_user_cookie()
        if before is not None and before.name != name:
            await end_session(self.db, self.proxy, before)
        self.clear_login_cookie()
        there = f"{url_path_join(self.hub.base_url, self.arrived)}?{urlencode(told)}"
        sign_on = self.authenticator.login_url(self.hub.base_url)
        self.redirect(f"{sign_on}?{urlencode({'next': there})}")


class EnterHandler(_Lesson, _Entering):
    """`/hub/enter`: a child, to a lesson."""


class EnterCopyHandler(_Copy, _Entering):
    """`/hub/enter-copy`: an adult, to a copy."""


class ArrivedHandler(_Lesson, BaseHandler):
    """`/hub/arrived`: the child is known; on to the lesson, starting its server where it must be."""

    @web.authenticated
    async def get(self) -> None:
        told = self.whose_and_what()
        user = self.current_user
        if user.name != told["learner"]:
            raise AnotherChild
        await settle(user.spawner)
        if user.running:
            await user.spawner.poll_and_notify()  # a server that died since is noticed here
        there = url_path_join(user.server_url(""), "lesson", told["lesson"])
        if user.spawner.ready:
            self.redirect(there)
            return
        start = url_path_join(self.hub.base_url, "spawn", user.escaped_name)
        self.redirect(f"{start}?{urlencode({'next': there})}")


class ArrivedCopyHandler(_Copy, BaseHandler):
    """`/hub/arrived-copy`: the adult is known; on to the copy, in a server and a home that are new.

    What was changed in it before is gone. Another copy is another visitor, whom `_Entering` has ended.
    """

    @web.authenticated
    async def get(self) -> None:
        told = self.whose_and_what()
        user = self.current_user
        if user.name != told["copier"]:
            raise NotThatCopier
        await stop_server(user, self.proxy)
        if user.spawner.active:
            raise web.HTTPError(503, "what ran before has not ended yet")
        there = url_path_join(user.server_url(""), "copy", told["copy"])
        start = url_path_join(self.hub.base_url, "spawn", user.escaped_name)
        self.redirect(f"{start}?{urlencode({'next': there})}")


class SignOnHandler(OAuthLoginHandler):
    """To the site, to be told who is there."""


class SignOnCallbackHandler(OAuthCallbackHandler):
    """Back from the site. Should another child have been here, that session ends now."""

    async def get(self) -> None:
        self.check_arguments()
        before = self.get_current_user_cookie()
        self.set_session_cookie()  # a new one at every sign-on, so none can be planted beforehand
        user = await self.login_user()
        if user is None:
            raise web.HTTPError(403, self.authenticator.custom_403_message)
        if before is not None and before.name != user.name:
            await end_session(self.db, self.proxy, before)
        self.redirect(self.get_next_url(user))


class SignOutHandler(OAuthLogoutHandler):
    """`/hub/logout`: the server stops, every cookie becomes worthless, and the site has the last word.

    The site is told who it was, with a proof that the hub says so, and ends its own session
    of that child: one press in the lesson room is enough, at a shared computer above all.
    """

    async def get(self) -> None:
        # Signing out of the site has taken the token back before the browser comes here, so
        # the cookie alone says who it was; where the session watch was faster not even that,
        # and the site has said of an adult that it was one.
        user = self.get_current_user_cookie()
        back = self.authenticator.logout_redirect_url
        if user is not None:
            await end_session(self.db, self.proxy, user)
            back = f"{back}?{urlencode(proof_of_sign_out(user.name, self.authenticator.client_secret))}"
        elif self.get_argument("of", "") == ADULT:
            back = f"{back}?{urlencode({'of': ADULT})}"
        self.clear_login_cookie()
        self.clear_cookie(STATE_COOKIE_NAME)
        self.redirect(back)


def proof_of_sign_out(learner: str, client_secret: str) -> dict[str, str]:
    """What shows the site that the hub has signed `learner` out, now (site: website.identity.proofs)."""
    at = str(int(time.time()))
    words = f"signed out {learner} {at}".encode()
    proof = hmac.new(client_secret.encode(), words, "sha256").hexdigest()
    return {"learner": learner, "at": at, "proof": proof}


class ToLessonsHandler(BaseHandler):
    """The hub has no home page: lessons are chosen on the site."""

    def initialize(self, lessons_url: str) -> None:
        self._lessons_url = lessons_url

    def get(self) -> None:
        self.redirect(self._lessons_url)


class NothingHereHandler(BaseHandler):
    """Pages of JupyterHub that this hub does not have."""

    def get(self) -> None:
        raise web.HTTPError(404)

    post = get


def handlers(site_url: str) -> list[tuple[Any, ...]]:
    """Our own addresses below `/hub`, found before JupyterHub's."""
    return [
        (r"/enter", EnterHandler),
        (r"/arrived", ArrivedHandler),
        (r"/enter-copy", EnterCopyHandler),
        (r"/arrived-copy", ArrivedCopyHandler),
        (r"/home", ToLessonsHandler, {"lessons_url": f"{site_url}/learn/"}),
        (r"/(?:token|admin|accept-share)", NothingHereHandler),
        (r"/look/(.*)", web.StaticFileHandler, {"path": str(LOOK)}),
    ]
