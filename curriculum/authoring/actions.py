"""Writes of authoring: tokens made and revoked; proposals kept and decided."""

from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from clubs.people.models import User
from clubs.records.audit import audited
from clubs.records.refusals import Refusal

from .enums import ProposalState
from .models import AuthorToken, Proposal
from .rules import (
    MOST_WAITING,
    TOKEN_LIFE,
    check_author,
    check_may_follow,
    check_may_make_token,
    check_proposal,
)
from .tokens import digest

_ANOTHERS = Refusal(
    "proposed_already", "Another author's proposal of this lesson waits.", "Wait until it is decided."
)


@audited("authoring.make_token")
def make_token(*, name: str, secret: str, by: User) -> AuthorToken:
    """Keep a new token's digest. `secret` is `tokens.new_secret`; whoever calls shows it once.

    Raises Refusal: "not_yours", "not_an_author", "too_many_tokens".
    """
    User.objects.select_for_update().get(pk=by.pk)
    check_may_make_token(by, AuthorToken.objects.live().filter(user=by).count())
    now = timezone.now()
    return AuthorToken.objects.create(
        user=by, name=name.strip(), sha256=digest(secret), made_at=now, expires_at=now + TOKEN_LIFE
    )


@audited("authoring.revoke_token")
def revoke_token(*, token: AuthorToken, by: User) -> AuthorToken:
    """Make one's own token worthless, at once. Raises Refusal ("not_yours")."""
    if token.user_id != by.pk:
        raise Refusal("not_yours", "That is somebody else's token.", "Look at your own.", status=403)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


@audited("authoring.propose_lesson")
def propose_lesson(*, slug: str, body: bytes, by: User) -> Proposal:
    """Keep a proposal, and nothing more: it is read and given out at the machine.

    Raises Refusal: see `rules.check_proposal`; "not_an_author"; "proposed_already" (409)
    when one of this lesson waits and is not to be replaced, or is another author's;
    "too_many_waiting" (409).
    """
    check_author(by)
    told = check_proposal(slug, body)
    User.objects.select_for_update().get(pk=by.pk)
    earlier = Proposal.objects.waiting().select_for_update().filter(slug=slug).first()
    if earlier is not None:
        _check_may_replace(earlier, by, replace=told["replace"])
        _decide(earlier, ProposalState.REPLACED)
    elif Proposal.objects.waiting().filter(author=by).count() >= MOST_WAITING:
        raise Refusal("too_many_waiting", f"{MOST_WAITING} proposals of yours wait.", "Wait for an answer.")
    try:
        return Proposal.objects.create(
            author=by, slug=slug, source=told["source"], pictures=told["pictures"], teaching=told["teaching"]
        )
    except IntegrityError:  # another author's came in between
        raise _ANOTHERS from None


def _check_may_replace(earlier: Proposal, by: User, *, replace: bool) -> None:
    if earlier.author_id != by.pk:
        raise _ANOTHERS
    if not replace:
        raise Refusal(
            "proposed_already",
            "Your earlier proposal of this lesson still waits.",
            "Replace it with --force.",
        )


@audited("authoring.note_read")
def note_read(*, proposal: Proposal, by: User | None) -> Proposal:
    """Note that a proposal's files were laid out at the machine, to be read. ``by=None``: as below."""
    proposal.read_at = timezone.now()
    proposal.save(update_fields=["read_at"])
    return proposal


@audited("authoring.decide_proposal")
def decide_proposal(*, proposal: Proposal, released: bool, reason: str = "", by: User | None) -> Proposal:
    """Note that a proposal was given out, or was not taken and why. Raises Refusal ("decided_already").

    ``by=None`` is the command line: only who has the machine decides.
    """
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    then = ProposalState.RELEASED if released else ProposalState.REFUSED
    check_may_follow(proposal, then)
    proposal.reason = reason.strip()[:300]
    return _decide(proposal, then)


def _decide(proposal: Proposal, then: ProposalState) -> Proposal:
    check_may_follow(proposal, then)
    proposal.state, proposal.decided_at = then, timezone.now()
    proposal.save(update_fields=["state", "reason", "decided_at"])
    return proposal


def described(proposal: Proposal) -> dict[str, Any]:
    """A proposal as its author's program is told of it."""
    return {
        "id": proposal.pk,
        "lesson": proposal.slug,
        "state": proposal.state,
        "reason": proposal.reason,
        "proposed_at": proposal.proposed_at.isoformat(),
    }
