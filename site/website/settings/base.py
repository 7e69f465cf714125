"""What every environment shares. Each setting from the environment has a default and a line of help."""

from pathlib import Path

from django.utils.csp import CSP
from environs import Env

from website.logs import logging_config

from .sign_in import *  # noqa: F403 - one module a subject, layered by star import

env = Env()

REPOSITORY = Path(__file__).resolve().parents[3]
SITE_ROOT = REPOSITORY / "site" / "website"

# Where the site and the hub are reached by a browser; two origins, always.
CLUBS_SITE_URL = env.str("CLUBS_SITE_URL", "http://localhost:8000")
CLUBS_HUB_URL = env.str("CLUBS_HUB_URL", "http://127.0.0.1:8001")
# Where data, secrets and uploads live; made by the supervisor.
CLUBS_STATE_DIR = Path(env.str("CLUBS_STATE_DIR", str(REPOSITORY / ".state")))
# The hub as a client of our OpenID provider.
CLUBS_HUB_CLIENT_ID = env.str("CLUBS_HUB_CLIENT_ID", "coding-hub")
CLUBS_HUB_CLIENT_SECRET = env.str("CLUBS_HUB_CLIENT_SECRET", "")
# What the relay shows to the lesson API; empty refuses every call.
CLUBS_RELAY_TOKEN = env.str("CLUBS_RELAY_TOKEN", "")
# What the hub shows when it asks who is due or tells of a server that did not start; empty refuses it.
CLUBS_HUB_TOKEN = env.str("CLUBS_HUB_TOKEN", "")
# Keys of encrypted fields, newest first, comma-separated (Fernet).
CLUBS_FIELD_KEYS: list[str] = env.list("CLUBS_FIELD_KEYS", [])
# How many days ahead the rota decides the places of a session; further on, the lead's pledge does.
CLUBS_ROTA_HORIZON_DAYS = env.int("CLUBS_ROTA_HORIZON_DAYS", 21)
# The marker's warm process.
CLUBS_MARKER_SOCKET = env.str("CLUBS_MARKER_SOCKET", "")
# Points of a marking job at which its worker kills itself (curriculum.grading.dangerous_faults). Never read
# from the environment but by the tests' settings.
CLUBS_DANGEROUS_FAULTS: list[str] = []
# For development only, on a machine where no sandbox can be had: run pupils' code without one, with all
# the rights of the user who marks. Never as root; production refuses to start with it.
CLUBS_DANGEROUS_MARKING_WITHOUT_SANDBOX = env.bool("CLUBS_DANGEROUS_MARKING_WITHOUT_SANDBOX", False)

INSTALLED_APPS = [
    "website.screens",
    "website.pages",
    "website.identity",
    "curriculum.copies",
    "curriculum.progress",
    "curriculum.grading",
    "curriculum.courses",
    "curriculum.authoring",
    "clubs.clubday",
    "clubs.finder",
    "clubs.booking",
    "clubs.volunteers",
    "clubs.timetable",
    "clubs.directory",
    "clubs.safeguarding",
    "clubs.people",
    "clubs.records",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.search_promotions",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "axes",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "django_filters",
    "django_htmx",
    "django_cotton",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clubs.people.middleware.ChildrenStayInTheirRoom",
    "clubs.people.middleware.SecondStepForStaff",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "website.content_security.AdminContentSecurity",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "clubs.records.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "website.urls"
ASGI_APPLICATION = "website.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                "django_cotton.cotton_loader.Loader",
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "website.pages.templatetags.face"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "website.context_processors.face",
            ],
        },
    }
]
COTTON_DIR = "cotton"
# A component sees what it is given, never a variable that happens to have the same name.
COTTON_ISOLATE_BY_DEFAULT = True
FORM_RENDERER = "website.forms.FormRenderer"

DATABASES = {"default": env.dj_db_url("DATABASE_URL", "postgresql:///clubs", conn_max_age=0)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A worker that has not been heard of for so many seconds is taken for dead, and its jobs are done
# by another.
CLUBS_WORKER_SILENCE_SECONDS = env.float("CLUBS_WORKER_SILENCE_SECONDS", 10.0)
# Jobs that went well leave nothing behind, least of all ids of people.
PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": CLUBS_WORKER_SILENCE_SECONDS / 5,
    "stalled_worker_timeout": CLUBS_WORKER_SILENCE_SECONDS,
    "delete_jobs": "successful",
}

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    # The hub's own secret alone; what people think of is never kept this way.
    "website.identity.hashers.RandomSecretHasher",
]

# The site is the hub's OpenID provider (website.identity). A token outlives no afternoon at a club.
IDP_OIDC_ADAPTER = "website.identity.adapter.OpaqueIdAdapter"
# RSA key, PEM, that signs what the provider says.
IDP_OIDC_PRIVATE_KEY = env.str("CLUBS_OIDC_PRIVATE_KEY", "")
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 4 * 60 * 60
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [SITE_ROOT / "static"]
STATIC_ROOT = CLUBS_STATE_DIR / "data" / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = CLUBS_STATE_DIR / "data" / "media"

WAGTAIL_SITE_NAME = "Camden Coding Clubs"
WAGTAILADMIN_BASE_URL = CLUBS_SITE_URL
# The admin asks nothing of another origin: no update check, no what's-new, no Gravatar.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_100_000

# Content security: our pages load from this origin alone, nothing inline but scripts with this
# answer's nonce. Forms may end at the hub, since opening a lesson is redirected there.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF, CLUBS_HUB_URL],
    "frame-ancestors": [CSP.SELF],
}
# Wagtail's admin writes styles and a few scripts into its pages.
ADMIN_SECURE_CSP = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "worker-src": [CSP.SELF, "blob:"],
}

# How much is logged; what names a person is taken out of every line.
LOGGING = logging_config(env.str("LOG_LEVEL", "WARNING"))
