"""The lesson API's first part: what there is to learn."""

from django.urls import path

from . import views

app_name = "courses"
urlpatterns = [
    path("lessons", views.lessons, name="lessons"),
    path("lessons/<slug:slug>", views.lesson, name="lesson"),
]
