"""One sample login for each role, as ``make demo`` prints them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleLogin:
    """Who to be, and how to get in. Adults ask for a code by e-mail; the outbox shows it."""

    role: str
    who: str
    starts_at: str


ADULTS = (
    SampleLogin("parent", "parent@demo.example", "/family/"),
    SampleLogin("volunteer", "volunteer@demo.example", "/team/"),
    SampleLogin("club lead", "lead@demo.example", "/team/"),
    SampleLogin("safeguarding lead", "safeguarding@demo.example", "/team/"),
    SampleLogin("organisation", "library@demo.example", "/team/"),
    SampleLogin("council officer", "officer@demo.example", "/team/"),
    SampleLogin("editor", "editor@demo.example", "/cms/"),
)

# The sample child's card. The word is in the clear here because everybody here is made up.
CHILD_CLUB = "Kettle Library Code Club"
CHILD_NICKNAME = "Comet"
CHILD_PICTURE = "rocket"
CHILD_WORD = "pancake"


def login_lines(site_url: str) -> list[str]:
    """The lines that say where to go and who to be."""
    lines = [
        f"Mail (sign-in codes too): {site_url}/demo/outbox",
        f"Adults sign in at {site_url}/account/login/ with a code that the outbox shows:",
    ]
    lines += ["  (staff are then asked for their app's number, which the outbox shows as well)"]
    lines += [f"  {login.role:<18} {login.who:<28} then {login.starts_at}" for login in ADULTS]
    lines += [
        f"Children sign in at {site_url}/card/ :",
        f"  {'child':<18} {CHILD_CLUB}, {CHILD_NICKNAME}, picture {CHILD_PICTURE}, word {CHILD_WORD}",
    ]
    return lines
