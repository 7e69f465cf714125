"""What a bench makes of its measurements."""

import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` per cent do not exceed, of one value or more."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def without(values: Sequence[float], place: int | None) -> list[float]:
    """All but the value at `place`; all when it is None."""
    return [value for number, value in enumerate(values) if number != place]
