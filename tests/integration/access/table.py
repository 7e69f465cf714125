"""Who may see what: a row for every address of ours, and rows by prefix for those of others.

A new address fails ``test_every_url_is_in_the_table`` until it has its row here.
Braces in a path name things of ``people.make_borough``.
"""

from dataclasses import dataclass, field

from tests.integration.access.roles import (
    ADMINISTRATOR,
    AUTHOR_TOKEN,
    COUNCIL,
    EVERY_TEAM,
    EVERYBODY,
    HUB_ONLY,
    LEAD,
    LEARNER,
    NOT_THERE,
    PARENT,
    PUBLIC,
    RELAY_ONLY,
    ROLE_GIVERS,
    SAFEGUARDING,
    SIGNED_IN,
    TEAM,
    Expected,
    Meets,
    Who,
    adults_meet,
    all_meet,
    only,
)

GET, POST = ("GET",), ("POST",)
BOTH = (*GET, *POST)


@dataclass(frozen=True)
class Row:
    """One address: how it is asked, and what each meets there. ``data`` is posted, and asked of a GET."""

    route: str
    path: str
    expected: Expected
    methods: tuple[str, ...] = GET
    data: dict[str, str] = field(default_factory=dict)


SESSION = "team/sessions/<int:pk>/"
BOARD = f"{SESSION}board/"
MARK = f"{SESSION}register/<int:child_pk>/"
CARDS = "team/clubs/<slug:slug>/cards/"
API = "api/lesson/v1/"
BOOK = "book/^(?P<kind>term|session)/(?P<pk>[0-9]{1,12})/"

OPEN_PAGES = [
    Row("healthz", "/healthz", EVERYBODY),
    Row("robots.txt", "/robots.txt", PUBLIC),
    Row("search/", "/search/?q=club", PUBLIC),
    Row("find/", "/find/", PUBLIC, BOTH),
    Row("book/club/<slug:slug>/", "/book/club/{club}/", PUBLIC),
    # Only the demo has these two.
    Row("demo/outbox", "/demo/outbox/", NOT_THERE),
    Row("demo/outbox/<slug:name>/<int:number>", "/demo/outbox/letter/0/", NOT_THERE),
]

FAMILIES = [
    Row("account/details/", "/account/details/", SIGNED_IN, BOTH),
    Row("account/password/<path:rest>", "/account/password/reset/", adults_meet(Meets.SIGN_IN)),
    Row("family/", "/family/", SIGNED_IN),
    Row("family/children/add/", "/family/children/add/", SIGNED_IN, BOTH),
    Row("family/children/<int:pk>/", "/family/children/{child}/", PARENT, BOTH),
    Row("family/children/<int:pk>/consents/", "/family/children/{child}/consents/", PARENT, BOTH),
    Row(
        "family/children/<int:pk>/lessons/<slug:slug>/certificate/",
        "/family/children/{child}/lessons/{lesson}/certificate/",
        PARENT,
    ),
    Row(
        "family/children/<int:pk>/lessons/<slug:slug>/certificate.pdf",
        "/family/children/{child}/lessons/{lesson}/certificate.pdf",
        PARENT,
    ),
    Row("family/children/<int:pk>/desk/", "/family/children/{child}/desk/", PARENT, POST),
    Row(f"{BOOK}$", "/book/session/{free}/", SIGNED_IN),
    Row(f"{BOOK}$", "/book/term/{term}/", SIGNED_IN),
    Row(f"{BOOK}check/$", "/book/session/{free}/check/", PARENT, BOTH, {"child": "{child}"}),
    Row("book/booked/<uuid:reference>/", "/book/booked/{booking}/", PARENT),
    Row("book/booked/<uuid:reference>/calendar.ics", "/book/booked/{booking}/calendar.ics", PARENT),
    Row("book/place/<int:pk>/cancel/", "/book/place/{place}/cancel/", PARENT, BOTH),
]

CHILDREN = [
    Row("card/", "/card/", EVERYBODY, BOTH),
    Row("card/<str:token>/", "/card/{token}/", EVERYBODY, BOTH),
    # Nobody has shown a young person's card before.
    Row("card/choose/", "/card/choose/", all_meet(Meets.CARD), BOTH),
    Row("learn/", "/learn/", LEARNER),
    Row("learn/news/", "/learn/news/", LEARNER),
    Row("learn/lessons/<slug:slug>/open", "/learn/lessons/{lesson}/open", LEARNER),
    Row("learn/lessons/<slug:slug>/certificate/", "/learn/lessons/{lesson}/certificate/", LEARNER),
    Row("learn/lessons/<slug:slug>/certificate.pdf", "/learn/lessons/{lesson}/certificate.pdf", LEARNER),
    # The administrator has a copy of a lesson open just now.
    Row(
        "identity/o/authorize",
        "/identity/o/authorize?{hub_asks}",
        {**LEARNER, Who.ADMINISTRATOR: Meets.OPEN},
    ),
    Row("identity/sign-out/", "/identity/sign-out/", EVERYBODY, BOTH),
    Row("identity/signed-out/", "/identity/signed-out/", EVERYBODY),
]

