"""The public pages of lessons."""

import pytest
from wagtail.models import Page, Site

from curriculum.courses.first_pages import load_lesson_pages
from curriculum.courses.models import LessonPage, LessonsIndexPage
from tests.factories import lessons

pytestmark = pytest.mark.django_db


@pytest.fixture
def front() -> Page:
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    front = root.add_child(instance=Page(title="Front", slug="front-of-tests"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "port": 80, "root_page": front}
    )
    return front


def test_lessons_get_pages_once(front):
    lessons.lesson()
    assert load_lesson_pages(front) == 3
    assert load_lesson_pages(front) == 0
    lessons.lesson("second-lesson")
    assert load_lesson_pages(front) == 1


@pytest.mark.parametrize("kind", ["index", "course", "lesson"])
def test_every_page_says_what_there_is(front, client, kind):
    lesson = lessons.lesson()
    load_lesson_pages(front)
    page = LessonPage.objects.get()
    address = {
        "index": LessonsIndexPage.objects.get().url,
        "course": page.get_parent().url,
        "lesson": page.url,
    }[kind]
    response = client.get(address)
    assert response.status_code == 200
    words = response.content.decode()
    said = {
        "index": ["Small course", "1 lesson"],
        "course": [lesson.summary, "Ages 8 to 12"],
        "lesson": ["Twice", "Hello"],
    }
    for each in said[kind]:
        assert each in words


def test_a_lesson_that_is_withdrawn_is_not_listed(front, client):
    lesson = lessons.lesson()
    load_lesson_pages(front)
    course = LessonPage.objects.get().get_parent()
    lesson.current = None
    lesson.save()
    assert lesson.title not in client.get(course.url).content.decode()
