"""What the hub is asked: what runs; start; stop. Only its public API."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hub_config.ahead import marks
from hub_config.ahead.rules import Due, Server
from hub_config.ahead.web import Away, call

PAGE = 200
PAGES = "application/jupyterhub-pagination+json"
MOST_PAGES = 100
ENDED = {200, 202, 204, 404}  # 404: it was gone already


@dataclass(frozen=True)
class Hub:
    """The hub at `api` (its address to `/hub/api`), by a service's token."""

    api: str
    token: str

    def servers(self) -> list[Server]:
        """Every learner's server that runs, starts or stops. Raises `Away`."""
        found: list[Server] = []
        for page in range(MOST_PAGES):
            address = f"{self.api}/users?state=active&limit={PAGE}&offset={page * PAGE}"
            status, answer = call("GET", address, self.token, accept=PAGES)
            if status != 200:
                raise Away(f"the hub answered {status} when it was asked what runs")
            found += [server for user in answer["items"] if (server := _server(user)) is not None]
            if len(answer["items"]) < PAGE:
                return found
        raise Away("the hub told of more servers than it can have")

    def start(self, due: Due) -> bool:
        """Have a server started, its learner made known first; whether it runs or is on its way.

        Raises `Away`.
        """
        status, _ = call("PUT", f"{self.api}/learners/{due.learner}", self.token)
        if status not in {200, 201}:
            return False
        body = {"display_name": "", "user_options": marks.options(due.ends_at, due.lesson)}
        status, _ = call("POST", f"{self.api}/users/{due.learner}/server", self.token, body)
        return status in {201, 202}

    def stop(self, learner: str) -> bool:
        """Have a server stopped; whether it is, or soon will be. Raises `Away`."""
        status, _ = call("DELETE", f"{self.api}/users/{learner}/server", self.token)
        return status in ENDED


def _server(user: dict[str, Any]) -> Server | None:
    told = user.get("servers", {}).get("")
    if told is None:
        return None
    started = marks.instant(told["started"])
    used = [at for at in (started, marks.instant(told["last_activity"])) if at is not None]
    return Server(
        learner=user["name"],
        ahead=marks.is_ahead(told["user_options"], started),
        ready=bool(told["ready"]),
        used_at=max(used, default=datetime.now(UTC)),
    )
