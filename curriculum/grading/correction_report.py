"""What a lesson's correction would change, counted: no child's name, code or work.

For administrators, who decide whether it is applied; so small counts are told as they are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .enums import RemarkingState
from .models import Correction, Mark, RemarkedResult
from .outcomes import Outcome

Earned = tuple[bool, float]
"""Whether an exercise is done, and the share of its points: the greater is the better."""

NOTHING: Earned = (False, 0.0)


@dataclass(frozen=True)
class ExerciseChange:
    """One exercise. Counts are of children; shares are means over them, 0 to 100.

    `kept` are those whose result would be worse and stands; `standing` is "", "new" or "gone".
    """

    exercise: str
    title: str
    standing: str
    children: int
    done_before: int
    done_after: int
    share_before: int
    share_after: int
    gained: int
    kept: int


@dataclass(frozen=True)
class Report:
    """A whole correction. `waiting`, `marked` and `failed` count submissions, the rest children."""

    waiting: int
    marked: int
    failed: int
    children: int
    gained: int
    kept: int
    unchanged: int
    exercises: list[ExerciseChange] = field(default_factory=list)


def report(correction: Correction) -> Report:
    """Count what applying would change, from what has been marked again so far. Four queries."""
    states = Counter(correction.remarkings.values_list("state", flat=True))
    before, after = _best_before(correction), _best_after(correction)
    titles = dict(correction.lesson.exercises.values_list("slug", "title"))
    learners = {learner for each in (before, after) for earned in each.values() for learner in earned}
    gained, kept = set[int](), set[int]()
    changes = []
    for exercise in [*titles, *sorted(set(before) - set(titles))]:
        was, becomes = before[exercise], after[exercise]
        better = {learner for learner, earned in becomes.items() if earned > was.get(learner, NOTHING)}
        worse = {learner for learner, earned in becomes.items() if earned < was.get(learner, NOTHING)}
        gained |= better
        kept |= worse
        standing = "gone" if exercise not in titles else "" if was else "new"
        changes.append(
            _change(exercise, titles.get(exercise, exercise), standing, was, becomes, len(better), len(worse))
        )
    return Report(
        waiting=states[RemarkingState.WAITING],
        marked=states[RemarkingState.MARKED],
        failed=states[RemarkingState.FAILED],
        children=len(learners),
        gained=len(gained),
        kept=len(kept),
        unchanged=len(learners - gained - kept),
        exercises=changes,
    )


def _change(
    exercise: str, title: str, standing: str, was: dict[int, Earned], becomes: dict[int, Earned],
    gained: int, kept: int,
) -> ExerciseChange:  # fmt: skip
    learners = set(was) | set(becomes)
    stands = [max(was.get(each, NOTHING), becomes.get(each, NOTHING)) for each in learners]
    return ExerciseChange(
        exercise, title, standing, len(learners),
        done_before=sum(done for done, _ in was.values()),
        done_after=sum(done for done, _ in stands),
        share_before=_mean(list(was.values()), len(learners)),
        share_after=_mean(stands, len(learners)),
        gained=gained,
        kept=kept,
    )  # fmt: skip


def _mean(earned: list[Earned], count: int) -> int:
    return round(100 * sum(share for _, share in earned) / count) if count else 0


def _best_before(correction: Correction) -> defaultdict[str, dict[int, Earned]]:
    """Exercise → child → the best mark, of the very submissions that have been marked again."""
    marks = Mark.objects.filter(
        submission__remarkings__correction=correction, submission__remarkings__state=RemarkingState.MARKED
    )
    return _best(marks.values_list("submission__learner_id", "exercise", "outcome", "points", "max_points"))


def _best_after(correction: Correction) -> defaultdict[str, dict[int, Earned]]:
    results = RemarkedResult.objects.filter(remarking__correction=correction)
    return _best(
        results.values_list(
            "remarking__submission__learner_id", "exercise", "outcome", "points", "max_points"
        )
    )


def _best(rows: Iterable[tuple[int, str, str, float, float]]) -> defaultdict[str, dict[int, Earned]]:
    best: defaultdict[str, dict[int, Earned]] = defaultdict(dict)
    for learner, exercise, outcome, points, most in rows:
        done = outcome == Outcome.PASSED
        earned = (done, points / most if most else float(done))
        best[exercise][learner] = max(earned, best[exercise].get(learner, NOTHING))
    return best
