"""The hub's word that it has signed a child out, which a stranger's link cannot imitate."""

import hmac
import time
from collections.abc import Mapping

from django.conf import settings
from django.utils.crypto import constant_time_compare

GOOD_FOR_SECONDS = 120


def proves_sign_out(given: Mapping[str, str], learner: str) -> bool:
    """Whether ``given`` (learner, at, proof) is the hub's fresh word about ``learner``.

    The proof is an HMAC-SHA-256 under the client's secret, which site and hub share
    (hub: ``hub_config.entry.proof_of_sign_out``).
    """
    at, secret = given.get("at", ""), settings.CLUBS_HUB_CLIENT_SECRET
    if not secret or given.get("learner") != learner or not (at.isascii() and at.isdigit() and len(at) <= 12):
        return False
    expected = hmac.new(secret.encode(), f"signed out {learner} {at}".encode(), "sha256").hexdigest()
    fresh = abs(time.time() - int(at)) <= GOOD_FOR_SECONDS
    return fresh and constant_time_compare(expected, given.get("proof", ""))
