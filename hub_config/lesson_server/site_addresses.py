"""Where an extension of a lesson server finds the site: the same settings for each."""

import os

from jupyter_server.extension.application import ExtensionApp, ExtensionAppJinjaMixin
from traitlets import Unicode, default


class SiteExtensionApp(ExtensionAppJinjaMixin, ExtensionApp):
    """An extension app that speaks to the site."""

    load_other_extensions = True

    lesson_api = Unicode(
        help="Base address of the site's lesson API, plain http or http+unix (default: CLUBS_LESSON_API)."
    ).tag(config=True)
    site_url = Unicode(help="Address of the site, for the way back (default: CLUBS_SITE_URL).").tag(
        config=True
    )

    @default("lesson_api")
    def _lesson_api_default(self) -> str:
        return os.environ.get("CLUBS_LESSON_API", "http://localhost:8000/api/lesson/v1")

    @default("site_url")
    def _site_url_default(self) -> str:
        return os.environ.get("CLUBS_SITE_URL", "http://localhost:8000")
