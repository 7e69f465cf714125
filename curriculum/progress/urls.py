"""The lesson API's third part: progress, hints, model answers, events."""

from django.urls import path

from . import views

app_name = "progress"
urlpatterns = [
    path("lessons/<slug:slug>/progress", views.progress, name="progress"),
    path("lessons/<slug:slug>/exercises/<slug:exercise>/hints", views.hints, name="hints"),
    path(
        "lessons/<slug:slug>/exercises/<slug:exercise>/model-answer", views.model_answer, name="model_answer"
    ),
    path("events", views.events, name="events"),
]
