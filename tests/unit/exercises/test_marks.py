"""Every lesson marks as its author meant: models, known wrong answers, untouched."""

from functools import cache
from typing import Any

import pytest
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions
from traitlets.config import PyFileConfigLoader

from . import lessons

EXERCISES = [(slug, exercise) for slug in lessons.SLUGS for exercise in lessons.exercises(slug)]
WRONG = [
    pytest.param(slug, exercise, place, id=f"{slug}-{exercise}-{place + 1}")
    for slug in lessons.SLUGS
    for exercise, place, _ in lessons.wrong_answers(slug)
]


def source_of(slug: str, grade_id: str) -> str:
    return next(cell.source for cell in lessons.notebook(slug).cells if cell.id == grade_id)


def checks_of(slug: str, exercise: str) -> list[list[str]]:
    return [["run", source_of(slug, f"{exercise}--test-{number}")] for number in (1, 2)]


def signs_of(slug: str, exercise: str) -> list[list[str]]:
    return [["sign", sign] for sign in lessons.signs(slug, exercise)]


def before(slug: str, exercise: str) -> list[list[str]]:
    """Give the steps of the set-up and of the model answers before an exercise."""
    order = lessons.exercises(slug)
    answers = [source_of(slug, earlier) for earlier in order[: order.index(exercise)]]
    return [["run", source] for source in [source_of(slug, "setup"), *answers]]


def after(steps: list[Any], count: int) -> list[Any]:
    return steps[len(steps) - count :]


@cache
def wrong_runs(slug: str) -> dict[tuple[str, int], list[Any]]:
    """Run every known wrong answer; give the results of its exercise's signs and tests."""
    wrong = lessons.wrong_answers(slug)
    jobs = [
        [
            *before(slug, exercise),
            ["run", answer["code"]],
            *signs_of(slug, exercise),
            *checks_of(slug, exercise),
        ]
        for exercise, _, answer in wrong
    ]
    return {
        (exercise, place): after(results, len(lessons.signs(slug, exercise)) + 2)
        for (exercise, place, _), results in zip(wrong, lessons.run(jobs), strict=True)
    }


@cache
def model_run(slug: str) -> dict[str, list[Any]]:
    """Run the whole source notebook; give each exercise's results, signs then tests."""
    steps, owners = [], []
    for cell in lessons.notebook(slug).cells:
        if cell.cell_type != "code":
            continue
        steps.append(["run", cell.source])
        owners.append(cell.id)
        if cell.metadata.lesson["part"] == "answer":
            steps += signs_of(slug, cell.id)
            owners += [f"{cell.id}--sign"] * len(signs_of(slug, cell.id))
    results = lessons.run([steps])[0]
    return {
        exercise: [
            result for owner, result in zip(owners, results, strict=True) if owner.startswith(f"{exercise}--")
        ]
        for exercise in lessons.exercises(slug)
    }


def untouched(slug: str) -> NotebookNode:
    """Give the lesson with its answers cleared and its tests whole, as marking sees it."""
    config = PyFileConfigLoader("nbgrader_config.py", str(lessons.ROOT / "exercises")).load_config()
    clear = ClearSolutions(config=config)
    copy = NotebookNode(lessons.notebook(slug))
    copy.cells = [NotebookNode(cell) for cell in copy.cells]
    return clear.preprocess(copy, ResourcesDict())[0]


@cache
def untouched_run(slug: str) -> dict[str, Any]:
    code = [cell for cell in untouched(slug).cells if cell.cell_type == "code"]
    results = lessons.run([[["run", cell.source] for cell in code]])[0]
    return {cell.id: result for cell, result in zip(code, results, strict=True)}


@pytest.mark.parametrize(("slug", "exercise"), EXERCISES)
def test_the_model_answer_gets_full_marks(slug: str, exercise: str) -> None:
    assert model_run(slug)[exercise][-2:] == [None, None]


@pytest.mark.parametrize(("slug", "exercise"), EXERCISES)
def test_no_sign_of_a_mistake_is_true_of_the_model_answer(slug: str, exercise: str) -> None:
    assert not any(model_run(slug)[exercise][:-2])


@pytest.mark.parametrize(("slug", "exercise", "place"), WRONG)
def test_a_known_wrong_answer_loses_marks(slug: str, exercise: str, place: int) -> None:
    assert wrong_runs(slug)[exercise, place][-2:] != [None, None]


@pytest.mark.parametrize(("slug", "exercise", "place"), WRONG)
def test_a_known_wrong_answer_is_known_by_its_own_sign(slug: str, exercise: str, place: int) -> None:
    signs = wrong_runs(slug)[exercise, place][:-2]
    assert signs.index(True) == place


@pytest.mark.parametrize(("slug", "exercise"), EXERCISES)
def test_the_untouched_release_gets_no_points(slug: str, exercise: str) -> None:
    results = untouched_run(slug)
    for number in (1, 2):
        assert results[f"{exercise}--test-{number}"] is not None


@pytest.mark.parametrize(("slug", "exercise"), EXERCISES)
def test_the_starting_code_is_proper_python(slug: str, exercise: str) -> None:
    cell = next(cell for cell in untouched(slug).cells if cell.id == exercise)
    compile(cell.source, exercise, "exec")


@pytest.mark.parametrize("slug", lessons.SLUGS)
def test_examples_run(slug: str) -> None:
    """Those that ask with input() stop there in a shell without anybody to answer."""
    code = [cell for cell in lessons.notebook(slug).cells if cell.cell_type == "code"]
    results = lessons.run([[["run", cell.source] for cell in code]])[0]
    for cell, result in zip(code, results, strict=True):
        if cell.metadata.lesson["part"] in {"example", "setup"}:
            assert result is None or ("input(" in cell.source and result[0] == "EOFError"), cell.source
