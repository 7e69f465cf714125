"""What is held about accounts and families, why, and for how long; the libraries' tables of sign-in too."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt

from clubs.records.personal_data import Audience, Basis, Erasure, Keep, declare, nothing_personal

from .models import BoroughRole, Child, Guardianship, Organisation, OrganisationRole, User

WHILE_IN_USE = Keep("while the account is in use; erased two years after the last sign-in, or when asked")
FAMILY_RECORD = Keep("two years after the child's last session, or until the family erases it")
TEAM = (Audience.GUARDIANS, Audience.CLUB_TEAM)

declare(
    User,
    fields={
        "opaque_id": "hub, notebooks and logs know a learner by a random code and no name",
        "email": "an adult can sign in and get letters about bookings",
        "telephone": "the club can ring the adult if a child needs them",
        "first_name": "the club knows whom it greets",
        "last_name": "the club's lead knows who brings a child",
        "last_login": "accounts nobody uses can be found and erased",
        "password": "nothing: it is always unusable, and changed to end a child's sessions",
    },
    technical=["kind", "is_active", "is_staff", "is_superuser", "date_joined"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.SELF, Audience.CLUB_LEAD, Audience.ADMINISTRATORS],
    keep=WHILE_IN_USE,
    found_by={"user": "pk", "child": "child"},
    erasure=Erasure.BLANK,
)
declare(
    Child,
    fields={
        "first_name": "volunteers know whom they greet",
        "last_name": "the register tells two children of one name apart",
        "preferred_name": "volunteers use the name the child likes",
        "birth_date": "clubs for the child's age are shown and enough adults are there",
        "user": "the child's lessons can be opened",
    },
    technical=["added_at"],
    basis=Basis.PUBLIC_TASK,
    audience=TEAM,
    keep=FAMILY_RECORD,
    found_by={"child": "pk"},
)
declare(
    Guardianship,
    fields={"child": "the family page shows the right children", "guardian": "only the family sees them"},
    technical=["since"],
    basis=Basis.PUBLIC_TASK,
    audience=TEAM,
    keep=FAMILY_RECORD,
    found_by={"child": "child", "user": "guardian"},
)
declare(
    OrganisationRole,
    fields={"user": "the organisation's own people can act for it"},
    technical=["organisation", "since"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.SELF, Audience.COUNCIL],
    keep=WHILE_IN_USE,
    found_by={"user": "user"},
)
declare(
    BoroughRole,
    fields={
        "user": "somebody can do the borough's work here",
        "granted_by": "it can be shown who gave the role",
        "approved_by": "it can be shown that two people agreed to a safeguarding role",
    },
    technical=["role", "state", "granted_at", "ended_at"],
    basis=Basis.LEGAL_DUTY,
    audience=[Audience.SELF, Audience.ADMINISTRATORS],
    keep=Keep("six years after the role ended", days=6 * 365, since="ended_at"),
    found_by={"user": "user"},
    erasure=Erasure.KEEP,
)
declare(
    EmailAddress,
    fields={"user": "an address belongs to an account", "email": "a code can be sent to it"},
    technical=["verified", "primary"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.SELF],
    keep=WHILE_IN_USE,
    found_by={"user": "user"},
)
declare(
    Authenticator,
    fields={"user": "a passkey belongs to an account", "data": "sign-in can ask for it; kept encrypted"},
    technical=["type", "created_at", "last_used_at"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.NOBODY],
    keep=WHILE_IN_USE,
    found_by={"user": "user"},
)
declare(
    UserSession,
    fields={
        "user": "adults see where they are signed in",
        "ip": "adults recognise a sign-in that was not theirs",
        "user_agent": "adults recognise their own browser",
    },
    technical=["created_at", "last_seen_at", "session_key", "data"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.SELF],
    keep=Keep("a month after the sign-in", days=31, since="created_at"),
    found_by={"user": "user"},
)
declare(
    AccessAttempt,
    fields={
        "username": "wrong codes for one e-mail can be counted",
        "ip_address": "they are counted apart for each address",
        "user_agent": "a program that guesses can be told from a person",
    },
    technical=["attempt_time", "failures_since_start", "get_data", "post_data", "http_accept", "path_info"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.ADMINISTRATORS],
    keep=Keep("a day", days=1, since="attempt_time"),
    found_by={},
)
nothing_personal(Organisation)
