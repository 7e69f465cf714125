"""The marking bench counts right: percentiles, the mix it sends, and that what it measured was marking."""

from collections import Counter
from pathlib import Path

import pytest

from tests.bench import our_marking
from tests.bench.figures import percentile, without
from tests.bench.memory import marker_processes, pss
from tests.bench.submissions import submissions


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        pytest.param([7.0], 95, 7.0, id="of one"),
        pytest.param([1.0, 3.0], 50, 2.0, id="the middle of two"),
        pytest.param([float(n) for n in range(101)], 95, 95.0, id="of many"),
        pytest.param([5.0, 1.0, 3.0], 50, 3.0, id="in any order"),
    ],
)
def test_percentile(values: list[float], share: int, expected: float) -> None:
    assert percentile(values, share) == pytest.approx(expected)


def test_the_endless_one_is_left_out_by_its_place() -> None:
    assert without([9.0, 1.0, 2.0], 0) == [1.0, 2.0]
    assert without([9.0, 1.0], None) == [9.0, 1.0]


def test_the_sixty_are_mixed_and_one_never_ends() -> None:
    sent = submissions(60)
    assert Counter(each.kind for each in sent) == {"endless": 1, "right": 19, "wrong": 20, "error": 20}
    assert [each.kind for each in sent].index("endless") == 0
    assert all((each.failing is None) == (each.kind == "right") for each in sent)


def test_memory_of_other_programs_is_not_counted() -> None:
    """This process is no marker, whatever else runs on the machine."""
    assert marker_processes(1 << 30) == []
    assert pss(1 << 30) == 0


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_what_is_measured_is_marking(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    sent = without(submissions(5), 0)
    with our_marking.marking(tmp_path) as marking:
        one = marking.one_at_a_time(sent[:1])
        run = marking.all_at_once(sent)
        after = marking.one_after_another(sent[:2])
    assert our_marking.wrong_marks(sent[:1], one[0].submissions) == []
    assert our_marking.wrong_marks(sent, run.submissions) == []
    assert our_marking.wrong_marks(sent[:2], after.submissions) == []
    assert [each.kind for each in sent] == ["wrong", "error", "right", "wrong"]
    assert our_marking.points(run.submissions[2]) > our_marking.points(run.submissions[1])
    assert run.seconds == pytest.approx(max(run.waits), rel=0.01)
    assert all(0 < wait <= run.seconds + 0.001 for wait in run.waits)
    assert run.per_second == pytest.approx(4 / run.seconds)
    # A control: marks that are another's are noticed.
    assert our_marking.wrong_marks(sent[2:3], run.submissions[:1])
