"""An author's token on their own computer: where it is found, and where it is never sent."""

from pathlib import Path

import pytest

from hub_config.exchange.author_token import TokenNotSafe, token_for

GOOD = "cca_" + "Ab1_-" * 8 + "xyz"
HTTPS = "https://clubs.example.org/api/lesson/v1"


@pytest.fixture(autouse=True)
def token_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file as an author keeps it; nothing in the environment."""
    file = tmp_path / "author-token"
    file.write_text(f"{GOOD}\n")
    file.chmod(0o600)
    monkeypatch.delenv("CLUBS_AUTHOR_TOKEN", raising=False)
    monkeypatch.setenv("CLUBS_AUTHOR_TOKEN_FILE", str(file))
    return file


@pytest.mark.parametrize(
    ("address", "token"),
    [
        pytest.param(HTTPS, GOOD, id="https"),
        pytest.param("http://localhost:8000/api/lesson/v1", GOOD, id="this machine"),
        pytest.param("http://127.0.0.1:8000/api/lesson/v1", GOOD, id="this machine by number"),
        pytest.param("http+unix://%2Frun%2Frelay%2Frelay.sock/api/lesson/v1", None, id="a relay's socket"),
    ],
)
def test_where_a_token_is_shown(address: str, token: str | None) -> None:
    assert token_for(address) == token


@pytest.mark.parametrize(
    "address",
    ["http://clubs.example.org/api", "http://localhost.example.org/api", "http://127.0.0.1.example.org/"],
)
def test_a_token_is_not_sent_in_the_open(address: str) -> None:
    with pytest.raises(TokenNotSafe) as refused:
        token_for(address)
    assert GOOD not in refused.value.message + refused.value.next_step


def test_without_a_token_there_is_none(token_file: Path) -> None:
    token_file.unlink()
    assert token_for(HTTPS) is None


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUBS_AUTHOR_TOKEN", GOOD[::-1].replace("cca", "x"))
    with pytest.raises(TokenNotSafe):
        token_for(HTTPS)
    monkeypatch.setenv("CLUBS_AUTHOR_TOKEN", "cca_" + "z" * 43)
    assert token_for(HTTPS) == "cca_" + "z" * 43


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660], ids=oct)
def test_a_file_that_others_can_read_is_not_used(token_file: Path, mode: int) -> None:
    token_file.chmod(mode)
    with pytest.raises(TokenNotSafe, match="Others can read"):
        token_for(HTTPS)


@pytest.mark.parametrize("kept", ["hello", GOOD + "a", GOOD[:-1], f"{GOOD}\nX-Learner: a", "ü"], ids=repr)
def test_what_is_no_token_is_not_sent(token_file: Path, kept: str) -> None:
    token_file.write_text(kept)
    with pytest.raises(TokenNotSafe):
        token_for(HTTPS)
