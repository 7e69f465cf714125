"""What a hostile case is."""

from dataclasses import dataclass, field

from curriculum.grading.faults import Fault
from curriculum.grading.outcomes import Outcome

WRONG, ERROR = Outcome.WRONG, Outcome.ERROR
STOPPED, SLOW = Outcome.STOPPED_ITSELF, Outcome.TOO_SLOW
MEMORY, OUTPUT = Outcome.TOO_MUCH_MEMORY, Outcome.TOO_MUCH_OUTPUT


@dataclass(frozen=True)
class Case:
    """Code in the answer of `double`, and what must come of it.

    `outcomes`: one of these is told. `faults`: one of these is noticed, which shows that the attack was
    made; a case without any leaves something true in the variable `tried`, which a third exercise reads.
    `honest_points` is what the code would earn without its tricks. `keeps_others`: the exercise after it, and
    `tried`, keep their marks. `tests_in_reach`: with the tests in its own interpreter it would be
    paid in full (the control).
    """

    code: str
    outcomes: frozenset[Outcome]
    faults: frozenset[Fault] = frozenset()
    honest_points: float = 0
    keeps_others: bool = True
    tests_in_reach: bool = False
    sample: bool = field(default=False)


def case(
    code: str, *outcomes: Outcome, faults: tuple[Fault, ...] = (), honest_points: float = 0,
    keeps_others: bool = True, tests_in_reach: bool = False, sample: bool = False,
) -> Case:  # fmt: skip
    """A case; `sample`: tried as an ordinary user too."""
    return Case(
        code, frozenset(outcomes), frozenset(faults), honest_points, keeps_others, tests_in_reach, sample
    )
