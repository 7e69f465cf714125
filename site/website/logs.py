"""Logs of the site: one line an event, with what names a person or opens a door taken out."""

import logging
import re
from typing import Any

import structlog

# E-mail addresses, club cards' tokens, one-time codes in addresses, and London postcodes.
REDACTED = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "‹e-mail›"),
    (re.compile(r"/card/[A-Za-z0-9_-]{20,}"), "/card/‹token›"),
    (re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b"), "‹postcode›"),
)


def redact(text: str) -> str:
    """Take out of a line what a log must not keep."""
    for pattern, instead in REDACTED:
        text = pattern.sub(instead, text)
    return text


def redact_event(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """structlog's processor: redact every text of an event, its traceback among them."""
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def logging_config(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything from ``level`` up to standard error as ``key=value`` lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                ],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    redact_event,
                    structlog.processors.KeyValueRenderer(
                        key_order=["timestamp", "level", "logger", "event"]
                    ),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django": {"handlers": [], "level": level, "propagate": True}},
    }


logging.captureWarnings(capture=True)
