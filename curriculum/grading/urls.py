"""The lesson API's second part: submissions."""

from django.urls import path

from . import views

app_name = "grading"
urlpatterns = [
    path("lessons/<slug:slug>/submissions", views.submissions, name="submissions"),
    path("submissions", views.own_submissions, name="own_submissions"),
    path("submissions/<uuid:submission_id>/notebook", views.own_notebook, name="own_notebook"),
    path("submissions/<uuid:submission_id>", views.submission, name="submission"),
    path("submissions/<uuid:submission_id>/events", views.submission_events, name="submission_events"),
]
