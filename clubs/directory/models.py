"""Where clubs meet, what they are, who runs them, and the cards that let children in."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from clubs.people.enums import Kind
from clubs.people.models import Child, Organisation
from clubs.people.triggers import must_be_kind

from .enums import ClubRoleKind, ClubState


class Venue(models.Model):
    """A place where clubs meet, with the facts that decide whether a family can come."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=8)
    neighbourhood = models.CharField(max_length=80, blank=True)
    ward_code = models.CharField(max_length=9, blank=True)
    # WGS84 degrees.
    latitude = models.FloatField()
    longitude = models.FloatField()
    # How many children the room holds, whatever the adults.
    room_capacity = models.PositiveSmallIntegerField()
    free_wifi = models.BooleanField(default=False)
    step_free = models.BooleanField(default=False)
    accessible_toilet = models.BooleanField(default=False)
    hearing_loop = models.BooleanField(default=False)
    quiet_space = models.BooleanField(default=False)
    access_note = models.TextField(blank=True)
    travel_note = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(room_capacity__gt=0), name="venue_holds_someone"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="venue_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClubQuerySet(models.QuerySet["Club"]):
    """Questions about clubs."""

    def listed(self) -> "ClubQuerySet":
        """Those the public sees: open or paused, with their venue and organisation."""
        return self.exclude(state=ClubState.CLOSED).select_related("venue", "organisation")


class Club(models.Model):
    """One coding club."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="clubs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="clubs")
    summary = models.CharField(max_length=300)
    # Ages in whole years on the session's date, both included.
    youngest = models.PositiveSmallIntegerField(default=8)
    oldest = models.PositiveSmallIntegerField(default=16)
    # A session's price for one child; 0 is free.
    cost_pence = models.PositiveIntegerField(default=0)
    cost_note = models.CharField(max_length=200, blank=True)
    laptops_provided = models.BooleanField(default=True)
    beginners_welcome = models.BooleanField(default=True)
    # Whether its children of 13 and over may open their own work in Notebook 7.
    own_notebooks = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=ClubState, default=ClubState.OPEN)

    objects = ClubQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(youngest__gte=4, oldest__lte=18, youngest__lte=F("oldest")), name="club_ages"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClubRoleQuerySet(models.QuerySet["ClubRole"]):
    """Questions about roles at clubs."""

    def current(self) -> "ClubRoleQuerySet":
        """Those not ended."""
        return self.filter(ended_at__isnull=True)


class ClubRole(models.Model):
    """Somebody's role at one club."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="club_roles")
    club = models.ForeignKey(Club, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=10, choices=ClubRoleKind)
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ClubRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "club", "role"], condition=Q(ended_at__isnull=True), name="club_role_once"
            ),
        ]
        triggers = [must_be_kind("user_id", Kind.ADULT)]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class ClubCardQuerySet(models.QuerySet["ClubCard"]):
    """Questions about club cards."""

    def in_hand(self) -> "ClubCardQuerySet":
        """Those not replaced or withdrawn; they may still be past their last day."""
        return self.filter(ended_at__isnull=True)

    def usable(self, today: date) -> "ClubCardQuerySet":
        """Those that let a child in on this day."""
        return self.in_hand().filter(expires_on__gte=today)


class ClubCard(models.Model):
    """Lets one child in at one club, and at home, until the term's end.

    The card's secrets are known once, when it is printed; only their hashes stay.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="cards")
    club = models.ForeignKey(Club, on_delete=models.CASCADE, related_name="cards")
    # Never the surname; all that a child's sign-in page shows, with the picture.
    nickname = models.CharField(max_length=24)
    picture = models.CharField(max_length=24)
    word_hash = models.CharField(max_length=128)
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(default=timezone.now, editable=False)
    # The last day it works.
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )

    objects = ClubCardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "club"], condition=Q(ended_at__isnull=True), name="club_card_one_in_hand"
            ),
            models.UniqueConstraint(
                "club", Lower("nickname"), condition=Q(ended_at__isnull=True), name="club_card_nickname"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(ended_at__isnull=False),
                name="club_card_replaced_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"club card {self.pk}"


class CardTry(models.Model):
    """A sign-in with a card that failed; counted for a quarter of an hour, then of no use."""

    tried_at = models.DateTimeField(default=timezone.now, db_index=True)
    club = models.ForeignKey(Club, null=True, on_delete=models.CASCADE, related_name="card_tries")
    card = models.ForeignKey(ClubCard, null=True, on_delete=models.CASCADE, related_name="tries")
    # A keyed hash of the network address: enough to slow it, not to know it.
    address_key = models.CharField(max_length=64, db_index=True)
    # Set when a lead lifts the limit.
    forgiven_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "card tries"

    def __str__(self) -> str:
        return f"card try {self.pk}"
