"""Addresses of the screens that join several apps."""

from django.urls import include, path

from website.screens import certificate, council, family, learn, team

_family = (
    [
        path("family/", family.home, name="home"),
        path(
            "family/children/<int:pk>/lessons/<slug:slug>/certificate/",
            certificate.family_page,
            name="certificate",
        ),
        path(
            "family/children/<int:pk>/lessons/<slug:slug>/certificate.pdf",
            certificate.family_paper,
            name="certificate_pdf",
        ),
    ],
    "family",
)
_learn = (
    [
        path("learn/", learn.home, name="home"),
        path("learn/lessons/<slug:slug>/open", learn.open_lesson, name="open"),
        path("learn/lessons/<slug:slug>/certificate/", certificate.own_page, name="certificate"),
        path("learn/lessons/<slug:slug>/certificate.pdf", certificate.own_paper, name="certificate_pdf"),
    ],
    "learn",
)
_team = (
    [
        path("team/", team.home, name="home"),
        path("team/sessions/<int:pk>/board/", team.class_board, name="board"),
        path("team/sessions/<int:pk>/board/lessons/", team.set_lessons, name="set_lessons"),
    ],
    "team",
)
_council = ([path("council/", council.take_up, name="take_up")], "council")

urlpatterns = [path("", include(part)) for part in (_family, _learn, _team, _council)]
