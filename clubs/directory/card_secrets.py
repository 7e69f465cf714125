"""What a card holds in the clear and we do not: its word and its token."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from .words import CARD_WORDS

TOKEN_BYTES = 20  # 160 bits: nobody finds one by trying


def new_token() -> str:
    """A token for a card's QR code: 27 letters that may stand in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """What is kept of a token: its SHA-256, 64 hexadecimal letters. A random token needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_word() -> str:
    """A word for a card."""
    return secrets.choice(CARD_WORDS)


def hash_word(word: str) -> str:
    """What is kept of a word. Two hundred words are soon tried, so the site's own key goes in as well."""
    return make_password(_peppered(word))


def word_matches(word: str, kept: str) -> bool:
    """Whether this is the word of which ``kept`` was kept; case and spaces around it do not matter."""
    return check_password(_peppered(word), kept)


def address_key(address: str) -> str:
    """What is kept of a network address for a quarter of an hour: 64 hexadecimal letters."""
    return _keyed("card-address", address)


def _peppered(word: str) -> str:
    return _keyed("card-word", word.strip().casefold())


def _keyed(purpose: str, text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
