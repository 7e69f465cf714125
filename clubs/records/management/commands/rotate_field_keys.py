"""Re-encrypt every encrypted field with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand

from clubs.records.key_rotation import rotate_field_keys


class Command(BaseCommand):
    """``manage.py rotate_field_keys``"""

    help = "Put a new key first in CLUBS_FIELD_KEYS, run this, then take the old key away."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rotate, and say how many values were re-encrypted."""
        self.stdout.write(f"Re-encrypted: {rotate_field_keys(by=None)}")
