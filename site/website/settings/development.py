"""A developer's own machine."""

from .base import *  # noqa: F403 - settings modules are layered by star import, as Django's own docs do

DEBUG = True
SECRET_KEY = "development-only-never-elsewhere"  # noqa: S105 - names itself
ALLOWED_HOSTS = ["localhost"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
