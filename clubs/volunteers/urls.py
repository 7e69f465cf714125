"""Addresses of volunteers' own pages and of the safeguarding lead's records, under /team/."""

from django.urls import path

from clubs.volunteers import views

app_name = "volunteers"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("clearances/", views.team, name="checks"),
    path("clearances/<int:pk>/", views.person, name="person"),
    path("clearances/<int:pk>/check/", views.add_check, name="add_check"),
    path("clearances/<int:pk>/dates/", views.set_clearances, name="set_clearances"),
]
