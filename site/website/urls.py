"""Every address of the site; Wagtail's pages answer last."""

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls


def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("clubs.people.urls")),
    path("", include("clubs.safeguarding.urls")),
    path("", include("clubs.directory.urls")),
    path("account/", include("allauth.urls")),
    path("identity/", include("website.identity.urls")),
    path("api/lesson/v1/", include("curriculum.authoring.urls")),
    path("api/lesson/v1/", include("curriculum.courses.urls")),
    path("api/lesson/v1/", include("curriculum.grading.urls")),
    path("api/lesson/v1/", include("curriculum.progress.urls")),
    path("api/lesson/v1/", include("curriculum.copies.urls")),
    path("api/hub/v1/", include("curriculum.progress.hub_urls")),
    path("", include("clubs.clubday.urls")),
    path("book/", include("clubs.booking.urls")),
    path("find/", include("clubs.finder.urls")),
    path("team/", include("clubs.volunteers.urls")),
    path("", include("website.screens.urls")),
    path("", include("website.pages.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap, name="sitemap"),
    # What only the demo has; its app is installed by the demo's settings alone.
    *([path("demo/", include("website.demo.urls"))] if apps.is_installed("website.demo") else []),
    path("", include(wagtail_urls)),
]
