"""Logs that name nobody and hold no secret.

JupyterHub hides the values of tokens in the addresses it logs, yet not in the
messages of exceptions, in redirects made by others, or in the answers of an identity
provider. `SecretFilter` hides whatever looks like one, in every record of every
logger it is put on. Learners appear by their opaque ids only, because
no process of the hub knows more.
"""

import logging
import re
import sys
from typing import Any

HIDDEN = "[hidden]"

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Authorization headers, in whatever they are quoted.
    (re.compile(r"(?i)(?<![/\w])(bearer|token|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    # name=value and "name": "value" for everything that is a credential.
    (
        re.compile(
            r"(?i)\b([a-z_]*(?:token|secret|password|code|state|code_verifier|code_challenge|_xsrf|api_key))"
            r"([\"']?\s*[=:]\s*[\"']?)[^\s&\"',}]{6,}"
        ),
        rf"\1\2{HIDDEN}",
    ),
    # Session and cookie ids, as JupyterHub logs them when it makes a form's token.
    (re.compile(r"\b[0-9a-f]{32,}\b"), HIDDEN),
    # user:password@ in a database's address.
    (re.compile(r"(//[^:/@\s]+):[^@\s]+@"), rf"\1:{HIDDEN}@"),
)


def without_secrets(text: str) -> str:
    """`text` with the values of credentials replaced by "[hidden]"."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class SecretFilter(logging.Filter):
    """Hides credentials in a record's message and in the text of its exception."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_secrets(record.getMessage())
        record.args = None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = without_secrets(logging.Formatter().formatException(record.exc_info))
        return True


# For traitlets' `logging_config`: JupyterHub's own handler, with the filter; and our loggers through it.
LOGGING: dict[str, Any] = {
    "filters": {"secrets": {"()": SecretFilter}},
    "handlers": {"console": {"filters": ["secrets"]}},
    "loggers": {"clubs": {"level": "INFO", "handlers": ["console"], "propagate": False}},
}


def log_request(handler: Any) -> None:
    """One line a request, for Tornado: no network address, no headers, no query.

    Used by the hub in place of JupyterHub's, which writes down the visitor's address.
    """
    from jupyterhub.metrics import prometheus_log_method

    status, request = handler.get_status(), handler.request
    user = getattr(handler, "_jupyterhub_user", None)
    level = logging.INFO if status < 400 else logging.WARNING if status < 500 else logging.ERROR
    logging.getLogger("clubs.requests").log(
        level, "%d %s %s learner=%s %.1f ms", status, request.method, request.path,
        getattr(user, "name", "-"), 1000 * request.request_time(),
    )  # fmt: skip
    prometheus_log_method(handler)


def log_to_stderr(name: str, level: int = logging.INFO) -> None:
    """Send the logger `name` and its children to standard error, one line a record, secrets hidden."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(SecretFilter())
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
