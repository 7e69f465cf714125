"""Addresses under /demo/; included only where the demo is installed."""

from django.urls import path

from website.demo import views

app_name = "demo"

urlpatterns = [
    path("outbox", views.mail, name="outbox"),
    path("outbox/<slug:name>/<int:number>", views.attachment, name="attachment"),
]
