"""Who comes to a page, and in short words what they meet there."""

from enum import StrEnum
from urllib.parse import urlsplit

from django.http.response import HttpResponseBase


class Who(StrEnum):
    """Everybody the site tells apart. Parent and club are those in the address, the others are not."""

    ANONYMOUS = "anonymous"
    CHILD = "child"
    PARENT = "parent"
    OTHER_PARENT = "another family's parent"
    VOLUNTEER = "volunteer"
    OTHER_VOLUNTEER = "another club's volunteer"
    LEAD = "lead"
    SAFEGUARDING_LEAD = "safeguarding lead"
    ORGANISATION_MANAGER = "organisation manager"
    COUNCIL_OFFICER = "council officer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class Meets(StrEnum):
    """What somebody meets at an address."""

    OPEN = "open"  # the page, its own redirect, or words about what they filled in
    SIGN_IN = "sign_in"
    CARD = "card"  # the children's way in
    SECOND_STEP = "second_step"
    NO_TOKEN = "no_token"  # not the program this address is for
    REFUSED = "refused"
    HIDDEN = "hidden"
    NOT_ALLOWED = "not_allowed"


type Expected = dict[Who, Meets]

DOORS = {
    "/account/login/": Meets.SIGN_IN,
    "/card/": Meets.CARD,
    "/account/2fa/": Meets.SECOND_STEP,
    # How the CMS turns away who may come in but not do this.
    "/cms/": Meets.REFUSED,
}
STATUSES = {
    400: Meets.NO_TOKEN,  # as the provider says it
    401: Meets.NO_TOKEN,
    403: Meets.REFUSED,
    404: Meets.HIDDEN,
    405: Meets.NOT_ALLOWED,
    # Past the door: the answer is about what was sent, not about who sent it.
    409: Meets.OPEN,
    422: Meets.OPEN,
}


def met(response: HttpResponseBase) -> Meets:
    """What this answer is. KeyError for a status that no page of the site should give."""
    if 300 <= response.status_code < 400:
        return DOORS.get(urlsplit(response.headers["Location"]).path, Meets.OPEN)
    return Meets.OPEN if 200 <= response.status_code < 300 else STATUSES[response.status_code]


def all_meet(what: Meets) -> Expected:
    """The same for everybody."""
    return dict.fromkeys(Who, what)


def adults_meet(what: Meets) -> Expected:
    """The same for everybody but a child, whose session stays among the lessons."""
    return {**all_meet(what), Who.CHILD: Meets.REFUSED}


def only(*who: Who) -> Expected:
    """Open for these; other adults and a child are refused, a stranger is asked to sign in."""
    expected = {**all_meet(Meets.REFUSED), Who.ANONYMOUS: Meets.SIGN_IN}
    return expected | dict.fromkeys(who, Meets.OPEN)


EVERYBODY = all_meet(Meets.OPEN)
PUBLIC = adults_meet(Meets.OPEN)
NOT_THERE = adults_meet(Meets.HIDDEN)
RELAY_ONLY = adults_meet(Meets.NO_TOKEN)
HUB_ONLY = adults_meet(Meets.NO_TOKEN)
AUTHOR_TOKEN = adults_meet(Meets.NO_TOKEN)
SIGNED_IN = only(*set(Who) - {Who.ANONYMOUS, Who.CHILD})
LEARNER = {**only(Who.CHILD), Who.ANONYMOUS: Meets.CARD}
PARENT = only(Who.PARENT)
TEAM = only(Who.VOLUNTEER, Who.LEAD)
LEAD = only(Who.LEAD)
EVERY_TEAM = only(Who.VOLUNTEER, Who.OTHER_VOLUNTEER, Who.LEAD)
SAFEGUARDING = only(Who.SAFEGUARDING_LEAD)
COUNCIL = only(Who.COUNCIL_OFFICER, Who.ADMINISTRATOR)
ROLE_GIVERS = only(Who.ADMINISTRATOR, Who.SAFEGUARDING_LEAD)
ADMINISTRATOR = only(Who.ADMINISTRATOR)
