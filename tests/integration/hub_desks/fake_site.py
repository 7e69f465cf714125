"""A stand-in for the site as an OpenID provider: `sitting` says who is there, `tokens` which are live."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import web
from aiohttp.test_utils import TestServer

CLIENT, SECRET = "coding-hub", "the-hubs-secret"
HUB_TOKEN = "hub-token-of-the-tests"  # as the real site knows it in tests


@dataclass
class FakeSite:
    """`sitting` is whose session the browser's site cookie opens; None for nobody."""

    sitting: str | None = None
    says: dict[str, str] = field(default_factory=dict)  # learner -> another sub to claim
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # code -> learner, redirect
    tokens: dict[str, str] = field(default_factory=dict)  # token -> learner
    asked: list[str] = field(default_factory=list)
    down: bool = False
    url: str = ""
    due: list[dict[str, str]] = field(default_factory=list)  # whose servers to start, as the site says it
    starts: list[tuple[str, str]] = field(default_factory=list)  # what the hub told of starts

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/identity/o/authorize", self.authorize)
        app.router.add_post("/identity/o/api/token", self.token)
        app.router.add_get("/identity/o/api/userinfo", self.userinfo)
        app.router.add_get("/api/hub/v1/due", self.who_is_due)
        app.router.add_post("/api/lesson/v1/starts", self.told_of_start)
        app.router.add_get("/card/", self.page)
        app.router.add_get("/learn/", self.page)
        app.router.add_get("/identity/signed-out/", self.page)
        return app

    def sign_out(self) -> None:
        """What the site does before it sends the browser to the hub's logout."""
        self.tokens = {token: learner for token, learner in self.tokens.items() if learner != self.sitting}
        self.sitting = None

    async def page(self, request: web.Request) -> web.Response:
        return web.Response(text=f"site {request.path}")

    async def authorize(self, request: web.Request) -> web.Response:
        self.asked.append("authorize")
        if self.sitting is None:
            raise web.HTTPFound("/card/?" + urlencode({"next": request.path_qs}))
        code = secrets.token_urlsafe(16)
        self.codes[code] = (self.sitting, request.query["redirect_uri"])
        answer = {"code": code, "state": request.query["state"]}
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{urlencode(answer)}")

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        learner, redirect = self.codes.pop(str(form.get("code")), (None, None))
        known = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if (
            not known
            or learner is None
            or redirect != form.get("redirect_uri")
            or "code_verifier" not in form
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        token = secrets.token_urlsafe(32)
        self.tokens[token] = learner
        return web.json_response(
            {"access_token": token, "token_type": "Bearer", "id_token": "x.y.z", "refresh_token": "unused"}
        )

    async def userinfo(self, request: web.Request) -> web.Response:
        self.asked.append("userinfo")
        if self.down:
            return web.Response(status=503)
        learner = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if learner is None:
            return web.json_response({"error": "invalid_token"}, status=401)
        return web.json_response({"sub": self.says.get(learner, learner)})

    async def who_is_due(self, request: web.Request) -> web.Response:
        self._check_hub(request)
        return web.json_response({"due": self.due})

    async def told_of_start(self, request: web.Request) -> web.Response:
        self._check_hub(request)
        told = await request.json()
        self.starts.append((told["learner"], told["state"]))
        return web.Response(status=204)

    def _check_hub(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {HUB_TOKEN}" or self.down:
            raise web.HTTPUnauthorized


@asynccontextmanager
async def serving() -> AsyncIterator[FakeSite]:
    """A fake site that answers at its `url`."""
    site = FakeSite()
    server = TestServer(site.application(), host="localhost")
    await server.start_server()
    site.url = f"http://localhost:{server.port}"
    yield site
    await server.close()
