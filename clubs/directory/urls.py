"""Addresses of the card page, of a guardian's way to a child's desk, and of a club's cards and lessons."""

from django.urls import include, path

from . import card_views, lesson_views, views

_card = (
    [
        path("card/", card_views.sign_in, name="sign_in"),
        path("card/choose/", card_views.choose, name="choose"),
        path("card/<str:token>/", card_views.confirm, name="confirm"),
        path("family/children/<int:pk>/desk/", card_views.open_desk, name="open_desk"),
    ],
    "card",
)
_cards = (
    [
        path("team/clubs/<slug:slug>/cards/", views.cards, name="cards"),
        path("team/clubs/<slug:slug>/cards/print/", views.print_cards, name="print"),
        path("team/clubs/<slug:slug>/cards/lift/", views.lift_limit, name="lift_limit"),
        path("team/clubs/<slug:slug>/cards/<int:pk>/withdraw/", views.withdraw_card, name="withdraw"),
    ],
    "cards",
)
_club_lessons = (
    [path("team/clubs/<slug:slug>/lessons/", lesson_views.lessons, name="lessons")],
    "club_lessons",
)
urlpatterns = [path("", include(_card)), path("", include(_cards)), path("", include(_club_lessons))]
