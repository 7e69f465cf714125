"""Addresses of the site's own that are no pages of the CMS: search, and what robots read."""

from django.urls import path

from website.pages import views

app_name = "pages"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("robots.txt", views.robots, name="robots"),
]
