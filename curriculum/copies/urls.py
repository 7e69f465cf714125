"""The lesson API's last part: what an adult's own server may read."""

from django.urls import path

from . import views

app_name = "copies"
urlpatterns = [
    path("copies", views.copies, name="copies"),
    path("copies/<uuid:copy_id>", views.copy, name="copy"),
]
