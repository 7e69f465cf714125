"""Who may book and cancel for a child."""

from clubs.people.enums import Role
from clubs.people.models import Child, User
from clubs.people.rules import check_looks_after, has_role

# Staff who book for families that cannot use the site.
ASSISTING_ROLES = (Role.COUNCIL_OFFICER, Role.ADMINISTRATOR)


def check_may_book_for(by: User, child: Child, *, assisted: bool) -> None:
    """Refuse anybody but the child's guardian, or staff who say that they assist.

    Raises:
        Refusal: ``not_signed_in``, ``not_yours`` or ``not_your_child``.
    """
    if assisted and has_role(by, *ASSISTING_ROLES):
        return
    check_looks_after(by, child)
