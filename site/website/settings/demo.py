"""The demo of one machine: real processes, made-up people, loopback only.

Never for the open internet: sent mail can be read by anybody at /demo/outbox.
"""

from .base import *  # noqa: F403 - settings modules are layered by star import

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
# The site answers as localhost alone and the hub as 127.0.0.1: two origins, two cookie jars.
ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = ["website.demo", *INSTALLED_APPS]
MAILERS = {"default": {"BACKEND": "website.demo.outbox.OutboxBackend"}}
DEFAULT_FROM_EMAIL = "Camden Coding Clubs <clubs@demo.example>"
MEDIA_ROOT = CLUBS_STATE_DIR / "media"
WHITENOISE_USE_FINDERS = True
