"""What is held about a club's team and its children's cards."""

from clubs.records.personal_data import Audience, Basis, Erasure, Keep, declare, nothing_personal

from .models import CardTry, Club, ClubCard, ClubRole, Venue

nothing_personal(Venue, Club)
declare(
    ClubRole,
    fields={"user": "somebody can lead or help at the club"},
    technical=["club", "role", "since", "ended_at"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.SELF, Audience.CLUB_TEAM, Audience.ADMINISTRATORS],
    keep=Keep("six years after the role ended: name, role and dates", days=6 * 365, since="ended_at"),
    found_by={"user": "user"},
    erasure=Erasure.KEEP,
)
declare(
    ClubCard,
    fields={
        "child": "the card lets the right child in",
        "nickname": "a child is greeted at sign-in without their name",
        "picture": "a child finds their own card",
        "word_hash": "the word on the card can be checked; the word itself is on paper only",
        "token_hash": "the square on the card can be checked; what it says is on paper only",
    },
    technical=["club", "issued_at", "expires_on", "ended_at", "replaced_by"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CHILD, Audience.CLUB_TEAM],
    keep=Keep("a year after its last day", days=365, since="expires_on"),
    found_by={"child": "child"},
)
declare(
    CardTry,
    fields={
        "card": "wrong words are counted for each card",
        "address_key": "guessing from one place is slowed",
    },
    technical=["tried_at", "club", "forgiven_at"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.NOBODY],
    keep=Keep("a day", days=1, since="tried_at"),
    found_by={"child": "card__child"},
    erasure=Erasure.DELETE,
)
