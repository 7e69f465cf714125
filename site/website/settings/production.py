"""A borough's live service. Refuses to start without its secrets."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403 - settings modules are layered by star import

if CLUBS_DANGEROUS_MARKING_WITHOUT_SANDBOX:
    raise ImproperlyConfigured(
        "CLUBS_DANGEROUS_MARKING_WITHOUT_SANDBOX is for development only: a live service marks in a sandbox "
        "or not at all. Unset it."
    )

DEBUG = False
# Long and random; everything signed hangs on it.
SECRET_KEY = env.str("SECRET_KEY")
# The host names the site answers to.
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")
CLUBS_HUB_CLIENT_SECRET = env.str("CLUBS_HUB_CLIENT_SECRET")
CLUBS_RELAY_TOKEN = env.str("CLUBS_RELAY_TOKEN")
CLUBS_HUB_TOKEN = env.str("CLUBS_HUB_TOKEN")
CLUBS_FIELD_KEYS = env.list("CLUBS_FIELD_KEYS")
# Where mail is handed over; see docs/how-to/run-in-production.md.
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.str("EMAIL_HOST"),
            "port": env.int("EMAIL_PORT", 587),
            "username": env.str("EMAIL_USER", ""),
            "password": env.str("EMAIL_PASSWORD", ""),
            "use_tls": env.bool("EMAIL_USE_TLS", True),
        },
    }
}
# Who the letters come from.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