TEAMS = [
    Row(
        "team/",
        "/team/",
        only(*set(Who) - {Who.ANONYMOUS, Who.CHILD, Who.PARENT, Who.OTHER_PARENT}),
    ),
    Row("team/profile/", "/team/profile/", EVERY_TEAM, BOTH),
    Row(SESSION, "/team/sessions/{coming}/", TEAM),
    Row(f"{SESSION}come/", "/team/sessions/{free}/come/", TEAM, POST),
    Row(f"{SESSION}not-come/", "/team/sessions/{coming}/not-come/", TEAM, POST),
    Row(
        f"{SESSION}change/", "/team/sessions/{free}/change/", LEAD, POST,
        {"what": "skip", "reason": "The boiler is being mended."},
    ),
    Row(f"{SESSION}put-back/", "/team/sessions/{skipped}/put-back/", LEAD, POST),
    Row(f"{SESSION}register/", "/team/sessions/{today}/register/", TEAM),
    Row(f"{SESSION}register/print/", "/team/sessions/{today}/register/print/", TEAM),
    Row(f"{MARK}arrived/", "/team/sessions/{today}/register/{expected}/arrived/", TEAM, POST),
    Row(f"{MARK}left/", "/team/sessions/{today}/register/{here}/left/", TEAM, POST),
    Row(f"{MARK}undo-arrival/", "/team/sessions/{today}/register/{here}/undo-arrival/", TEAM, POST),
    Row(f"{MARK}undo-leaving/", "/team/sessions/{today}/register/{gone}/undo-leaving/", TEAM, POST),
    Row(f"{SESSION}board/", "/team/sessions/{today}/board/", TEAM),
    Row(f"{BOARD}events/", "/team/sessions/{today}/board/events/", TEAM),
    Row(f"{BOARD}children/<int:child_pk>/", "/team/sessions/{today}/board/children/{here}/", TEAM),
    Row(
        f"{BOARD}children/<int:child_pk>/copy/", "/team/sessions/{today}/board/children/{expected}/copy/",
        TEAM, POST, {"lesson": "{lesson}"},
    ),
    Row(f"{BOARD}say/", "/team/sessions/{today}/board/say/", TEAM, POST, {"phrase": "look_up"}),
    Row(f"{BOARD}begin/", "/team/sessions/{today}/board/begin/", TEAM, POST, {"lesson": "{lesson}"}),
    Row(f"{BOARD}help/<int:call_pk>/go/", "/team/sessions/{today}/board/help/{call}/go/", TEAM, POST),
    Row(f"{BOARD}help/<int:call_pk>/cannot/", "/team/sessions/{today}/board/help/{call}/cannot/", TEAM, POST),
    Row(f"{BOARD}help/<int:call_pk>/done/", "/team/sessions/{today}/board/help/{call}/done/", TEAM, POST),
    Row(f"{SESSION}board/lessons/", "/team/sessions/{today}/board/lessons/", TEAM, POST),
    Row(CARDS, "/team/clubs/{club}/cards/", TEAM),
    Row(f"{CARDS}print/", "/team/clubs/{club}/cards/print/", TEAM, POST, {"make-{child}": "on"}),
    Row(f"{CARDS}lift/", "/team/clubs/{club}/cards/lift/", LEAD, POST),
    Row("team/clubs/<slug:slug>/lessons/", "/team/clubs/{club}/lessons/", LEAD, BOTH),
    Row(f"{CARDS}<int:pk>/withdraw/", "/team/clubs/{club}/cards/{card}/withdraw/", TEAM, POST),
]  # fmt: skip

