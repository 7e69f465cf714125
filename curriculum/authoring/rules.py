"""Who counts as an author, and what a proposal must look like."""

import base64
import binascii
import json
import re
import tomllib
from datetime import datetime, timedelta
from typing import Any

import nbformat

from clubs.people.guards import has_second_step
from clubs.people.models import User
from clubs.people.rules import check_role, has_role
from clubs.records.refusals import Refusal

from .enums import AUTHORS, PROPOSAL_TRANSITIONS, ProposalState
from .models import AuthorToken, Proposal

TOKEN_LIFE = timedelta(days=90)
MOST_TOKENS = 5
CALLS_A_MINUTE = 120

LARGEST_PROPOSAL = 4 * 1024 * 1024
LARGEST_NOTEBOOK = 1024 * 1024
MOST_CELLS = 400
MOST_PICTURES = 20
LARGEST_PICTURE = 256 * 1024
LARGEST_TEACHING_FILE = 128 * 1024
MOST_WAITING = 20
TEACHING_FILES = frozenset({"lesson.toml", "hints.toml", "wrong_answers.toml", "volunteer_notes.md"})
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(?:png|jpe?g|gif|webp|svg)")
# An escape of NUL, and not a backslash of somebody's text before "u0000".
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_STAFF_PAGE = "Make a new one on the site's staff pages, under Settings, Author tokens."


class TooOften(Refusal):
    """A token comes more often than a person at a terminal needs; `wait_seconds` is how long to pause."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            "too_often", "That were many calls in a minute.", f"Wait {wait_seconds} seconds.", status=429
        )
        self.wait_seconds = wait_seconds


def is_author(user: User) -> bool:
    """Whether this is an adult whose role lets them write lessons, and who signs in with a second step."""
    return has_role(user, *AUTHORS) and has_second_step(user)


def check_author(user: User) -> None:
    """Raise Refusal ("not_an_author") unless `is_author`, now."""
    if not is_author(user):
        raise Refusal(
            "not_an_author",
            "This account does not write lessons now.",
            "Ask an administrator for the editor's role, and keep the second step of signing in.",
            status=403,
        )


def check_may_make_token(user: User, live: int) -> None:
    """Raise Refusal ("not_yours", "not_an_author", "too_many_tokens"); `live` counts the tokens they have."""
    check_role(user, *AUTHORS)
    check_author(user)
    if live >= MOST_TOKENS:
        raise Refusal(
            "too_many_tokens",
            f"You have {MOST_TOKENS} tokens already.",
            "Revoke one that you no longer use.",
        )


def check_live(token: AuthorToken | None, now: datetime) -> AuthorToken:
    """Give the token. Raises Refusal ("token_unknown", "token_revoked", "token_expired"), each 401."""
    if token is None:
        raise Refusal("token_unknown", "The site does not know this token.", _STAFF_PAGE, status=401)
    if token.revoked_at is not None:
        raise Refusal("token_revoked", "This token has been revoked.", _STAFF_PAGE, status=401)
    if not token.is_live(now):
        raise Refusal("token_expired", "This token's time is up.", _STAFF_PAGE, status=401)
    return token


def check_pace(token: AuthorToken, now: datetime) -> None:
    """Raise TooOften when this minute's calls with a token are used up."""
    if token.minute is None or token.calls < CALLS_A_MINUTE:
        return
    passed = (now - token.minute).total_seconds()
    if passed < 60:
        raise TooOften(max(1, round(60 - passed)))


def check_may_follow(proposal: Proposal, then: ProposalState) -> None:
    """Raise Refusal ("decided_already") unless a proposal may still become this."""
    if not may_follow(ProposalState(proposal.state), then):
        raise Refusal("decided_already", f"This proposal is {proposal.get_state_display()}.")


def may_follow(now: ProposalState, then: ProposalState) -> bool:
    """Whether a proposal may go from `now` to `then`."""
    return then in PROPOSAL_TRANSITIONS[now]


