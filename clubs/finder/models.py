"""Postcodes of London, to search by. Nothing about a search is kept."""

from django.db import models


class Postcode(models.Model):
    """A live postcode and its centre. ``code`` has no space; ``district`` is its first half."""

    code = models.CharField(max_length=7, primary_key=True)
    district = models.CharField(max_length=4, db_index=True)
    # WGS84 degrees.
    latitude = models.FloatField()
    longitude = models.FloatField()
    authority_code = models.CharField(max_length=9)
    ward_code = models.CharField(max_length=9)

    def __str__(self) -> str:
        return f"{self.code[:-3]} {self.code[-3:]}"
