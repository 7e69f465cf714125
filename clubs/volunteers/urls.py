"""Addresses of volunteers' own pages and of the safeguarding lead's records, under /team/."""

from django.urls import path

from clubs.volunteers import views

app_name = "volunteers"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("checks/", views.team, name="checks"),
    path("checks/<int:pk>/", views.person, name="person"),
    path("checks/<int:pk>/check/", views.add_check, name="add_check"),
    path("checks/<int:pk>/dates/", views.set_clearances, name="set_clearances"),
]
