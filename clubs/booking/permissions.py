"""Who may book and cancel for a child."""

from clubs.booking.models import Booking
from clubs.people.enums import Role
from clubs.people.models import Child, User
from clubs.people.rules import check_looks_after, has_role
from clubs.records.refusals import not_yours

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


def check_may_see(by: User, booking: Booking) -> None:
    """Refuse anybody but whoever booked and the guardians of the children booked.

    Raises:
        Refusal: ``not_yours``.
    """
    family = booking.places.filter(child__guardianships__guardian=by)
    if booking.booked_by_id != by.pk and not family.exists():
        raise not_yours("This booking belongs to another family.", "Go to your family page.")
