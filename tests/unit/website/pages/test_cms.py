"""What an editor relies on: drafts stay in, schedules come out, old addresses lead on, search finds."""

from datetime import timedelta
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from clubs.people.enums import CMS_GROUPS, Role
from tests.factories.people import UserFactory
from website.pages.models import PlainPage
from website.pages.tasks import publish_scheduled
from website.pages.views import NOT_FOR_ROBOTS

pytestmark = pytest.mark.django_db


def plain(front, **how) -> PlainPage:
    page = PlainPage(title="Summer camp", slug="summer-camp", lead="A week of robots.", **how)
    front.add_child(instance=page)
    return page


def test_a_draft_is_not_seen(client, front):
    plain(front, live=False)
    assert client.get("/summer-camp/").status_code == 404


def test_a_page_is_published_and_taken_down_at_its_time(client, front):
    now = timezone.now()
    page = plain(front, live=False)
    page.go_live_at, page.expire_at = now + timedelta(hours=1), now + timedelta(hours=3)
    page.save_revision().publish()
    statuses = []
    for hours in (0, 2, 4):
        with mock.patch("django.utils.timezone.now", return_value=now + timedelta(hours=hours)):
            publish_scheduled(0)
        statuses.append(client.get("/summer-camp/").status_code)
    assert statuses == [404, 200, 404]


def test_every_page_can_be_previewed(front):
    for page in front.get_descendants(inclusive=True).specific():
        assert page.make_preview_request().status_code == 200, page


def test_an_old_address_leads_to_the_new_one(client, front):
    Redirect.objects.create(old_path="/old-parents", redirect_page=front.get_children().get(slug="parents"))
    response = client.get("/old-parents/")
    assert (response.status_code, response["Location"]) == (301, "/parents/")


def test_search_finds_words_in_a_body(client, front):
    html = client.get("/search/", {"words": "kettle"}).content.decode()
    assert "/news/no-python-needed/" in html


@pytest.mark.parametrize(
    ("words", "says"),
    [("", "What are you looking for?"), ("zzyzx", "Nothing with “zzyzx”"), ("<script>", "&lt;script&gt;")],
    ids=["nothing asked", "nothing found", "markup"],
)
def test_search_says(client, front, words, says):
    assert says in client.get("/search/", {"words": words}).content.decode()


def test_search_keeps_drafts_to_itself(client, front):
    plain(front, live=False)
    assert "/summer-camp/" not in client.get("/search/", {"words": "robots"}).content.decode()


@pytest.mark.parametrize("path", NOT_FOR_ROBOTS)
def test_robots_are_kept_from(client, path):
    assert f"Disallow: {path}\n" in client.get("/robots.txt").content.decode()


def test_the_sitemap_lists_every_live_page(client, front):
    plain(front, live=False)
    xml = client.get("/sitemap.xml").content.decode()
    assert "/parents/" in xml
    assert "/summer-camp/" not in xml


@pytest.fixture
def editor():
    user = UserFactory(is_staff=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    user.groups.set(Group.objects.filter(name__in=CMS_GROUPS[Role.EDITOR]))
    return user


@pytest.mark.parametrize("path", ["", "pages/", "guide/", "redirects/", "settings/pages/boroughdetails/"])
def test_an_editor_reaches(client, front, editor, path):
    client.force_login(editor, backend="clubs.people.backends.NoPasswordBackend")
    response = client.get(f"/cms/{path}", follow=True)
    assert response.status_code == 200
    assert "'unsafe-inline'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["users/", "groups/", "sites/"])
def test_an_editor_does_not_reach(client, front, editor, path):
    client.force_login(editor, backend="clubs.people.backends.NoPasswordBackend")
    assert client.get(f"/cms/{path}").status_code in (302, 403, 404)


@pytest.mark.parametrize("path", ["/", "/clubs/", "/privacy/", "/search/"])
def test_our_pages_load_nothing_inline_and_nothing_foreign(client, front, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_page_that_is_not_there_says_so_kindly(client, front):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()
