"""Addresses of booking, under /book/."""

from django.urls import path, re_path

from clubs.booking import views

app_name = "booking"
urlpatterns = [
    path("club/<slug:slug>/", views.club, name="club"),
    re_path(r"^(?P<kind>term|session)/(?P<pk>[0-9]{1,12})/$", views.children, name="children"),
    re_path(r"^(?P<kind>term|session)/(?P<pk>[0-9]{1,12})/check/$", views.check, name="check"),
    path("booked/<uuid:reference>/", views.booked, name="booked"),
    path("booked/<uuid:reference>/calendar.ics", views.calendar, name="calendar"),
    path("place/<int:pk>/cancel/", views.cancel, name="cancel"),
]
