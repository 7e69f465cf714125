"""What a child's program asks of the hub with its server's token, and of the site as if it were another.

Each is a name and the bytes of a request. The same calls with the rights they need are the control.
"""

import json
from collections.abc import Mapping

API = "/api/lesson/v1"

# method and path; {me} is the child who tries, {neighbour} the other
HUB_CALLS: Mapping[str, tuple[str, str, object]] = {
    "list everybody": ("GET", "/hub/api/users", None),
    "read itself": ("GET", "/hub/api/users/{me}", None),
    "read the neighbour": ("GET", "/hub/api/users/{neighbour}", None),
    "list groups": ("GET", "/hub/api/groups", None),
    "make a group": ("POST", "/hub/api/groups/friends", {}),
    "list services": ("GET", "/hub/api/services", None),
    "read the proxy's table": ("GET", "/hub/api/proxy", None),
    "renew the proxy's table": ("POST", "/hub/api/proxy", {}),
    "read the hub's inside": ("GET", "/hub/api/info", None),
    "list own tokens": ("GET", "/hub/api/users/{me}/tokens", None),
    "make itself a token": ("POST", "/hub/api/users/{me}/tokens", {}),
    "list the neighbour's tokens": ("GET", "/hub/api/users/{neighbour}/tokens", None),
    "make a token as the neighbour": ("POST", "/hub/api/users/{neighbour}/tokens", {}),
    "say that the neighbour is at work": (
        "POST", "/hub/api/users/{neighbour}/activity", {"last_activity": "2026-11-25T10:00:00Z"},
    ),
    "make somebody": ("POST", "/hub/api/users/somebodysomebod1", {}),
    "become an administrator": ("PATCH", "/hub/api/users/{me}", {"admin": True}),
    "share the neighbour's server": ("GET", "/hub/api/shares/{neighbour}/", None),
    "stop the neighbour's server": ("DELETE", "/hub/api/users/{neighbour}/server", None),
    "start the neighbour's server": ("POST", "/hub/api/users/{neighbour}/server", {}),
    "remove the neighbour": ("DELETE", "/hub/api/users/{neighbour}", None),
    "shut the hub down": ("POST", "/hub/api/shutdown", {"proxy": False, "servers": False}),
}  # fmt: skip
# What JupyterHub's default scopes let a server's own token do, seen without the relay.
HARMLESS_WITHOUT_RELAY = frozenset({"read itself"})


def hub_requests(me: str, neighbour: str, token: str) -> dict[str, str]:
    """The calls' bytes, as latin-1 text, by name, each with `token`."""
    return {
        name: request(method, path.format(me=me, neighbour=neighbour), body, Authorization=f"token {token}")
        for name, (method, path, body) in HUB_CALLS.items()
    }


def request(method: str, path: str, body: object = None, **headers: str) -> str:
    """One whole HTTP request; `headers` by name with underscores for dashes."""
    written = "" if body is None else json.dumps(body)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(written)}"]
    return "\r\n".join(lines) + "\r\n\r\n" + written


def site_requests(neighbour: str, submission: str) -> dict[str, str]:
    """Attempts to read the neighbour's `submission` (or the admin's pages) over one's own relay socket."""
    wanted = f"{API}/submissions/{submission}"
    inner = request("GET", wanted, X_Learner=neighbour)
    get, post = f"GET {wanted} HTTP/1.1\r\nHost: localhost\r\n", f"POST {API}/events HTTP/1.1\r\nHost: a\r\n"
    as_neighbour, kind = f"X-Learner: {neighbour}\r\n", "Content-Type: application/json\r\n"
    listed = f"GET {API}/submissions HTTP/1.1\r\nHost: localhost\r\n"
    return {
        "by its number": get + "Connection: close\r\n\r\n",
        "in the neighbour's name": get + as_neighbour + "Connection: close\r\n\r\n",
        "the neighbour's list": listed + as_neighbour + "Connection: close\r\n\r\n",
        "named twice": get + as_neighbour + as_neighbour + "\r\n",
        "named with an underscore": get + as_neighbour.replace("-", "_") + "Connection: close\r\n\r\n",
        "named after the connection's options": get + as_neighbour + "Connection: close, X-Learner\r\n\r\n",
        "a line end in the path": (
            get.replace(submission, f"{submission}%0d%0aX-Learner:%20{neighbour}") + "\r\n"
        ),
        "a true line end in the path": get.replace(wanted, f"{wanted}\r\n{as_neighbour}", 1) + "\r\n",
        "a bare line feed in a header": get + f"Accept: a\nX-Learner: {neighbour}\r\n\r\n",
        "a bare return in a header": get + f"Accept: a\rX-Learner: {neighbour}\r\n\r\n",
        "a line end in the key": get + f"Idempotency-Key: a\r\n X-Learner: {neighbour}\r\n\r\n",
        "a second request behind the first": listed + "\r\n" + inner,
        "behind a body of chunks": post + kind + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
        "length before chunks": (
            post + kind + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner
        ),
        "chunks spelt oddly": (
            post + kind + "Content-Length: 2\r\nTransfer-Encoding : xchunked\r\n\r\n[]" + inner
        ),
        "two lengths": (
            post + kind + f"Content-Length: 2\r\nContent-Length: {2 + len(inner)}\r\n\r\n[]" + inner
        ),
        "inside a question's body": listed + f"Content-Length: {len(inner)}\r\n\r\n" + inner,
        "inside a listed body": (
            post + kind + f"Content-Length: {len(inner)}\r\nConnection: close\r\n\r\n" + inner
        ),
        "behind a websocket's opening": (
            listed + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n" + inner
        ),
        "expecting to go on": post + kind + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n[]" + inner,
        "the old protocol": get.replace("1.1", "1.0") + as_neighbour + "\r\n",
        "the oldest protocol": f"GET {wanted}\r\n",
        "a whole address": get.replace(wanted, f"http://localhost{wanted}", 1) + as_neighbour + "\r\n",
        "another host": (
            get.replace("Host: localhost", "Host: hub") + as_neighbour + "Connection: close\r\n\r\n"
        ),
        "two hosts": get + "Host: hub\r\n" + as_neighbour + "\r\n",
        "a way up": (
            get.replace(wanted, f"{API}/lessons/../submissions/{submission}", 1) + as_neighbour + "\r\n"
        ),
        "a way up, encoded": (
            get.replace(wanted, f"{API}/lessons/%2e%2e/submissions/{submission}", 1) + as_neighbour + "\r\n"
        ),
        "an encoded letter": get.replace("submissions", "%73ubmissions", 1) + as_neighbour + "\r\n",
        "by a question": get.replace(wanted, f"{wanted}?learner={neighbour}", 1) + "\r\n",
        "another method in a header": (
            get + as_neighbour + "X-HTTP-Method-Override: DELETE\r\nConnection: close\r\n\r\n"
        ),
    }  # fmt: skip


# Addresses of the site that no lesson has anything to do with; all open to a browser.
SITE_PAGES = ("/find/", "/healthz", "/cms/login/", "/card/", "/account/login/")
