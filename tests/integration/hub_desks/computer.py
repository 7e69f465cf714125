"""A computer that children and adults sit down at, one after another, and who they are."""

import asyncio

import aiohttp

from tests.integration.hub_desks.fake_site import FakeSite
from tests.integration.hub_desks.stack import Stack

AMBER, BASIL, CORAL = "amberamber111111", "basilbasil222222", "coralcoral333333"
LESSON = "hello-robot"


class Computer:
    """One computer's cookies, and the way a lesson is opened."""

    def __init__(self, stack: Stack, site: FakeSite):
        self._stack = stack
        self._site = site
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def open_lesson(self, learner: str, lesson: str = LESSON):
        """Follow the site's link into a lesson; the last answer."""
        return await self.get(f"/hub/enter?learner={learner}&lesson={lesson}")

    async def get(self, path: str, **options):
        """Follow redirects as a browser would, waiting where a page says that it waits."""
        url = self._stack.hub_url + path
        for _ in range(30):
            async with self.session.get(url, max_redirects=20, **options) as answer:
                answer.words = await answer.text()
            if "/hub/spawn-pending/" not in answer.url.path or answer.status != 200:
                return answer
            await asyncio.sleep(0.3)
            url = str(answer.url)
        raise AssertionError("the desk never got ready")

    async def sit_down(self, learner: str):
        """`learner` signs in at the site and opens a lesson; the desk's answer."""
        self._site.sitting = learner
        answer = await self.open_lesson(learner)
        assert answer.status == 200, answer.words
        return await answer.json()

    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.session.cookie_jar}


async def is_running(computer, learner: str) -> bool:
    """Whether the proxy leads to a desk of `learner` (asked as the hub would)."""
    api = f"http://127.0.0.1:{computer._stack.ports['proxy']}/api/routes"
    headers = {"Authorization": f"token {computer._stack.environment['CONFIGPROXY_AUTH_TOKEN']}"}
    async with aiohttp.ClientSession() as session, session.get(api, headers=headers) as answer:
        return f"/user/{learner}" in await answer.json()
