"""What is held about bookings, why, and for how long."""

from clubs.booking.models import Booking, Place, PlaceSession
from clubs.records.personal_data import Audience, Basis, Erasure, Keep, declare

AUDIENCE = [Audience.GUARDIANS, Audience.CLUB_TEAM]
TWO_YEARS = "two years after the place's last day, to plan clubs and answer questions"

declare(
    Booking,
    fields={
        "booked_by": "the letter goes to whoever booked",
        "assisted": "it is known that staff booked for the family",
    },
    technical=["reference", "made_at"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.SELF, Audience.COUNCIL],
    keep=Keep(TWO_YEARS),
    found_by={"user": "booked_by"},
    erasure=Erasure.BLANK,
)

declare(
    Place,
    fields={"child": "the club knows who has a place"},
    technical=["uid", "booking", "term", "session", "state", "cancelled_at"],
    basis=Basis.PUBLIC_TASK,
    audience=AUDIENCE,
    keep=Keep(TWO_YEARS),
    found_by={"child": "child"},
)

declare(
    PlaceSession,
    fields={"child": "no child has two places at once, and the register knows whom to expect"},
    technical=["place", "session", "during", "live", "calendar_sequence"],
    basis=Basis.PUBLIC_TASK,
    audience=AUDIENCE,
    keep=Keep(TWO_YEARS),
    found_by={"child": "child"},
)
