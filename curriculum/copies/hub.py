"""What the hub knows an adult by, and where a browser goes to see a copy.

The name's form is none that a child's has: no address and no rule meant for one takes the other
(hub: `hub_config.names`).
"""

from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from clubs.people.enums import Kind
from clubs.people.models import User

from .models import NotebookCopy
from .rules import still_may

PREFIX = "copy-"


def copier_name(adult: User) -> str:
    """The name of an adult at the hub."""
    return f"{PREFIX}{adult.opaque_id}"


def copier_named(name: str) -> User | None:
    """The adult of that name, None for any other text."""
    if not name.startswith(PREFIX):
        return None
    opaque_id = name.removeprefix(PREFIX)
    return User.objects.filter(opaque_id=opaque_id, kind=Kind.ADULT, is_active=True).first()


def open_copy(adult: User) -> NotebookCopy | None:
    """The copy that this adult may look at now, if there is one."""
    theirs = NotebookCopy.objects.open(timezone.now()).filter(taken_by=adult)
    found = theirs.select_related("taken_by", "submission", "session__club", "version").first()
    return found if found is not None and still_may(found) else None


def enter_url(copy: NotebookCopy) -> str:
    """Where the adult gets into Notebook with it; the hub asks us again who it is."""
    there = {"copier": copier_name(copy.taken_by), "copy": str(copy.pk)}
    return f"{settings.CLUBS_HUB_URL}/hub/enter-copy?{urlencode(there)}"
