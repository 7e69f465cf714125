"""A marked submission as a page of its own: plain HTML that loads nothing and runs nothing.

All that comes from the site is escaped text. No output of a notebook is shown: what a
pupil's code printed has no business in a page that a browser reads.
"""

import json
from html import escape
from pathlib import Path
from typing import Any

#: What became of an exercise, in a word or two.
OUTCOMES = {
    "passed": "works",
    "wrong": "not quite yet",
    "error": "stopped by Python",
    "not_started": "not started",
    "too_slow": "too slow",
    "too_much_memory": "too much memory",
    "too_much_output": "printed too much",
    "stopped_itself": "stopped itself",
    "repaired": "answer cell was gone",
    "unreadable": "could not be read",
    "marker_fault": "our own mistake",
}

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: {points} points</title>
<style>
body {{ font: 1.125rem/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; }}
section {{ border-left: 0.25rem solid #767676; margin: 1.5rem 0; padding: 0 1rem; }}
section.passed {{ border-color: #00703c; }}
pre {{ font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>Handed in {timestamp}. <strong>{points} points.</strong></p>
{exercises}
</body>
</html>
"""
_EXERCISE = """<section class="{kind}">
<h2>{title}</h2>
<p>{points} points: {outcome}</p>
<pre>{message}</pre>
</section>"""


def write_feedback(page: Path, told: dict[str, Any], timestamp: str) -> None:
    """Write a submission's feedback to `page`, and beside it the site's own words as JSON.

    `told` is the lesson API's answer about one marked submission. Raises KeyError, TypeError,
    ValueError if it is not one.
    """
    written = html(told, timestamp)
    page.parent.mkdir(parents=True, exist_ok=True)
    for path, text in ((page.with_suffix(".json"), json.dumps(told, indent=2)), (page, written)):
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)


def told_when(page: Path) -> str | None:
    """When the submission whose feedback lies there had been marked; None if that cannot be read."""
    try:
        return json.loads(page.with_suffix(".json").read_text("utf-8"))["result"]["marked_at"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def html(told: dict[str, Any], timestamp: str) -> str:
    """The page. Raises KeyError, TypeError, ValueError if `told` is no marked submission."""
    result = told["result"]
    return _PAGE.format(
        title=escape(str(told["lesson"])),
        timestamp=escape(timestamp),
        points=_points(result),
        exercises="\n".join(_exercise(each) for each in result["exercises"]),
    )


def _exercise(each: dict[str, Any]) -> str:
    outcome = str(each["outcome"])
    return _EXERCISE.format(
        kind="passed" if outcome == "passed" else "other",
        title=escape(str(each["title"])),
        points=_points(each),
        outcome=escape(OUTCOMES.get(outcome, outcome.replace("_", " "))),
        message=escape(str(each["message"])),
    )


def _points(row: dict[str, Any]) -> str:
    return f"{float(row['points']):g} of {float(row['max_points']):g}"
