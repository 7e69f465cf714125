"""The finder's one address, /find/."""

from django.urls import path

from clubs.finder import views

app_name = "finder"
urlpatterns = [path("", views.find, name="find")]
