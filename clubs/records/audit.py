"""Every write is an action: keyword-only, atomic, told who acts, and recorded."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import models, transaction

from .models import AuditEntry


def audited[**P, R](name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action called ``name`` ("people.add_child").

    The function must take keyword-only parameters, one of them ``by``: the
    user who acts, or None when the site itself does. It runs in one
    transaction together with its audit entry, so neither stands without the
    other. The entry's subject is the row returned, else the first row given.
    Raises TypeError at import when the signature is not an action's.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        _check_signature(function)

        @wraps(function)
        def action(*args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                result = function(*args, **kwargs)
                record(action=name, by=kwargs.get("by"), subject=_subject(result, kwargs), about=kwargs)
            return result

        return action

    return decorate


def record(
    *, action: str, by: Any, subject: models.Model | None = None, about: dict[str, Any] | None = None
) -> AuditEntry:
    """Write one entry. ``about`` may be any mapping: only the saved rows in it are kept, as ids."""
    return AuditEntry.objects.create(
        action=action,
        actor_id=getattr(by, "pk", None),
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        about={key: f"{row._meta.label_lower}:{row.pk}" for key, row in _rows(about or {}).items()},
    )


def _rows(values: dict[str, Any]) -> dict[str, models.Model]:
    return {
        key: value
        for key, value in values.items()
        if key != "by" and isinstance(value, models.Model) and value.pk is not None
    }


def _subject(result: Any, kwargs: dict[str, Any]) -> models.Model | None:
    if isinstance(result, models.Model) and result.pk is not None:
        return result
    return next(iter(_rows(kwargs).values()), None)


def _check_signature(function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    if "by" not in parameters:
        raise TypeError(f"{function.__qualname__} is an action and must take by=")
    for parameter in parameters.values():
        if parameter.kind not in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD):
            raise TypeError(f"{function.__qualname__}: {parameter.name} must be keyword-only")
