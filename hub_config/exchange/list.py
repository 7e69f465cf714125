"""``nbgrader list``: lessons that can be fetched, and one's own submissions.

What is returned has the shape of nbgrader's own exchange, which its assignment list in
Jupyter reads, and beside it each submission's ``state``, ``points`` and ``max_points``.
"""

import json
from pathlib import Path
from typing import Any

from nbgrader.exchange import ExchangeError, abc
from traitlets import Bool

from hub_config.exchange.base import COURSE, LessonExchange
from hub_config.exchange.feedback_page import told_when
from hub_config.exchange.submissions import OwnSubmission, copies

NOT_REMOVED = (
    "Nothing is removed: what was handed in is kept with its marks, and lessons are taken back on the site."
)


class LessonList(LessonExchange, abc.ExchangeList):
    """Lists lessons; with ``--inbound`` or ``--cached`` submissions; with ``--json`` as JSON on stdout."""

    as_json = Bool(False, help="Print the list as JSON.").tag(config=True)

    def init_src(self) -> None:
        """Refuse what cannot be listed. A lesson's name is not needed here."""
        if self.remove:
            self.fail(NOT_REMOVED)
        if self.coursedir.assignment_id:
            super().init_src()
        self.check_own()

    def copy_files(self) -> None:
        """Nothing is copied."""

    def list_files(self) -> list[dict[str, Any]]:
        """Tell and give what there is; submissions are grouped by lesson."""
        if self.course != COURSE:
            self.log.warning("There is one course here, %s, and none called %s.", COURSE, self.course)
            found: list[dict[str, Any]] = []
        elif self.inbound or self.cached:
            found = self._submitted()
        else:
            found = self._released()
        if self.as_json:
            print(json.dumps(found, indent=2))
        return found

    def _released(self) -> list[dict[str, Any]]:
        rows = self.ask(lambda site_api: site_api.lessons())
        wanted = self.coursedir.assignment_id
        found = [self._lesson(str(row["slug"])) for row in rows if wanted in ("", row.get("slug"))]
        self.log.info("Released assignments:")
        for info in found:
            fetched = " (already downloaded)" if info["status"] == "fetched" else ""
            self.log.info("%s %s%s", info["course_id"], info["assignment_id"], fetched)
        return found

    def _lesson(self, slug: str) -> dict[str, Any]:
        folder = self.folder_of(slug)
        fetched = folder.file.is_file()
        place = str(folder.folder) if fetched else f"{self.lesson_api}/lessons/{slug}"
        notebook = str(folder.file) if fetched else place
        return {
            "course_id": self.course,
            "assignment_id": slug,
            "status": "fetched" if fetched else "released",
            "path": place,
            "notebooks": [{"notebook_id": slug, "path": notebook}],
        }

    def _submitted(self) -> list[dict[str, Any]]:
        rows = self._kept() if self.cached else self._on_the_site()
        self.log.info("Submitted assignments:")
        for info in rows:
            self.log.info(_line(info))
        grouped: dict[str, list[dict[str, Any]]] = {}
        for info in rows:
            grouped.setdefault(info["assignment_id"], []).append(info)
        return [
            {
                "course_id": self.course,
                "student_id": self.student,
                "assignment_id": slug,
                "status": "submitted",
                "submissions": submissions,
            }
            for slug, submissions in sorted(grouped.items())
        ]

    def _on_the_site(self) -> list[dict[str, Any]]:
        own = self.own_submissions(self.coursedir.assignment_id)
        return [
            self._info(each.slug, self.named(each), f"{self.lesson_api}/submissions/{each.id}", each)
            for each in sorted(own, key=lambda each: (each.slug, each.stored_at))
        ]

    def _kept(self) -> list[dict[str, Any]]:
        """The copies on this machine, with what the site knows of them, if it can be asked."""
        try:
            own = {each.id: each for each in self.own_submissions(self.coursedir.assignment_id)}
        except ExchangeError:
            self.log.warning("Whether there is feedback for these could not be asked.")
            own = {}
        return [
            self._info(copy.slug, copy.timestamp, str(copy.folder.resolve()), own.get(copy.submission_id))
            for copy in copies(Path(self.cache) / self.course, self.coursedir.assignment_id)
        ]

    def _info(self, slug: str, timestamp: str, path: str, known: OwnSubmission | None) -> dict[str, Any]:
        page = self.feedback_file(slug, timestamp)
        fetched = page.is_file()
        ready = known is not None and known.has_feedback
        feedback = {
            "has_local_feedback": fetched,
            "has_exchange_feedback": ready,
            "feedback_updated": fetched
            and known is not None
            and ready
            and told_when(page) != known.marked_at,
        }
        notebook = str(Path(path) / f"{slug}.ipynb") if self.cached else path
        return {
            "course_id": self.course,
            "student_id": self.student,
            "assignment_id": slug,
            "timestamp": timestamp,
            "status": "submitted",
            "path": path,
            "notebooks": [
                {
                    "notebook_id": slug,
                    "path": notebook,
                    "local_feedback_path": str(page) if fetched else None,
                    **feedback,
                }
            ],
            "local_feedback_path": str(page.parent) if fetched else None,
            **feedback,
            "submission_id": known.id if known else None,
            "state": known.state if known else None,
            "points": known.points if known else None,
            "max_points": known.max_points if known else None,
            "words": known.words if known else "",
        }


def _line(info: dict[str, Any]) -> str:
    """One submission as nbgrader tells it, and where it stands."""
    if info["has_local_feedback"] and not info["feedback_updated"]:
        feedback = "feedback already fetched"
    elif info["has_exchange_feedback"]:
        feedback = "feedback ready to be fetched"
    else:
        feedback = "no feedback available"
    named = f"{info['course_id']} {info['student_id']} {info['assignment_id']} {info['timestamp']}"
    return ", ".join(filter(None, [f"{named} ({feedback})", info["words"]]))
