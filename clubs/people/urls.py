"""Addresses of adults' own details and of the borough's roles."""

from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("account/details/", views.details, name="details"),
    path("account/password/<path:rest>", views.no_passwords, name="no_passwords"),
    path("cms/login/", views.no_passwords, name="cms_login"),
    path("council/residents/", views.residents, name="residents"),
    path("council/roles/", views.roles, name="roles"),
    path("council/roles/<int:pk>/agree/", views.agree_to_role, name="agree_to_role"),
    path("council/roles/<int:pk>/end/", views.end_role, name="end_role"),
]
