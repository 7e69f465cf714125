"""How a secret that a machine has made is kept."""

import hashlib
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.crypto import constant_time_compare

# As token_urlsafe(24) makes them: 192 bits, which nobody tries through.
SHORTEST_RANDOM = 32


class RandomSecretHasher(BasePasswordHasher):
    """Salted SHA-256, for secrets of `SHORTEST_RANDOM` random signs or more and for nothing else.

    A slow hash protects what people think of. The hub shows its secret each time a child opens a lesson;
    half a second of the processor for that would hold up a whole class that opens one together.
    """

    algorithm = "sha256_of_random"

    def encode(self, password: str, salt: str) -> str:
        """Raises ValueError for a secret that is too short to be random."""
        if not salt or "$" in salt:
            raise ValueError("a salt has a sign or more, and no dollar")
        if len(password) < SHORTEST_RANDOM:
            raise ValueError(f"a random secret has {SHORTEST_RANDOM} signs or more")
        return f"{self.algorithm}${salt}${hashlib.sha256((salt + password).encode()).hexdigest()}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, salt, kept = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": kept}

    def verify(self, password: str, encoded: str) -> bool:
        if len(password) < SHORTEST_RANDOM:
            return False
        return constant_time_compare(encoded, self.encode(password, self.decode(encoded)["salt"]))

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {"algorithm": self.algorithm}

    def must_update(self, encoded: str) -> bool:
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing takes longer here for some secrets than for others."""
