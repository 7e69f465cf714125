"""The door to Notebook 7: the site is asked, and the answer is the way in or a page that says why not."""

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_escape, url_path_join
from tornado import web

from hub_config.lesson_server.lesson_folder import LessonFolder
from hub_config.lesson_server.page import RoomPage
from hub_config.lesson_server.refusals import Refusal


class NotebookDoorHandler(RoomPage):
    """Leads to a lesson's notebook, or to the child's folder of lessons."""

    @web.authenticated
    @authorized
    async def get(self, slug: str | None = None) -> None:
        """Go in, or read why not. Without the site's yes nothing of Notebook 7 is loaded."""
        self.set_header("Cache-Control", "no-store")
        try:
            await self.site_api.may_open_notebook()
        except Refusal as refusal:
            self.say_no(refusal, what="Notebook")
            return
        self.redirect(url_path_join(self.base_url, *self._way_in(slug)))

    def _way_in(self, slug: str | None) -> tuple[str, str]:
        # Loaded late: it is most of JupyterLab's server, and few children come here.
        from hub_config.lesson_server import notebook_seven

        door = notebook_seven.Door(self.site_api.may_open_notebook, "own-notebook")
        notebook_seven.load_into(self.extensionapp.serverapp, door)
        if slug is None:
            return "tree", "lessons"
        folder = LessonFolder.in_home(self.home, slug)
        return ("notebooks", url_escape(folder.path)) if folder.file.is_file() else ("lesson", slug)
