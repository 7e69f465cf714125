"""Addresses under /family/children/ and the council's page for a caller's child."""

from django.urls import path

from . import views

app_name = "children"
urlpatterns = [
    path("family/children/add/", views.add_child, name="add"),
    path("family/children/<int:pk>/", views.change_child, name="change"),
    path("family/children/<int:pk>/consents/", views.consents, name="consents"),
    path("council/residents/<int:guardian>/children/add/", views.add_child_for, name="add_for"),
]
