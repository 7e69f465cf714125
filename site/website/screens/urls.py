"""Addresses of the screens that join several apps."""

from django.urls import include, path

from website.screens import (
    board,
    board_child,
    board_stream,
    certificate,
    council,
    family,
    learn,
    team,
)

BOARD = "team/sessions/<int:pk>/board/"

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
        path("learn/news/", learn.home_events, name="news"),
        path("learn/lessons/<slug:slug>/open", learn.open_lesson, name="open"),
        path("learn/lessons/<slug:slug>/certificate/", certificate.own_page, name="certificate"),
        path("learn/lessons/<slug:slug>/certificate.pdf", certificate.own_paper, name="certificate_pdf"),
    ],
    "learn",
)
_team = (
    [
        path("team/", team.home, name="home"),
        path(BOARD, board.class_board, name="board"),
        path(f"{BOARD}events/", board_stream.board_events, name="board_events"),
        path(f"{BOARD}lessons/", board.set_lessons, name="set_lessons"),
        path(f"{BOARD}begin/", board.begin, name="begin"),
        path(f"{BOARD}say/", board.say_to_all, name="say"),
        path(f"{BOARD}help/<int:call_pk>/go/", board.help_go, name="help_go"),
        path(f"{BOARD}help/<int:call_pk>/cannot/", board.help_cannot, name="help_cannot"),
        path(f"{BOARD}help/<int:call_pk>/done/", board.help_done, name="help_done"),
        path(f"{BOARD}children/<int:child_pk>/", board_child.board_child, name="board_child"),
        path(f"{BOARD}children/<int:child_pk>/copy/", board_child.copy_of_child, name="copy_of_child"),
    ],
    "team",
)
_council = ([path("council/", council.take_up, name="take_up")], "council")

urlpatterns = [path("", include(part)) for part in (_family, _learn, _team, _council)]
