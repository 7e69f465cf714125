"""Postcodes, a few."""

from factory.django import DjangoModelFactory

from clubs.finder import models


class PostcodeFactory(DjangoModelFactory):
    """A postcode in Somers Town."""

    class Meta:
        model = models.Postcode

    code = "NW11AA"
    district = "NW1"
    latitude = 51.5290
    longitude = -0.1320
    authority_code = "E09000007"
    ward_code = "E05013669"
