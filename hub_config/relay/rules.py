"""What a server may ask for. A child's: what is in `RULES`; an adult's: in `COPY_RULES`; nothing else.

The hub's rows are what JupyterHub's single-user extension calls (jupyterhub 6.1:
`singleuser/extension.py` and `services/auth.py`), no more: the hub's version, who
a visitor is, the end of a sign-on, and the note that the server is in use. The
site's rows are the lesson API.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from hub_config.names import is_copier, is_learner
from hub_config.relay.allowance import Rate
from hub_config.relay.refusals import RelayRefusal

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


class Upstream(Enum):
    HUB = "hub"
    SITE = "site"


@dataclass(frozen=True)
class Rule:
    """One request that may pass.

    `path` is a template: `{learner}` stands for the socket's own learner, the others
    for the patterns in `PLACES`. `max_body` is in bytes, 0 for none. `stream` marks an
    answer that stays open (server-sent events).
    """

    name: str
    method: str
    path: str
    upstream: Upstream
    rate: Rate
    max_body: int = 0
    body_type: str | None = None
    stream: bool = False


UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
PLACES: Mapping[str, str] = {
    "lesson": r"[a-z0-9][a-z0-9-]{0,99}",
    "exercise": r"[a-z][a-z0-9-]{0,99}",
    "submission": UUID,
    "copy": UUID,
}

HUB, SITE = Upstream.HUB, Upstream.SITE
LESSON_API = "/api/lesson/v1"

OF_THE_HUB: tuple[Rule, ...] = (
    Rule("hub version", "GET", "/hub/api", HUB, Rate(10, 20)),
    Rule("hub version", "GET", "/hub/api/", HUB, Rate(10, 20)),
    Rule("identity", "GET", "/hub/api/user", HUB, Rate(120, 600)),
    Rule("sign-on", "POST", "/hub/api/oauth2/token", HUB, Rate(10, 20), 4 * KIBIBYTE, FORM),
    Rule("activity", "POST", "/hub/api/users/{learner}/activity", HUB, Rate(10, 12), 4 * KIBIBYTE, JSON),
)

RULES: tuple[Rule, ...] = (
    *OF_THE_HUB,
    Rule("lessons", "GET", f"{LESSON_API}/lessons", SITE, Rate(20, 60)),
    Rule("lesson", "GET", LESSON_API + "/lessons/{lesson}", SITE, Rate(20, 60)),
    Rule(
        "hand in", "POST", LESSON_API + "/lessons/{lesson}/submissions", SITE, Rate(6, 20), MEBIBYTE, JSON
    ),
    Rule("own submissions", "GET", f"{LESSON_API}/submissions", SITE, Rate(10, 30)),
    Rule("own submissions", "GET", LESSON_API + "/lessons/{lesson}/submissions", SITE, Rate(10, 30)),
    Rule("submission", "GET", LESSON_API + "/submissions/{submission}", SITE, Rate(30, 120)),
    Rule(
        "marking", "GET", LESSON_API + "/submissions/{submission}/events", SITE, Rate(12, 30), stream=True
    ),
    Rule("progress", "GET", LESSON_API + "/lessons/{lesson}/progress", SITE, Rate(30, 120)),
    Rule(
        "hint", "POST", LESSON_API + "/lessons/{lesson}/exercises/{exercise}/hints", SITE, Rate(12, 60),
        KIBIBYTE, JSON,
    ),
    # With the exercise's program, which is 20,000 signs at most, of six bytes each at worst.
    Rule(
        "help", "POST", LESSON_API + "/lessons/{lesson}/exercises/{exercise}/help", SITE, Rate(6, 12),
        128 * KIBIBYTE, JSON,
    ),
    Rule("help taken back", "POST", f"{LESSON_API}/help/taken-back", SITE, Rate(6, 12), KIBIBYTE, JSON),
    Rule("news", "GET", f"{LESSON_API}/news", SITE, Rate(12, 30)),
    Rule("news stream", "GET", f"{LESSON_API}/news/events", SITE, Rate(12, 30), stream=True),
    Rule(
        "model answer", "GET", LESSON_API + "/lessons/{lesson}/exercises/{exercise}/model-answer", SITE,
        Rate(12, 30),
    ),
    Rule("own notebook", "GET", f"{LESSON_API}/own-notebook", SITE, Rate(20, 60)),
    Rule("events", "POST", f"{LESSON_API}/events", SITE, Rate(30, 60), 32 * KIBIBYTE, JSON),
)  # fmt: skip

# An adult's server reads its own copies and nothing else of the site; the site knows which are its own.
COPY_RULES: tuple[Rule, ...] = (
    *OF_THE_HUB,
    Rule("copies", "GET", f"{LESSON_API}/copies", SITE, Rate(30, 120)),
    Rule("copy", "GET", LESSON_API + "/copies/{copy}", SITE, Rate(10, 30)),
)


class RuleBook:
    """The rules as they stand for one server: a learner's, or an adult's with a copy."""

    def __init__(self, learner: str) -> None:
        self.learner = learner
        self._patterns = tuple((rule, _compile(rule.path, learner)) for rule in rules_for(learner))

    def rule_for(self, method: str, path: str) -> Rule:
        """The rule that lets `method` on `path` pass; raises `RelayRefusal` "not_listed" where none does."""
        for rule, pattern in self._patterns:
            if rule.method == method and pattern.fullmatch(path):
                return rule
        raise RelayRefusal("not_listed")


def rules_for(name: str) -> tuple[Rule, ...]:
    """The rules for a server's name, by its form. Raises ValueError for a name of no kind."""
    if is_learner(name):
        return RULES
    if is_copier(name):
        return COPY_RULES
    raise ValueError("a learner's id is a letter and fifteen letters or digits, a copier's one behind copy-")


def _compile(template: str, learner: str) -> re.Pattern[str]:
    places = {**PLACES, "learner": learner}
    parts = re.split(r"\{(\w+)\}", template)  # literal text and names of places, in turn
    written = (places[part] if position % 2 else re.escape(part) for position, part in enumerate(parts))
    return re.compile("".join(written))
