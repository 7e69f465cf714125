"""The hub's API: what it asks for itself, with its own token."""

from django.urls import path

from . import hub_views

app_name = "hub_api"
urlpatterns = [path("due", hub_views.due, name="due")]
