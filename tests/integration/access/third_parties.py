"""Who may see what of the addresses that libraries bring, by prefix, tried on some paths of each.

The CMS's pages, allauth's account pages, the provider's and Wagtail's own. A row's route
stands for every address of others that begins with it.
"""

from tests.integration.access.roles import (
    EVERYBODY,
    NOT_THERE,
    PUBLIC,
    SIGNED_IN,
    Expected,
    Meets,
    Who,
    adults_meet,
    all_meet,
    only,
)
from tests.integration.access.table import BOTH, POST, Row

STAFF = {Who.SAFEGUARDING_LEAD, Who.COUNCIL_OFFICER, Who.EDITOR, Who.ADMINISTRATOR}
# Whoever the CMS does not know is led to sign in, signed in or not.
CMS_USERS = {Who.EDITOR, Who.ADMINISTRATOR}


def cms(what: Meets = Meets.OPEN) -> Expected:
    """An address of the CMS: what its users meet there; all others are led away."""
    return {**adults_meet(Meets.SIGN_IN), **dict.fromkeys(CMS_USERS, what)}


# An administrator, too, meets only their own tokens.
AN_EDITORS = {**cms(), Who.ADMINISTRATOR: Meets.HIDDEN}

ACCOUNT = [
    Row("account/", "/account/login/", PUBLIC, BOTH),
    Row("account/", "/account/signup/", PUBLIC, BOTH),
    Row("account/", "/account/login/code/", adults_meet(Meets.OPEN)),
    Row("account/", "/account/logout/", EVERYBODY, BOTH),
    Row("account/", "/account/email/", SIGNED_IN),
    # A second look at whoever has a second step; the rest have nothing to show.
    Row("account/", "/account/reauthenticate/", only(*STAFF)),
    Row("account/", "/account/sessions/", SIGNED_IN),
    Row("account/", "/account/2fa/", SIGNED_IN),
    Row("account/", "/account/2fa/totp/activate/", SIGNED_IN),
    Row("account/", "/account/2fa/webauthn/", SIGNED_IN),
    Row("account/", "/account/2fa/webauthn/add/", SIGNED_IN),
    # Nobody has made any yet.
    Row(
        "account/",
        "/account/2fa/recovery-codes/",
        {**NOT_THERE, Who.ANONYMOUS: Meets.SIGN_IN},
    ),
]

CMS = [
    Row("cms/", "/cms/", cms()),
    Row("cms/", "/cms/pages/", cms()),
    Row("cms/", "/cms/pages/{home_page}/edit/", cms()),
    Row("cms/", "/cms/pages/{home_page}/history/", cms()),
    Row("cms/", "/cms/settings/pages/boroughdetails/", cms()),
    Row("cms/", "/cms/redirects/", cms()),
    # People, roles and the site's own frame are not the CMS's to change.
    Row("cms/", "/cms/users/", cms(Meets.REFUSED)),
    Row("cms/", "/cms/groups/", cms(Meets.REFUSED)),
    Row("cms/", "/cms/sites/", cms(Meets.REFUSED)),
    Row("cms/", "/cms/collections/", cms(Meets.REFUSED)),
    Row("cms/guide/", "/cms/guide/", cms()),
    Row("cms/author-tokens/", "/cms/author-tokens/", cms(), BOTH),
    Row("cms/author-tokens/<int:pk>/revoke/", "/cms/author-tokens/{editors_token}/revoke/", AN_EDITORS, POST),
    Row("cms/lesson-copies/", "/cms/lesson-copies/", cms()),
    Row("cms/lesson-copies/<slug:slug>/<slug:of>/", "/cms/lesson-copies/{lesson}/source/", cms(), POST),
    Row("cms/lessons/counts/", "/cms/lessons/counts/", cms()),
    Row(
        "cms/marking/set-aside/",
        "/cms/marking/set-aside/",
        {**cms(), Who.EDITOR: Meets.REFUSED},
    ),
    Row(
        "cms/marking/faults/",
        "/cms/marking/faults/",
        {**cms(), Who.EDITOR: Meets.REFUSED},
    ),
    Row(
        "cms/marking/set-aside/<uuid:submission_id>/again/",
        "/cms/marking/set-aside/{set_aside}/again/",
        {**cms(), Who.EDITOR: Meets.REFUSED},
        POST,
    ),
    Row(
        "cms/marking/corrections/",
        "/cms/marking/corrections/",
        {**cms(), Who.EDITOR: Meets.REFUSED},
    ),
    Row(
        "cms/marking/corrections/<int:pk>/",
        "/cms/marking/corrections/{correction}/",
        {**cms(), Who.EDITOR: Meets.REFUSED},
    ),
    Row(
        "cms/marking/corrections/<int:pk>/apply/",
        "/cms/marking/corrections/{correction}/apply/",
        {**cms(), Who.EDITOR: Meets.REFUSED},
        BOTH,
    ),
    Row(
        "cms/marking/corrections/<int:pk>/discard/",
        "/cms/marking/corrections/{correction}/discard/",
        {**cms(), Who.EDITOR: Meets.REFUSED},
        BOTH,
    ),
]

PROVIDER = [
    Row("identity/o/api/token", "/identity/o/api/token", all_meet(Meets.NO_TOKEN), POST),
    Row("identity/o/api/userinfo", "/identity/o/api/userinfo", all_meet(Meets.NO_TOKEN)),
    Row("identity/o/api/revoke", "/identity/o/api/revoke", all_meet(Meets.NO_TOKEN), POST),
]

WAGTAIL = [
    Row("sitemap.xml", "/sitemap.xml", PUBLIC),
    Row("documents/", "/documents/{document}", PUBLIC),
    Row("documents/", "/documents/0/nothing.txt", NOT_THERE),
    Row("_util/", "/_util/authenticate_with_password/1/1/", NOT_THERE, BOTH),
    Row("_util/", "/_util/login/", PUBLIC, BOTH),
    Row(r"^((?:[\w\-]+/)*)$", "/", PUBLIC),
    Row(r"^((?:[\w\-]+/)*)$", "/clubs/", PUBLIC),
    Row(r"^((?:[\w\-]+/)*)$", "/clubs/{club}/", PUBLIC),
    Row(r"^((?:[\w\-]+/)*)$", "/volunteers/", PUBLIC),
    Row(r"^((?:[\w\-]+/)*)$", "/news/", PUBLIC),
    Row(r"^((?:[\w\-]+/)*)$", "/privacy/", PUBLIC),
    Row(r"^((?:[\w\-]+/)*)$", "/nothing/like/this/", NOT_THERE),
]

THIRD_PARTIES = [*ACCOUNT, *CMS, *PROVIDER, *WAGTAIL]
