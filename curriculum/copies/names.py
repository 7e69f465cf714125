"""What the hub knows a copy by: a name of its own for each, fresh and of no meaning.

Its server, home, cookies and relay socket are under that name, so that nothing of one copy is there for
the next. The form is none that a child's name has: no address and no rule meant for one takes the other
(hub: `hub_config.names`).
"""

from clubs.people.accounts import OPAQUE_ID_LENGTH, OPAQUE_ID_PATTERN, new_opaque_id

PREFIX = "copy-"
LENGTH = len(PREFIX) + OPAQUE_ID_LENGTH
PATTERN = OPAQUE_ID_PATTERN.replace("^", f"^{PREFIX}")


def new_hub_name() -> str:
    """A random name, ``copy-[a-z][a-z0-9]{15}``; says nothing about copy, adult or child."""
    return PREFIX + new_opaque_id()
