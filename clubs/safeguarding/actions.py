"""Saying yes, no, and taking it back."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from clubs.people import actions as people
from clubs.people.models import Child, User
from clubs.people.rules import check_adult
from clubs.records.audit import audited
from clubs.records.refusals import Refusal

from . import rules, wording
from .consents import standing_yes
from .enums import Decision, How, Purpose
from .models import Consent


@audited("safeguarding.decide_for_child")
def decide_for_child(
    *, by: User, child: Child, purpose: Purpose, yes: bool, how: How = How.ONLINE
) -> Consent:
    """Write down a yes or no about a child. A no after a yes is recorded as taking it back.

    Raises Refusal: "not_your_child", "their_own_choice", "ask_your_guardian".
    """
    rules.check_may_decide(by, child, purpose, timezone.localdate())
    return _write(by, {"child": child}, purpose, yes=yes, how=how)


@audited("safeguarding.decide_changes")
def decide_changes(*, by: User, child: Child, answers: Mapping[Purpose, bool]) -> Child:
    """Write down each answer that differs from what stands. Raises what ``decide_for_child`` raises."""
    standing = standing_yes(child)
    for purpose, yes in answers.items():
        if yes != (purpose in standing):
            decide_for_child(by=by, child=child, purpose=purpose, yes=yes)
    return child


@audited("safeguarding.add_child_with_answers")
def add_child_with_answers(
    *, by: User, guardian: User, about_child: Mapping[str, Any], answers: Mapping[Purpose, bool]
) -> Child:
    """Add a child and write down what the guardian said, in one go.

    What a young person decides for themselves is left for them to be asked. Staff who add a
    child for somebody on the telephone write the answers down as given by telephone.
    Raises what ``people.add_child`` raises.
    """
    child = people.add_child(by=by, guardian=guardian, **about_child)
    today = timezone.localdate()
    for purpose, yes in answers.items():
        if not rules.decides_for_themselves(child, purpose, today):
            _write(
                guardian,
                {"child": child},
                purpose,
                yes=yes,
                how=How.ONLINE if by.pk == guardian.pk else How.TELEPHONE,
            )
    return child


@audited("safeguarding.decide_for_self")
def decide_for_self(*, by: User, purpose: Purpose, yes: bool, how: How = How.ONLINE) -> Consent:
    """Write down an adult's yes or no about themselves. Raises Refusal ("not_yours", "about_children")."""
    check_adult(by)
    if purpose != Purpose.VOLUNTEER_LISTING:
        raise Refusal("about_children", "This is asked about children only.", status=422)
    return _write(by, {"adult": by}, purpose, yes=yes, how=how)


def _write(by: User, whom: dict[str, object], purpose: Purpose, *, yes: bool, how: How) -> Consent:
    before = Consent.objects.filter(**whom, purpose=purpose).standing().first()
    took_back = before is not None and before.decision == Decision.GIVEN
    decision = Decision.GIVEN if yes else Decision.WITHDRAWN if took_back else Decision.REFUSED
    return Consent.objects.create(
        **whom,
        purpose=purpose,
        decision=decision,
        wording_version=wording.CURRENT[purpose].version,
        decided_by=by,
        how=how,
    )
