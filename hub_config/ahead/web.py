"""One small call over HTTP: JSON there and back, bounded in time and size."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

LARGEST_ANSWER = 2 << 20
SECONDS = 30


class Away(RuntimeError):
    """Nobody answered, or not as agreed; the message says who and how, and nothing secret."""


class _NoRedirects(HTTPRedirectHandler):
    """A redirect would carry the token on to somebody else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


# No proxies: the environment does not decide who sees a token.
_OPENER = build_opener(HTTPHandler, HTTPSHandler, _NoRedirects)


def call(
    method: str,
    url: str,
    token: str,
    body: dict[str, Any] | None = None,
    accept: str = "application/json",
) -> tuple[int, Any]:
    """The answer's status and JSON (None where there is none). Raises `Away`."""
    request = Request(  # noqa: S310 - addresses of the hub's own settings
        url,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Accept": accept, "Content-Type": "application/json"},
    )
    try:
        with _OPENER.open(request, timeout=SECONDS) as answer:
            return answer.status, _json(answer.read(LARGEST_ANSWER))
    except HTTPError as refused:
        with refused:
            return refused.code, None
    except (OSError, ValueError) as failure:
        raise Away(f"{method} {request.host}{request.selector.partition('?')[0]}: {failure}") from failure


def _json(content: bytes) -> Any:
    return json.loads(content) if content.strip() else None
