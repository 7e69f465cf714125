"""How often something may be asked for: a token bucket per learner and rule."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from hub_config.relay.refusals import RelayRefusal


@dataclass(frozen=True)
class Rate:
    """`burst` requests at once, refilled by `per_minute`."""

    burst: int
    per_minute: float


class Allowance:
    """The tokens left of one rate; `clock` counts seconds."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._tokens = float(rate.burst)
        self._counted_at = clock()

    def take(self) -> None:
        """Use one token; raises `RelayRefusal` "too_often" with the seconds to wait when none is left."""
        now = self._clock()
        refill = (now - self._counted_at) * self._rate.per_minute / 60
        self._tokens = min(float(self._rate.burst), self._tokens + refill)
        self._counted_at = now
        if self._tokens < 1:
            wait = (1 - self._tokens) * 60 / self._rate.per_minute
            raise RelayRefusal("too_often", retry_after=math.ceil(wait))
        self._tokens -= 1
