"""The tests. PostgreSQL always: DATABASE_URL comes from the tests' own server."""

from .base import *  # noqa: F403 - settings modules are layered by star import

DEBUG = False
SECRET_KEY = "test-only"  # noqa: S105 - names itself
ALLOWED_HOSTS = ["localhost", "testserver"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "website.identity.hashers.RandomSecretHasher",
]
CLUBS_HUB_TOKEN = "hub-token-of-the-tests"  # noqa: S105 - names itself
CLUBS_RELAY_TOKEN = "relay-token-of-the-tests"  # noqa: S105 - names itself
CLUBS_FIELD_KEYS = ["dGVzdHMtb25seS1rZXktbmV2ZXItdXNlZC1hbnl3aGU="]
# Where a worker of the tests is to die, comma-separated (curriculum.grading.dangerous_faults).
CLUBS_DANGEROUS_FAULTS = env.list("CLUBS_DANGEROUS_FAULTS", [])
