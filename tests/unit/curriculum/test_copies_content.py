"""What is left in a copy of a notebook, and what is too much for one."""

import json
from typing import Any

import pytest

from clubs.records.refusals import Refusal
from curriculum.copies.cleaned import LARGEST, MOST_CELLS, cleaned

PICTURE = {"image/png": "aaaa"}
SVG = {"image/svg+xml": "<svg onload='alert(1)'/>"}


def cell(kind: str = "code", source: Any = "1 + 1", **more: Any) -> dict[str, Any]:
    return {
        "cell_type": kind,
        "id": "of-a-child",
        "metadata": {"trusted": True, "who": "Robin"},
        "source": source,
        **more,
    }


def book(*cells: Any, **metadata: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def test_nothing_that_ran_claims_trust_or_names_anybody_is_left() -> None:
    html = {"output_type": "display_data", "data": {"text/html": "<script>steal()</script>"}, "metadata": {}}
    copy = cleaned(
        book(
            cell(outputs=[html], execution_count=7),
            cell("markdown", "![it](attachment:a.png)", attachments={"a.png": PICTURE, "b.png": PICTURE}),
            cell("raw", ["two ", "parts"]),
            signature="sha256:0", widgets={"state": {}}, authors=[{"name": "Robin"}],
        )
    )  # fmt: skip
    code, words, raw = copy["cells"]
    assert (code["outputs"], code["execution_count"]) == ([], None)
    assert [each["metadata"] for each in copy["cells"]] == [{}, {}, {}]
    assert set(words["attachments"]) == {"a.png"}
    assert raw["source"] == "two parts"
    assert set(copy["metadata"]) == {"kernelspec", "language_info"}
    text = json.dumps(copy)
    for gone in ("steal", "trusted", "signature", "Robin", "of-a-child"):
        assert gone not in text


UNFIT = {
    "no notebook": ("words", 422),
    "no cells": ({"metadata": {}}, 422),
    "cells that are none": (book("a", "b"), 422),
    "a cell of another kind": (book(cell("widget")), 422),
    "a text that is none": (book(cell(source=[1, 2])), 422),
    "too many cells": (book(*[cell()] * (MOST_CELLS + 1)), 413),
    "too long": (book(cell(source="x" * LARGEST)), 413),
    "a picture too large": (
        book(cell("markdown", "attachment:a.png", attachments={"a.png": {"image/png": "a" * LARGEST}})), 413,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("notebook", "status"), UNFIT.values(), ids=UNFIT)
def test_what_is_no_notebook_or_too_much_is_refused(notebook: Any, status: int) -> None:
    with pytest.raises(Refusal) as refused:
        cleaned(notebook)
    assert refused.value.status == status


def test_an_attachment_that_could_run_something_is_left_out() -> None:
    copy = cleaned(book(cell("markdown", "attachment:a.svg", attachments={"a.svg": SVG})))
    assert "attachments" not in copy["cells"][0]
