"""The lesson API's third part: progress, hints, model answers, help, news, Notebook; what the hub tells."""

from django.urls import path

from . import views

app_name = "progress"
urlpatterns = [
    path("lessons/<slug:slug>/progress", views.progress, name="progress"),
    path("lessons/<slug:slug>/exercises/<slug:exercise>/hints", views.hints, name="hints"),
    path("lessons/<slug:slug>/exercises/<slug:exercise>/help", views.help_wanted, name="help_wanted"),
    path("help/taken-back", views.help_taken_back, name="help_taken_back"),
    path(
        "lessons/<slug:slug>/exercises/<slug:exercise>/model-answer", views.model_answer, name="model_answer"
    ),
    path("events", views.events, name="events"),
    path("news", views.news, name="news"),
    path("news/events", views.news_events, name="news_events"),
    path("own-notebook", views.own_notebook, name="own_notebook"),
    path("starts", views.starts, name="starts"),
]
