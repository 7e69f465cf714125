"""Accounts, families, organisations and borough-wide roles."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from .accounts import OPAQUE_ID_LENGTH, OPAQUE_ID_PATTERN, UserManager, new_opaque_id
from .enums import NEEDS_TWO_PEOPLE, Kind, Role, RoleState
from .triggers import kind_never_changes, must_be_kind

_BARE_CHILD = Q(
    email__isnull=True,
    password__startswith="!",  # noqa: S106 - Django's mark of an unusable one
    first_name="",
    last_name="",
    telephone="",
    is_staff=False,
    is_superuser=False,
)


class User(AbstractBaseUser, PermissionsMixin):
    """One account. An adult's holds how to reach them; a child's holds an opaque id and nothing else."""

    kind = models.CharField(max_length=5, choices=Kind, default=Kind.ADULT)
    # What hub, notebooks and logs know a learner by.
    opaque_id = models.CharField(
        max_length=OPAQUE_ID_LENGTH, unique=True, default=new_opaque_id, editable=False
    )
    email = models.EmailField(null=True, blank=True, unique=True)
    telephone = models.CharField(max_length=20, blank=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opaque_id__regex=OPAQUE_ID_PATTERN), name="user_opaque_id_shape"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="user_kind_known"),
            models.CheckConstraint(condition=~Q(kind=Kind.CHILD) | _BARE_CHILD, name="user_child_is_bare"),
            models.CheckConstraint(
                condition=Q(kind=Kind.CHILD) | Q(email__isnull=False) | ~Q(telephone="") | Q(is_active=False),
                name="user_adult_can_be_reached",
            ),
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
        ]
        triggers = [kind_never_changes()]

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()

    def get_username(self) -> str:
        """What names this row to a person: the e-mail, else the opaque id."""
        return self.email or self.opaque_id

    def get_full_name(self) -> str:
        """First and last name; '' for a child, whose name this row never holds."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """The first name, else what stands before the @."""
        return self.first_name or self.get_username().partition("@")[0]

    @property
    def is_child(self) -> bool:
        """Whether this is a child's account."""
        return self.kind == Kind.CHILD


class ChildQuerySet(models.QuerySet["Child"]):
    """Questions about children."""

    def of_guardian(self, guardian: User) -> "ChildQuerySet":
        """The children this adult looks after, eldest first."""
        return self.filter(guardianships__guardian=guardian).order_by("birth_date", "pk")


class Child(models.Model):
    """A child as the family told us. No address, photo, school, gender or anything else (R1)."""

    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    preferred_name = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField()
    # The account that opens lessons; made with the first club card.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="child"
    )
    guardians = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Guardianship", related_name="children", editable=False
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "children"
        constraints = [
            models.CheckConstraint(condition=~Q(first_name="") & ~Q(last_name=""), name="child_has_name"),
        ]
        triggers = [must_be_kind("user_id", Kind.CHILD)]

    def __str__(self) -> str:
        return f"child {self.pk}"

    @property
    def name_shown(self) -> str:
        """What we call the child: the preferred name, else the first."""
        return self.preferred_name or self.first_name


class Guardianship(models.Model):
    """An adult who looks after a child here."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="guardianships")
    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guardianships"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "guardian"], name="guardianship_once"),
        ]
        triggers = [must_be_kind("guardian_id", Kind.ADULT)]

    def __str__(self) -> str:
        return f"guardianship {self.pk}"


class Organisation(models.Model):
    """A library, school, charity or business that hosts or runs clubs."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    website = models.URLField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganisationRole(models.Model):
    """An adult who speaks for an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organisation_roles"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="organisation_role_once"),
        ]
        triggers = [must_be_kind("user_id", Kind.ADULT)]

    def __str__(self) -> str:
        return f"organisation role {self.pk}"


class BoroughRoleQuerySet(models.QuerySet["BoroughRole"]):
    """Questions about borough-wide roles."""

    def active(self) -> "BoroughRoleQuerySet":
        """Those in force."""
        return self.filter(state=RoleState.ACTIVE)

    def awaiting_second_person(self) -> "BoroughRoleQuerySet":
        """Those somebody proposed and nobody has yet agreed to."""
        return self.filter(state=RoleState.PROPOSED)


class BoroughRole(models.Model):
    """A role over the whole borough. Safeguarding needs two people's yes, neither the holder's (R25)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="borough_roles")
    role = models.CharField(max_length=20, choices=Role)
    state = models.CharField(max_length=10, choices=RoleState, default=RoleState.ACTIVE)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BoroughRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=~Q(state=RoleState.ENDED),
                name="borough_role_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=RoleState.ACTIVE, role__in=sorted(NEEDS_TWO_PEOPLE))
                | Q(granted_by__isnull=False, approved_by__isnull=False)
                & ~Q(granted_by=F("approved_by"))
                & ~Q(granted_by=F("user"))
                & ~Q(approved_by=F("user")),
                name="borough_role_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=RoleState.ENDED, ended_at__isnull=False)
                | ~Q(state=RoleState.ENDED) & Q(ended_at__isnull=True),
                name="borough_role_end_dated",
            ),
        ]
        triggers = [must_be_kind("user_id", Kind.ADULT)]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
