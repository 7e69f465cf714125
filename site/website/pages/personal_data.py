"""The site's pages hold nothing about people but what editors write for everybody to read."""

from clubs.records.personal_data import nothing_personal
from website.pages import models

nothing_personal(*(getattr(models, name) for name in models.__all__))
