"""What consent is asked for, and how it was given."""

from django.db import models


class Purpose(models.TextChoices):
    """What somebody may say yes or no to. No booking depends on any but learning."""

    LEARNING = "learning", "an account for lessons"
    PHOTOS_IN_CLUB = "photos_in_club", "photos shown inside the club"
    PHOTOS_ON_SITE = "photos_on_site", "photos on the borough's website"
    PHOTOS_IN_PRESS = "photos_in_press", "photos in newspapers"
    VOLUNTEER_LISTING = "volunteer_listing", "being listed on the volunteers' page"


PHOTO_PURPOSES = (Purpose.PHOTOS_IN_CLUB, Purpose.PHOTOS_ON_SITE, Purpose.PHOTOS_IN_PRESS)
# Asked about a child; the rest are asked of an adult about themselves.
CHILD_PURPOSES = (Purpose.LEARNING, *PHOTO_PURPOSES)


class Decision(models.TextChoices):
    """What a consent row says. No row at all means no."""

    GIVEN = "given", "yes"
    REFUSED = "refused", "no"
    WITHDRAWN = "withdrawn", "taken back"


class How(models.TextChoices):
    """The way the decision reached us."""

    ONLINE = "online", "on this site"
    TELEPHONE = "telephone", "by telephone"
    PAPER = "paper", "on paper"
