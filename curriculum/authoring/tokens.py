"""Reading the token of a call: whose it is, and whether it counts at this moment."""

import hashlib
import secrets

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from clubs.people.models import User
from clubs.records.refusals import Refusal

from .models import AuthorToken
from .rules import check_author, check_live, check_pace

# So that a token is known for one wherever it turns up.
PREFIX = "cca_"


def new_secret() -> str:
    """A new token: 256 random bits behind the prefix."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def shows_author_token(request: HttpRequest) -> bool:
    """Whether a call comes with an author's token, good or not."""
    return request.headers.get("Authorization", "").startswith(f"Bearer {PREFIX}")


def author_of(request: HttpRequest) -> User:
    """The author whose program calls; the call is counted.

    Raises Refusal: "token_unknown", "token_revoked", "token_expired", "not_an_author",
    "not_both" when a learner is named beside the token, TooOften.
    """
    if not shows_author_token(request):
        check_live(None, timezone.now())
    if "X-Learner" in request.headers:
        raise Refusal("not_both", "An author speaks for nobody else.", "Leave X-Learner out.", status=403)
    secret = request.headers.get("Authorization", "").removeprefix("Bearer ")
    now = timezone.now()
    with transaction.atomic():
        found = AuthorToken.objects.select_for_update(of=("self",)).filter(sha256=digest(secret))
        token = check_live(found.select_related("user").first(), now)
        check_author(token.user)
        check_pace(token, now)
        if token.minute is None or (now - token.minute).total_seconds() >= 60:
            token.minute, token.calls = now, 0
        token.calls += 1
        token.last_used_at = now
        token.save(update_fields=["minute", "calls", "last_used_at"])
    return token.user
