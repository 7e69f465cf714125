"""The certificate of a finished lesson: what stands on it, who may see it, and that it is kept nowhere."""

import io
import re
import zlib
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from clubs.people.models import Child
from clubs.records import printing
from clubs.records.refusals import Refusal
from curriculum.courses.models import Lesson
from curriculum.progress.certificates import certificate
from tests.factories import lessons
from tests.factories.people import ChildFactory, GuardianshipFactory
from tests.html import CheckedClient

pytestmark = pytest.mark.django_db

PAPERS = ["certificate/", "certificate.pdf"]
BOTH = ("double", "hello")


@pytest.fixture
def lesson() -> Lesson:
    made = lessons.lesson()
    made.exercises.filter(slug="double").update(learns="a function gives something back")
    return made


@pytest.fixture
def child() -> Child:
    return ChildFactory(learner=True, first_name="Robin", last_name="Unshown")


def browser_of(user, settings) -> Client:
    browser = CheckedClient()
    browser.force_login(user, settings.CARD_BACKEND if user.is_child else None)
    return browser


@pytest.fixture
def own(child, settings) -> Client:
    return browser_of(child.user, settings)


def test_it_says_who_what_and_when(child: Child, lesson: Lesson) -> None:
    lessons.marked(child.user, lesson, passed=BOTH, drawing=lessons.DRAWING)
    paper = certificate(child, lesson)
    assert (paper.name, paper.finished_on) == ("Robin", timezone.localdate())
    assert paper.learned == ["a function gives something back"]
    assert paper.picture.startswith("<svg")


def test_the_day_is_that_of_the_last_first_pass(child: Child, lesson: Lesson) -> None:
    first = lessons.marked(child.user, lesson, passed=("double",))
    last = lessons.marked(child.user, lesson, passed=("hello",))
    lessons.marked(child.user, lesson, passed=BOTH)
    for submission, day in ((first, 1), (last, 3)):
        when = timezone.make_aware(timezone.datetime(2030, 5, day, 12))
        type(submission).objects.filter(pk=submission.pk).update(marked_at=when)
    assert certificate(child, lesson).finished_on == date(2030, 5, 3)


UNFINISHED = {"never opened": None, "nothing right": (), "one of two": ("double",)}


@pytest.mark.parametrize("passed", UNFINISHED.values(), ids=UNFINISHED)
def test_there_is_none_before_the_end(child: Child, lesson: Lesson, passed, own: Client) -> None:
    if passed is not None:
        lessons.marked(child.user, lesson, passed=passed)
    with pytest.raises(Refusal) as refused:
        certificate(child, lesson)
    assert refused.value.code == "not_finished_yet"
    for paper in PAPERS:
        answer = own.get(f"/learn/lessons/{lesson.slug}/{paper}")
        assert answer.status_code == 409
        assert "Robin has" not in answer.content.decode()


def test_a_child_without_a_card_has_none(lesson: Lesson) -> None:
    with pytest.raises(Refusal):
        certificate(ChildFactory(), lesson)


def test_the_childs_own_page(child: Child, lesson: Lesson, own: Client) -> None:
    lessons.marked(child.user, lesson, passed=BOTH, drawing=lessons.DRAWING)
    answer = own.get(f"/learn/lessons/{lesson.slug}/certificate/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Robin" in page
    assert "Unshown" not in page
    assert "a function gives something back" in page
    assert 'stroke="#ff0000"' in page
    assert f"/learn/lessons/{lesson.slug}/certificate.pdf" in page
    assert f"/learn/lessons/{lesson.slug}/certificate/" in own.get("/learn/").content.decode()


def test_on_paper(child: Child, lesson: Lesson, own: Client) -> None:
    lessons.marked(child.user, lesson, passed=BOTH, drawing=lessons.DRAWING)
    answer = own.get(f"/learn/lessons/{lesson.slug}/certificate.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"%PDF-")
    inside = streams(answer.content)
    assert len(re.findall(rb"/Type ?/Page\b", answer.content + inside)) == 1
    assert b"1 0 0 RG" in inside, "the drawing's red line is on the paper"


def streams(pdf: bytes) -> bytes:
    """What the PDF's pages draw, unpacked."""
    found = io.BytesIO()
    for part in pdf.split(b"stream\n")[1:]:
        try:
            found.write(zlib.decompressobj().decompress(part.lstrip(b"\r\n")))
        except zlib.error:
            continue
    return found.getvalue()


def test_the_paper_fetches_our_own_files_alone(
    child: Child, lesson: Lesson, own: Client, monkeypatch
) -> None:
    asked: list[str] = []
    real = printing.OurStaticFilesOnly.fetch

    def noted(self, url, headers=None):
        asked.append(url)
        return real(self, url, headers)

    monkeypatch.setattr(printing.OurStaticFilesOnly, "fetch", noted)
    lessons.marked(child.user, lesson, passed=BOTH)
    assert own.get(f"/learn/lessons/{lesson.slug}/certificate.pdf").status_code == 200
    assert asked
    assert all(url.startswith(printing.BASE_URL) for url in asked)


def test_what_is_no_drawing_is_left_out(child: Child, lesson: Lesson) -> None:
    lessons.marked(child.user, lesson, passed=BOTH, drawing={**lessons.DRAWING, "background": "url(#x)"})
    assert certificate(child, lesson).picture == ""


@pytest.mark.parametrize("paper", PAPERS)
def test_those_who_look_after_the_child_see_it(child: Child, lesson: Lesson, paper: str, settings) -> None:
    lessons.marked(child.user, lesson, passed=BOTH)
    guardian = GuardianshipFactory(child=child).guardian
    browser = browser_of(guardian, settings)
    address = f"/family/children/{child.pk}/lessons/{lesson.slug}/{paper}"
    answer = browser.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    stranger = browser_of(GuardianshipFactory().guardian, settings)
    assert stranger.get(address).status_code == 403
    assert browser_of(child.user, settings).get(address).status_code == 403


def test_the_family_page_leads_to_it_once_it_is_there(child: Child, lesson: Lesson, settings) -> None:
    from curriculum.progress.actions import note_events

    told = {"lesson": lesson.slug, "exercise": "", "kind": "opened", "error_kind": ""}
    note_events(events=[told], by=child.user)
    browser = browser_of(GuardianshipFactory(child=child).guardian, settings)
    link = f"/family/children/{child.pk}/lessons/{lesson.slug}/certificate/"
    lessons.marked(child.user, lesson, passed=("double",))
    assert link not in browser.get("/family/").content.decode()
    lessons.marked(child.user, lesson, passed=BOTH)
    assert link in browser.get("/family/").content.decode()
