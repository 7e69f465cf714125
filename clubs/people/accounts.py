"""How user rows are made: adults by e-mail or telephone, children by nothing but an opaque id."""

import secrets
import string
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.hashers import make_password

from .enums import Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import User

OPAQUE_ID_LENGTH = 16
OPAQUE_ID_PATTERN = r"^[a-z][a-z0-9]{15}$"


def new_opaque_id() -> str:
    """A random name for a learner, ``[a-z][a-z0-9]{15}``; says nothing about the person."""
    rest = (secrets.choice(string.ascii_lowercase + string.digits) for _ in range(OPAQUE_ID_LENGTH - 1))
    return secrets.choice(string.ascii_lowercase) + "".join(rest)


class UserManager(BaseUserManager["User"]):
    """Makes accounts. E-mail is kept in lower case."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        """Make an adult's account. Without a password it signs in by code or passkey only."""
        user = self.model(email=email.strip().lower() if email else None, kind=Kind.ADULT, **fields)
        user.password = make_password(password)
        user.save(using=self._db)
        if user.email:
            # allauth's own list of addresses; the first code that is typed shows this one to be theirs.
            email_address = apps.get_model("account", "EmailAddress")
            email_address.objects.using(self._db).create(user=user, email=user.email, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make the account of whoever runs the site (``manage.py createsuperuser``)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def create_child(self) -> "User":
        """Make a child's account: an opaque id and nothing else."""
        user = self.model(kind=Kind.CHILD, password=make_password(None))
        user.save(using=self._db)
        return user

    def adults(self) -> "QuerySet[User]":
        """Accounts of adults."""
        return self.filter(kind=Kind.ADULT)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an adult by e-mail, whatever its case; a child's row can never be found this way."""
        return self.get(email=(username or "").lower(), kind=Kind.ADULT)
