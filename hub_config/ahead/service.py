"""How the hub runs the service: its command, its environment, and the little it may do."""

import sys
from collections.abc import Mapping
from typing import Any

from jupyterhub import orm
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import needs_scope

from hub_config.ahead.marks import NAME
from hub_config.names import LEARNER_PATTERN

ROLE = {
    "name": NAME,
    "description": "Starts and stops learners' servers; cannot enter one, nor see who a learner is",
    "services": [NAME],
    "scopes": ["list:users", "read:servers", "start:servers", "delete:servers"],
}


SETTINGS = (
    "CLUBS_SITE_URL", "CLUBS_HUB_TOKEN", "CLUBS_AHEAD_MINUTES", "CLUBS_AHEAD_AT_ONCE", "CLUBS_AHEAD_MOST",
    "CLUBS_AHEAD_QUIET_MINUTES",
    "CLUBS_AHEAD_SECONDS",
)  # fmt: skip


def service(environment: Mapping[str, str]) -> dict[str, Any]:
    """The service, as `JupyterHub.services` wants it; of the hub's environment it sees its settings only."""
    return {
        "name": NAME,
        "command": [sys.executable, "-m", "hub_config.ahead"],
        "environment": {name: environment[name] for name in SETTINGS if name in environment},
    }


def asked_by_service(handler: Any) -> bool:
    """Whether the service that starts servers ahead asks, and no visitor."""
    asker = getattr(handler, "current_user", None)
    return isinstance(asker, orm.Service) and asker.name == NAME


class LearnerHandler(APIHandler):
    """`PUT /hub/api/learners/<opaque id>`: the hub knows this learner from now on.

    JupyterHub's own way of making users asks for a scope that is nearly an administrator's.
    """

    @needs_scope("start:servers")
    async def put(self, learner: str) -> None:
        """201 for a new learner, 200 for one it knew."""
        known = self.find_user(learner) is not None
        if not known:
            self.authenticator.add_user(self.user_from_username(learner))
            self.db.commit()
        self.set_status(200 if known else 201)


HANDLERS = [(rf"/api/learners/({LEARNER_PATTERN})", LearnerHandler)]
