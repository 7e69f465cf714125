"""Two people approve an export of many children (R25): two accounts with the right role, both on record.

The command runs at the machine, where nobody signs in; so each of the two is told by
letter what was exported in their name, before the file is there.
"""

from clubs.people.enums import Role
from clubs.people.models import User
from clubs.people.rules import has_role
from clubs.records.audit import audited
from clubs.records.mail import send_letter
from clubs.records.refusals import Refusal, not_yours
from curriculum.courses.models import Course

APPROVERS = (Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)


def may_approve(user: User) -> bool:
    """Whether this account may be one of the two."""
    return has_role(user, *APPROVERS)


def check_may_approve(user: User) -> None:
    """Raise Refusal ("not_yours") unless this account may be one of the two."""
    if not may_approve(user):
        raise not_yours(
            f"{user.get_username()} may not approve an export of many children.",
            "Two administrators or safeguarding leads have to agree to it.",
        )


def are_two_people(approvers: list[User]) -> bool:
    """Whether these are two accounts, and not one named twice."""
    return len({user.pk for user in approvers}) == len(approvers) == 2


def check_approvers(approvers: list[User]) -> None:
    """Raise Refusal ("needs_another_person", "not_yours") unless two different people may approve."""
    if not are_two_people(approvers):
        raise Refusal(
            "needs_another_person",
            "Two different people have to agree to an export of many children.",
            "Name both: --approved-by ONE --approved-by ANOTHER.",
            status=403,
        )
    for user in approvers:
        check_may_approve(user)


@audited("grading.approve_gradebook_export")
def approve_gradebook_export(*, course: Course, by: User) -> Course:
    """Record that one of the two people agreed. Raises Refusal ("not_yours")."""
    check_may_approve(by)
    return course


def tell_approvers(*, course: Course, children: int, approvers: list[User]) -> None:
    """Write to each of the two what is exported in their name. Raises what the mail backend raises."""
    for user, other in (approvers, reversed(approvers)):
        if user.email:
            about = {"reader": user, "other": other, "course": course, "children": children}
            send_letter(template="grading/mail/gradebook_export", to=user.email, about=about)
