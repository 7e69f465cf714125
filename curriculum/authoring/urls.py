"""The lesson API's part for authors."""

from django.urls import path

from . import views

app_name = "authoring"
urlpatterns = [
    path("proposals", views.proposals, name="proposals"),
    path("proposals/<slug:slug>", views.propose, name="propose"),
]
