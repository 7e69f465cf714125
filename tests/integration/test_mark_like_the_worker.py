"""`manage.py mark` gives the checker the very job that a worker gives it."""

import pytest

from curriculum.courses.models import Lesson
from curriculum.grading.checker_jobs import checker_job
from curriculum.grading.from_files import released_lesson
from tests.factories import lessons

pytestmark = pytest.mark.django_db
FILES = [{"name": "birds.csv", "content_base64": "YQ=="}, {"name": "bird.svg", "content_base64": "YQ=="}]


@pytest.mark.parametrize("compatible", [False, True], ids=["sealed", "compatible"])
def test_the_job_is_the_same(compatible: bool, settings) -> None:
    settings.CLUBS_MARKER_SOCKET = "/a/socket"
    lesson: Lesson = lessons.lesson()
    version = lesson.given_out
    version.compatible, version.files = compatible, FILES
    version.save()
    text = lessons.sent(**lessons.RIGHT).decode()
    job = released_lesson(lesson.slug).job(text, "/a/socket")
    assert job == checker_job(text, lesson, version.pk)
    assert [file["name"] for file in job["files"]] == ["birds.csv"]
