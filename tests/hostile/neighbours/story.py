"""One afternoon of two children, one of them hostile: everything tried, and what came of it, as one report.

The order matters: what would end the hub comes last, and is tried with rights only then.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from yarl import URL

from tests.hostile.neighbours import attempts, hub_calls, settings_files
from tests.hostile.neighbours.stack import RELAY_TOKEN, NeighboursStack, things_to_reach
from tests.integration.hub_desks.computer import Computer
from tests.unit.hub_config.lesson_servers import Server

ATTEMPTS_FILE = Path(attempts.__file__)
INSIDE_RELAY = "/run/relay/relay.sock"
LESSON = "small-lesson"
HALF_OPEN = 40  # more connections than the relay lets one child hold

Said = dict[str, str]


@dataclass
class Child:
    """Somebody at a computer: the way in, and what the site's browser holds."""

    learner: str
    way_in: str
    site_cookies: Mapping[str, str]
    submission: str
    server: Any = None
    computer: Any = None


@dataclass
class Report:
    """Outcomes by name, by where they were tried."""

    inside: Said = field(default_factory=dict)
    outside: Said = field(default_factory=dict)
    hub_by_relay: Said = field(default_factory=dict)
    hub_direct: Said = field(default_factory=dict)
    hub_with_rights: Said = field(default_factory=dict)
    site_by_relay: Said = field(default_factory=dict)
    site_direct: Said = field(default_factory=dict)
    pages_by_relay: Said = field(default_factory=dict)
    pages_direct: Said = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