STAFF = [
    Row("team/checks/", "/team/checks/", SAFEGUARDING),
    Row("team/checks/<int:pk>/", "/team/checks/{volunteer}/", SAFEGUARDING),
    Row("team/checks/<int:pk>/check/", "/team/checks/{volunteer}/check/", SAFEGUARDING, POST),
    Row("team/checks/<int:pk>/dates/", "/team/checks/{volunteer}/dates/", SAFEGUARDING, POST),
    Row("council/", "/council/", COUNCIL),
    Row("council/residents/", "/council/residents/", COUNCIL, BOTH),
    Row(
        "council/residents/<int:guardian>/children/add/",
        "/council/residents/{caller}/children/add/",
        COUNCIL,
        BOTH,
    ),
    Row("council/roles/", "/council/roles/", ROLE_GIVERS, BOTH),
    Row("council/roles/<int:pk>/agree/", "/council/roles/{proposed}/agree/", ROLE_GIVERS, POST),
    Row("council/roles/<int:pk>/end/", "/council/roles/{proposed}/end/", ROLE_GIVERS, POST),
    Row("council/roles/<int:pk>/end/", "/council/roles/{held}/end/", ADMINISTRATOR, POST),
    Row("cms/login/", "/cms/login/", adults_meet(Meets.SIGN_IN)),
]

# The lesson API knows nobody but the relay, whoever is signed in at the browser.
LESSON_API = [
    Row(f"{API}lessons", "/api/lesson/v1/lessons", RELAY_ONLY),
    Row(f"{API}lessons/<slug:slug>", "/api/lesson/v1/lessons/{lesson}", RELAY_ONLY),
    Row(
        f"{API}lessons/<slug:slug>/submissions",
        "/api/lesson/v1/lessons/{lesson}/submissions",
        RELAY_ONLY,
        BOTH,
    ),
    Row(f"{API}submissions", "/api/lesson/v1/submissions", RELAY_ONLY),
    Row(f"{API}submissions/<uuid:submission_id>", "/api/lesson/v1/submissions/{submission}", RELAY_ONLY),
    Row(
        f"{API}submissions/<uuid:submission_id>/events",
        "/api/lesson/v1/submissions/{submission}/events",
        RELAY_ONLY,
    ),
    Row(f"{API}lessons/<slug:slug>/progress", "/api/lesson/v1/lessons/{lesson}/progress", RELAY_ONLY),
    Row(
        f"{API}lessons/<slug:slug>/exercises/<slug:exercise>/hints",
        "/api/lesson/v1/lessons/{lesson}/exercises/double/hints",
        RELAY_ONLY,
        POST,
    ),
    Row(
        f"{API}lessons/<slug:slug>/exercises/<slug:exercise>/model-answer",
        "/api/lesson/v1/lessons/{lesson}/exercises/double/model-answer",
        RELAY_ONLY,
    ),
    Row(f"{API}events", "/api/lesson/v1/events", RELAY_ONLY, POST),
    Row(
        f"{API}lessons/<slug:slug>/exercises/<slug:exercise>/help",
        "/api/lesson/v1/lessons/{lesson}/exercises/double/help",
        RELAY_ONLY,
        POST,
    ),
    Row(f"{API}help/taken-back", "/api/lesson/v1/help/taken-back", RELAY_ONLY, POST),
    Row(f"{API}own-notebook", "/api/lesson/v1/own-notebook", RELAY_ONLY),
    Row(f"{API}news", "/api/lesson/v1/news", RELAY_ONLY),
    Row(f"{API}news/events", "/api/lesson/v1/news/events", RELAY_ONLY),
]

# What an adult's own server reads; the relay asks for that adult, and nobody else does.
COPIES_API = [
    Row(f"{API}copies", "/api/lesson/v1/copies", RELAY_ONLY),
    Row(f"{API}copies/<uuid:copy_id>", "/api/lesson/v1/copies/{copy}", RELAY_ONLY),
]

# Of the lesson API, what an author's token opens and nothing else, not even the relay.
AUTHORS_API = [
    Row(f"{API}proposals", "/api/lesson/v1/proposals", AUTHOR_TOKEN),
    Row(f"{API}proposals/<slug:slug>", "/api/lesson/v1/proposals/{lesson}", AUTHOR_TOKEN, POST),
    Row(
        f"{API}submissions/<uuid:submission_id>/notebook",
        "/api/lesson/v1/submissions/{trial}/notebook",
        AUTHOR_TOKEN,
    ),
]

# The hub itself tells this, for no learner; whoever else asks holds no token.
HUB_API = [Row(f"{API}starts", "/api/lesson/v1/starts", HUB_ONLY, POST)]
# What the hub asks for itself; neither a browser nor the relay has its token.
HUBS_OWN = [Row("api/hub/v1/due", "/api/hub/v1/due", HUB_ONLY)]

OURS = [
    *OPEN_PAGES, *FAMILIES, *CHILDREN, *TEAMS, *STAFF, *LESSON_API, *COPIES_API, *AUTHORS_API, *HUB_API,
    *HUBS_OWN,
]  # fmt: skip
