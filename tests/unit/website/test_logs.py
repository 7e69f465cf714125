"""What a log line must not keep."""

import logging
import logging.config

import pytest

from website.logs import logging_config, redact


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        pytest.param("sent to ada@family.example today", "sent to ‹e-mail› today", id="an e-mail address"),
        pytest.param(
            "GET /card/abcdefghijklmnopqrstuvwxyz0/", "GET /card/‹token›/", id="a club card's token"
        ),
        pytest.param("looked near NW5 2HS", "looked near ‹postcode›", id="a postcode"),
        pytest.param("looked near nw5 in general", "looked near nw5 in general", id="a district stays"),
    ],
)
def test_redacted(line: str, kept: str) -> None:
    assert redact(line) == kept


def test_a_traceback_is_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    try:
        logging.config.dictConfig(logging_config("WARNING"))
        try:
            raise ValueError("no such person: ada@family.example")
        except ValueError:
            logging.getLogger("django.request").exception("failed")
        told = capsys.readouterr().err
    finally:
        logging.getLogger().handlers[:] = before
    assert "ValueError" in told
    assert "ada@" not in told