class Story:
    def __init__(self, stack: NeighboursStack, site_url: str, me: Child, neighbour: Child) -> None:
        self.stack, self.me, self.neighbour = stack, me, neighbour
        self.site_url, self.site_port = site_url, urlsplit(site_url).port
        self.report = Report()

    def tell(self) -> Report:
        for child in (self.me, self.neighbour):
            asyncio.run(self.sit_down(child))
        self.kernel = self.me.server.new_kernel()
        self.look_around()
        with things_to_reach() as reachable:
            self.try_the_surroundings(reachable)
        self.come_as_another()
        self.ask_the_hub()
        self.ask_the_site()
        self.hold_the_relay()
        self.leave_settings_behind()
        self.sign_out()
        self.ask_with_rights()
        return self.report

    async def sit_down(self, child: Child) -> None:
        """Sign on through the site and wait for the server, as a browser does."""
        computer = Computer(self.stack, site=None)
        try:
            computer.session.cookie_jar.update_cookies(child.site_cookies, URL(self.site_url))
            answer = await computer.get(child.way_in)
            assert answer.url.path.startswith(f"/user/{child.learner}/"), answer.words
            child.computer = [(each.key, each.value, each["path"]) for each in computer.session.cookie_jar]
        finally:
            await computer.session.close()
        token = self.stack.token_of(child.learner)
        child.server = Server(child.learner, self.stack.ports["hub"], token)

    def run(self, code: str) -> str:
        return self.me.server.run(self.kernel, code)

    def in_the_kernel(self, expression: str) -> Any:
        """The JSON value of a Python expression, worked out in the hostile child's kernel."""
        said = self.run(f"print(json.dumps({expression}))")
        assert said[:1] in '[{"', said
        return json.loads(said)

    def look_around(self) -> None:
        assert self.run(ATTEMPTS_FILE.read_text()) == ""
        facts = self.report.facts
        facts["environment"] = self.in_the_kernel("dict(os.environ)")
        facts["terminals"] = {
            f"{method} {path}": self.me.server.ask(path, method=method, body=body)[0]
            for method, path, body in (
                ("GET", "api/terminals", None), ("POST", "api/terminals", {}),
                ("GET", "terminals/websocket/1", None),
            )
        }  # fmt: skip
        pid = asyncio.run(self.stack.servers())[self.me.learner]["pid"]
        environments = [
            path.read_bytes() for path in Path("/proc").glob("[0-9]*/environ") if is_below(path, pid)
        ]
        facts["environments"] = len(environments)
        secrets = {
            name: self.stack.environment[name]
            for name in (
                "CLUBS_RELAY_TOKEN", "CONFIGPROXY_AUTH_TOKEN", "JUPYTERHUB_CRYPT_KEY", "JPY_COOKIE_SECRET",
                "CLUBS_HUB_CLIENT_SECRET", "CLUBS_HUB_DATABASE_URL", "CONTROL_TOKEN",
            )
        }  # fmt: skip
        facts["leaks"] = [n for n, value in secrets.items() if any(value.encode() in e for e in environments)]

    def try_the_surroundings(self, reachable: Mapping[str, Any]) -> None:
        stack, other = self.stack, self.neighbour.learner
        servers = asyncio.run(stack.servers())
        diary = stack.folder / "homes" / other / "diary.txt"
        kernel = self.neighbour.server.new_kernel()
        writes = "with open('/home/learner/diary.txt', 'w') as diary: diary.write('dear diary')"
        assert self.neighbour.server.run(kernel, writes) == ""
        outer_folder = stack.folder / "outside"
        outer_folder.mkdir(exist_ok=True)
        setting = {
            **reachable, "neighbour": other, "neighbours_port": servers[other]["port"],
            "neighbours_pid": servers[other]["pid"], "neighbours_file": str(diary),
            "neighbours_relay": str(stack.folder / "relay" / other / "relay.sock"),
            "relay_control": stack.environment["CLUBS_RELAY_CONTROL_SOCKET"],
            "launcher_control": str(stack.launcher_socket), "launchers_pid": stack.launchers_pid,
            "public_port": stack.ports["hub"], "hub_port": stack.ports["api"],
            "proxy_port": stack.ports["proxy"], "site_port": self.site_port,
        }  # fmt: skip
        told = json.dumps({**setting, "own_folder": "/home/learner"})
        self.report.inside = self.in_the_kernel(f"outcomes(json.loads({told!r}))")
        answer = subprocess.run(
            [sys.executable, str(ATTEMPTS_FILE), json.dumps({**setting, "own_folder": str(outer_folder)})],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        self.report.outside = json.loads(answer.stdout)

    def come_as_another(self) -> None:
        """The neighbour's server and the proxy's API from outside, with what a program could carry off."""
        me, other, stack = self.me, self.neighbour, self.stack
        token = f"token {stack.token_of(me.learner)}"
        cookies = "; ".join(f"{name}={value}" for name, value, _ in me.computer)
        path = f"/user/{other.learner}/api/contents"
        at_proxy = {"Authorization": f"token {stack.environment['CONFIGPROXY_AUTH_TOKEN']}"}
        public = {
            "own token": hub_calls.request("GET", path, Authorization=token),
            "own cookies": hub_calls.request("GET", path, Cookie=cookies),
            "own token in the address": hub_calls.request("GET", f"{path}?token={token[6:]}"),
            "no token": hub_calls.request("GET", path),
            "the neighbours": hub_calls.request(
                "GET", path, Authorization=f"token {stack.token_of(other.learner)}"
            ),
        }
        proxy = {
            "own token": hub_calls.request("GET", "/api/routes", Authorization=token),
            "no token": hub_calls.request("GET", "/api/routes"),
            "the hubs": hub_calls.request("GET", "/api/routes", **at_proxy),
        }
        self.report.facts["at_the_neighbours"] = attempts.answers(stack.ports["hub"], public)
        self.report.facts["at_the_proxy"] = attempts.answers(stack.ports["proxy"], proxy)

    def by_relay(self, requests: Said) -> Said:
        """What each request gets over the child's own relay socket, sent from the kernel, a few at a time."""
        said: Said = {}
        for few in batched(requests.items(), 4):
            said |= self.in_the_kernel(f"answers({INSIDE_RELAY!r}, {dict(few)!r})")
        return said

    def ask_the_hub(self) -> None:
        me, other, port = self.me.learner, self.neighbour.learner, self.stack.ports["api"]
        token = self.stack.token_of(me)
        requests = hub_calls.hub_requests(me, other, token)
        self.report.hub_by_relay = self.by_relay(requests)
        self.report.hub_direct = attempts.answers(port, requests)
        own = {
            "activity": hub_calls.request(
                "POST", f"/hub/api/users/{me}/activity",
                {"servers": {"": {"last_activity": "2026-11-25T10:00:00Z"}}}, Authorization=f"token {token}",
            ),
            "neighbours token": hub_calls.request(
                "GET", "/hub/api/user", Authorization=f"token {self.stack.token_of(other)}"
            ),
            "own token": hub_calls.request("GET", "/hub/api/user", Authorization=f"token {token}"),
        }  # fmt: skip
        self.report.facts["own_calls"] = self.by_relay(own)
        self.report.facts["own_calls_direct"] = attempts.answers(port, own)

    def ask_the_site(self) -> None:
        other = self.neighbour
        self.report.site_by_relay = self.by_relay(hub_calls.site_requests(other.learner, other.submission))
        trusted = {"Authorization": f"Bearer {RELAY_TOKEN}", "X_Learner": other.learner}
        every = f"{hub_calls.API}/submissions"
        paths = {"one": f"{every}/{other.submission}", "list": every}
        asked = {name: hub_calls.request("GET", path, **trusted) for name, path in paths.items()}
        self.report.site_direct = attempts.answers(self.site_port, asked)
        self.report.facts["neighbours_submission"] = other.submission
        own = f"{hub_calls.API}/submissions/{self.me.submission}"
        self.report.facts["own_submission"] = self.by_relay({"own": hub_calls.request("GET", own)})["own"]
        pages = {path: hub_calls.request("GET", path) for path in hub_calls.SITE_PAGES}
        self.report.pages_by_relay = self.by_relay(pages)
        self.report.pages_direct = attempts.answers(self.site_port, pages)

    def hold_the_relay(self) -> None:
        """Every connection that one child may have, each with half a request, for ever."""
        half = b"POST /api/lesson/v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        self.run(f"held = [by_unix({INSIDE_RELAY!r}) for _ in range({HALF_OPEN})]")
        self.run(f"for each in held: each.send({half!r})")
        kernel = self.neighbour.server.new_kernel()
        assert self.neighbour.server.run(kernel, ATTEMPTS_FILE.read_text()) == ""
        ask = {"lessons": hub_calls.request("GET", f"{hub_calls.API}/lessons")}
        asked = f"print(answers({INSIDE_RELAY!r}, {ask!r})['lessons'].partition('\\r')[0])"
        self.report.facts["neighbour_while_held"] = self.neighbour.server.run(kernel, asked)
        self.report.facts["own_while_held"] = self.by_relay(ask)["lessons"]
        self.run("[each.close() for each in held]")

    def leave_settings_behind(self) -> None:
        """Write every file that a Jupyter might read, have the server started afresh, and see which ran."""
        home, facts = self.stack.folder / "homes" / self.me.learner, self.report.facts
        self.run(settings_files.program_that_writes_them())
        facts["settings_left"] = sorted(settings_files.found_in(home))
        before = asyncio.run(self.stack.servers())[self.me.learner]["pid"]
        self.as_control("DELETE", f"/hub/api/users/{self.me.learner}/server")
        asyncio.run(self.sit_down(self.me))
        assert asyncio.run(self.stack.servers())[self.me.learner]["pid"] != before
        facts["terminals_after"] = self.me.server.ask("api/terminals")[0]
        facts["kernelspecs_after"] = sorted(self.me.server.ask("api/kernelspecs")[1]["kernelspecs"])
        self.kernel = self.me.server.new_kernel()
        assert self.run("print(1 + 1)") == "2"
        facts["ran"] = settings_files.ran_in(home)
        facts["ran_in_a_stock_jupyter"] = settings_files.ran_in_a_stock_jupyter(home)

    def as_control(self, method: str, path: str, body: object = None) -> str:
        asked = hub_calls.request(method, path, body, Authorization=f"token {self.stack.control_token}")
        return attempts.answers(self.stack.ports["api"], {"x": asked})["x"]

    def sign_out(self) -> None:
        """The hostile child signs out; what a program kept of the session is tried after it."""
        token, facts = self.stack.token_of(self.me.learner), self.report.facts
        ask = {"who": hub_calls.request("GET", "/hub/api/user", Authorization=f"token {token}")}
        facts["token_before"] = attempts.answers(self.stack.ports["api"], ask)["who"]
        facts["cookies_before"] = asyncio.run(self.visit_own_server())
        asyncio.run(self.visit_own_server("/hub/logout"))
        facts["token_after"] = attempts.answers(self.stack.ports["api"], ask)["who"]
        facts["cookies_after"] = asyncio.run(self.visit_own_server())
        facts["relay_after"] = (self.stack.folder / "relay" / self.me.learner).exists()
        facts["servers_after"] = sorted(asyncio.run(self.stack.servers()))

    async def visit_own_server(self, path: str = "") -> int:
        """Status of the child's own server's API (or `path`) for the cookies of the last sign-on."""
        path = path or f"/user/{self.me.learner}/api/contents"
        computer = Computer(self.stack, site=None)
        for name, value, at in self.me.computer:
            if "user" in name or "hub" in name or name == "_xsrf":
                computer.session.cookie_jar.update_cookies(
                    {name: value}, URL(self.stack.hub_url + (at or "/"))
                )
        try:
            async with computer.session.get(self.stack.hub_url + path, allow_redirects=False) as answer:
                return answer.status
        finally:
            await computer.session.close()

    def ask_with_rights(self) -> None:
        me, other = self.me.learner, self.neighbour.learner
        for name, raw in hub_calls.hub_requests(me, other, self.stack.control_token).items():
            self.report.hub_with_rights |= attempts.answers(self.stack.ports["api"], {name: raw})


def is_below(environ: Path, ancestor: int) -> bool:
    """Whether the process of `/proc/N/environ` is `ancestor` or descends from it."""
    pid = int(environ.parts[2])
    while pid > 1:
        if pid == ancestor:
            return True
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return False
