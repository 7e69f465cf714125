"""Signs children on to the hub, and adults with a copy, with what the site says of them: an opaque id.

A thin layer on oauthenticator: it takes the id as the username and nothing else,
keeps one token to ask by, and ends a session whose token the site has taken back.
"""

import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from oauthenticator.generic import GenericOAuthenticator
from tornado import web
from tornado.httpclient import HTTPClientError
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from traitlets import Callable, Unicode, default

from hub_config import entry
from hub_config.ahead import marks, service
from hub_config.names import NAME_PATTERN, is_known, is_learner
from hub_config.sessions import revoke

# Requests to the site at one time. Tornado's own client sends ten and lets the eleventh wait three
# seconds before it fails; a class that opens a lesson together is thirty.
MOST_REQUESTS = 100
# A child who signed on so long ago is not asked about again before their server starts, in seconds. The hub
# says that a server is starting only after it has asked; a site that a whole class keeps busy would be too
# late. The session watch asks all the same, and adults with a copy are no class.
JUST_NOW = 10.0


class SiteAuthenticator(GenericOAuthenticator):
    """Whom the site vouches for may enter, and nobody else; the hub has no administrators."""

    login_handler = entry.SignOnHandler
    callback_handler = entry.SignOnCallbackHandler
    logout_handler = entry.SignOutHandler

    site_url = Unicode(config=True, help="The site's origin: lessons start there and end there.")
    at_start = Callable(
        default_value=None,
        allow_none=True,
        config=True,
        help="Called once with the JupyterHub application, when its handlers are made.",
    )

    # When the site gave each token of the last moments, by the clock that `time.monotonic` reads.
    _signed_on: Mapping[str, float] = MappingProxyType({})

    @default("username_claim")
    def _username_claim_default(self) -> str:
        return "sub"

    @default("username_pattern")
    def _username_pattern_default(self) -> str:
        return f"^{NAME_PATTERN}$"

    @default("http_client")
    def _default_http_client(self) -> SimpleAsyncHTTPClient:
        return SimpleAsyncHTTPClient(force_instance=True, max_clients=MOST_REQUESTS)

    def user_info_to_username(self, user_info: dict[str, Any]) -> str:
        """The opaque id, exactly as it was sent; HTTP 403 for anything of another shape."""
        username = super().user_info_to_username(user_info)
        # Checked before the hub's own lower-casing, which could turn one id into another.
        if not isinstance(username, str) or not is_known(username):
            raise web.HTTPError(403, "the site vouched for nobody the hub could know")
        return username

    def build_auth_state_dict(self, token_info: dict[str, Any], user_info: dict[str, Any]) -> dict[str, Any]:
        """What is kept (encrypted): the token to ask by. No id token, no claims, nothing to renew it with."""
        now, token = time.monotonic(), token_info["access_token"]
        kept = {known: at for known, at in self._signed_on.items() if now - at < JUST_NOW}
        self._signed_on = {**kept, token: now}
        return {"access_token": token}

    async def refresh_user(self, user: Any, handler: Any = None, **kwargs: Any) -> bool:
        """Whether the site still vouches for `user`.

        A site that cannot be reached has not said no: a child at work goes on, and
        the question is asked again at the next refresh. A server started ahead may run before its
        child has signed on; what an earlier session has left ends when it starts.
        """
        state = await user.get_auth_state()
        by_service = service.asked_by_service(handler)
        if not state or "access_token" not in state:
            return by_service or marks.is_started_ahead(user)
        token = state["access_token"]
        spared = handler is not None and is_learner(user.name) and self._signed_on_just_now(token)
        vouched = spared or await self._vouched_for(user, token)
        if by_service and not vouched:
            await revoke(handler.db, user)
        return vouched or by_service

    def _signed_on_just_now(self, token: str) -> bool:
        at = self._signed_on.get(token)
        return at is not None and time.monotonic() - at < min(JUST_NOW, self.auth_refresh_age)

    async def _vouched_for(self, user: Any, token: str) -> bool:
        try:
            user_info = await self.token_to_user({"access_token": token, "token_type": "Bearer"})
        except HTTPClientError as refused:
            return refused.code == 599 or refused.code >= 500
        except OSError:
            return True
        return bool(user_info) and user_info.get(self.username_claim) == user.name

    def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        if self.at_start is not None:
            self.at_start(app)
        return super().get_handlers(app) + entry.handlers(self.site_url) + service.HANDLERS
