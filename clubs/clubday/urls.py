"""Addresses of a session's screens, under /team/sessions/."""

from django.urls import path

from clubs.clubday import views

app_name = "clubday"
urlpatterns = [
    path("<int:pk>/", views.session, name="session"),
    path("<int:pk>/join/", views.join, name="join"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/register/", views.register, name="register"),
    path("<int:pk>/register/sheet/", views.sheet, name="sheet"),
    path("<int:pk>/register/roll-call/", views.roll_call, name="roll_call"),
]
