"""A child's server for tests of the hub: signs visitors on through the hub and says whose desk it is."""

import os
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from jupyterhub.utils import url_path_join
from tornado import ioloop, web

LEARNER = os.environ["JUPYTERHUB_USER"]
WARM = os.environ.get("CLUBS_WARM_LESSON")


class Desk(HubOAuthenticated, web.RequestHandler):
    @web.authenticated
    def get(self, path: str) -> None:
        visitor = self.get_current_user()["name"]
        self.write({"desk_of": LEARNER, "visitor": visitor, "path": path, "pid": os.getpid(), "warm": WARM})


def main() -> None:
    prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    address = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    desk = web.Application(
        [
            (url_path_join(prefix, "oauth_callback"), HubOAuthCallbackHandler),
            (url_path_join(prefix, "(.*)"), Desk),
        ],
        cookie_secret=os.urandom(32),
    )
    desk.listen(address.port, "127.0.0.1")
    ioloop.IOLoop.current().start()


if __name__ == "__main__":
    main()
