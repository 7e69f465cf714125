"""A child's session: begun by a card or by a guardian, short, and never beside another one."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils import timezone

from clubs.people.models import Child
from clubs.people.rules import makes_own_choices
from clubs.records.refusals import Refusal
from clubs.safeguarding.consents import agreed
from clubs.safeguarding.enums import Purpose

from .actions import make_learner_for

# The child who has shown a card but has yet to choose for themselves (from 13).
CHOOSING = "child_choosing"


def may_learn(child: Child) -> bool:
    """Whether lessons are agreed to: by a guardian, from 13 by the young person."""
    return agreed(child, Purpose.LEARNING)


def must_choose_first(child: Child) -> bool:
    """Whether this young person has yet to say yes for themselves."""
    return makes_own_choices(child.birth_date, timezone.localdate()) and not may_learn(child)


def check_may_learn(child: Child) -> None:
    """Raise Refusal ("no_learning_consent") where a guardian has not said yes."""
    if not may_learn(child):
        raise Refusal(
            "no_learning_consent",
            "A grown-up in your family has to say yes to lessons first.",
            "Ask them to open their family page.",
            status=403,
        )


def ask_first(request: HttpRequest, child: Child) -> None:
    """End whatever session there is and remember who is about to choose."""
    logout(request)
    request.session[CHOOSING] = child.pk
    request.session.set_expiry(10 * 60)


def who_is_choosing(request: HttpRequest) -> Child | None:
    """The young person about to choose, else None."""
    pk = request.session.get(CHOOSING)
    return Child.objects.filter(pk=pk).first() if pk else None


def begin(request: HttpRequest, child: Child) -> None:
    """Make this browser's session the child's. Ends any other first, so that nothing of it is left.

    Raises Refusal "no_learning_consent".
    """
    check_may_learn(child)
    learner = make_learner_for(child)
    logout(request)
    login(request, learner, backend=settings.CARD_BACKEND)
    request.session.set_expiry(settings.CLUBS_CHILD_SESSION_SECONDS)