def check_proposal(slug: str, body: bytes) -> dict[str, Any]:
    """Read a proposal: ``source``, ``pictures``, ``teaching``, ``replace``.

    Raises Refusal: "too_large" (413), "not_json" (400), "bad_proposal" (422).
    """
    if len(body) > LARGEST_PROPOSAL:
        raise Refusal("too_large", "That is too much for one lesson.", "Make its pictures smaller.", 413)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("not_json", "That could not be read.", "Send JSON.", status=400) from None
    if not SLUG.fullmatch(slug):
        raise _bad("A lesson's name is small letters, digits and hyphens.")
    if not isinstance(told, dict) or set(told) != {"source", "pictures", "teaching", "replace"}:
        raise _bad("A proposal has source, pictures, teaching and replace.")
    if not isinstance(told["replace"], bool):
        raise _bad("replace is true or false.")
    _check_can_be_kept(told)
    _check_notebook(told["source"])
    _check_pictures(told["pictures"])
    _check_teaching(told["teaching"])
    return told


def _check_can_be_kept(told: dict[str, Any]) -> None:
    """What PostgreSQL's jsonb does not take: half characters, NUL, numbers that are none."""
    try:
        written = json.dumps(told, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (ValueError, RecursionError) as problem:
        raise _bad("It holds characters or numbers that cannot be kept.") from problem
    if _NUL.search(written):
        raise _bad("It holds characters that cannot be kept.")


def _check_notebook(source: Any) -> None:
    if not isinstance(source, dict) or source.get("nbformat") != 4:
        raise _bad("The source is a notebook of format 4.")
    cells = source.get("cells")
    if not isinstance(cells, list) or len(cells) > MOST_CELLS or len(json.dumps(source)) > LARGEST_NOTEBOOK:
        raise _bad(f"The notebook has {MOST_CELLS} cells and {LARGEST_NOTEBOOK} bytes at most.")
    try:
        nbformat.validate(nbformat.from_dict(source))
    except Exception as problem:  # nbformat raises whatever a malformed notebook makes it trip over
        raise _bad("The source is not a sound notebook.") from problem


def _check_pictures(pictures: Any) -> None:
    if not isinstance(pictures, list) or len(pictures) > MOST_PICTURES:
        raise _bad(f"A lesson has {MOST_PICTURES} pictures at most.")
    names = [_checked_picture(each) for each in pictures]
    if len({name.casefold() for name in names}) != len(names):
        raise _bad("Two pictures have one name.")


def _checked_picture(picture: Any) -> str:
    if not isinstance(picture, dict) or set(picture) != {"name", "content_base64"}:
        raise _bad("A picture has name and content_base64.")
    name, content = picture["name"], picture["content_base64"]
    if not isinstance(name, str) or not _PICTURE_NAME.fullmatch(name) or not isinstance(content, str):
        raise _bad("A picture's name is plain and ends in svg, png, jpg, gif or webp.")
    try:
        size = len(base64.b64decode(content, validate=True))
    except (binascii.Error, ValueError) as problem:
        raise _bad(f"The picture {name} is not in base64.") from problem
    if size > LARGEST_PICTURE:
        raise _bad(f"The picture {name} is larger than {LARGEST_PICTURE} bytes.")
    return name


def _check_teaching(teaching: Any) -> None:
    if not isinstance(teaching, dict) or not {"lesson.toml"} <= set(teaching) <= TEACHING_FILES:
        raise _bad(f"Teaching files are lesson.toml and of {sorted(TEACHING_FILES)} what there is.")
    for name, text in teaching.items():
        if not isinstance(text, str) or len(text.encode("utf-8", "replace")) > LARGEST_TEACHING_FILE:
            raise _bad(f"{name} is text of {LARGEST_TEACHING_FILE} bytes at most.")
        if name.endswith(".toml"):
            try:
                tomllib.loads(text)
            except (tomllib.TOMLDecodeError, RecursionError) as problem:
                raise _bad(f"{name} is not TOML.") from problem


def _bad(message: str) -> Refusal:
    return Refusal("bad_proposal", message, "Nothing was kept. Mend it and send it again.", status=422)
