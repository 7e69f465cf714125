"""Addresses of a session's own pages, for its team."""

from django.urls import path

from clubs.clubday import views

app_name = "clubday"
urlpatterns = [
    path("team/sessions/<int:pk>/", views.session, name="session"),
    path("team/sessions/<int:pk>/come/", views.come, name="come"),
    path("team/sessions/<int:pk>/not-come/", views.not_come, name="not_come"),
    path("team/sessions/<int:pk>/change/", views.change, name="change"),
    path("team/sessions/<int:pk>/put-back/", views.put_back, name="put_back"),
    path("team/sessions/<int:pk>/register/", views.register, name="register"),
    path("team/sessions/<int:pk>/register/print/", views.register_sheet, name="register_sheet"),
    path("team/sessions/<int:pk>/register/<int:child_pk>/arrived/", views.arrived, name="arrived"),
    path("team/sessions/<int:pk>/register/<int:child_pk>/left/", views.left, name="left"),
    path(
        "team/sessions/<int:pk>/register/<int:child_pk>/undo-arrival/",
        views.undo_arrival,
        name="undo_arrival",
    ),
    path(
        "team/sessions/<int:pk>/register/<int:child_pk>/undo-leaving/",
        views.undo_leaving,
        name="undo_leaving",
    ),
]
