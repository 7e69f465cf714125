"""The record of processing (UK GDPR Article 30), written from the register."""

from .personal_data import Declaration, declarations

HEADING = """# Personal data: what, why, who, how long

Written by `manage.py write_processing_record` from what each app declares in its
`personal_data.py`; do not edit by hand. Lawful bases and periods are this
project's proposal: a council's own officer confirms them before use.
"""


def processing_record() -> str:
    """The whole record as Markdown, ending in a newline."""
    tables = [_retention_table(declarations()), *(_model_section(entry) for entry in declarations())]
    return "\n".join([HEADING, *tables])


def _retention_table(entries: list[Declaration]) -> str:
    rows = [
        f"| {entry.model._meta.label} | {entry.keep.words} | {_purge(entry)} | {entry.erasure.value} |"
        for entry in entries
    ]
    return "\n".join(
        [
            "## How long",
            "",
            "| what | kept | purge | when the person is erased |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _purge(entry: Declaration) -> str:
    return (
        f"{entry.keep.days} days after `{entry.keep.since}`"
        if entry.keep.days
        else "with its family or account"
    )


def _model_section(entry: Declaration) -> str:
    seen_by = ", ".join(entry.audience)
    rows = [f"| `{name}` | {purpose} |" for name, purpose in entry.fields.items()]
    return "\n".join(
        [
            f"## {entry.model._meta.label}",
            "",
            f"Basis: {entry.basis.value}. Seen by: {seen_by}.",
            "",
            "| field | so that |",
            "|---|---|",
            *rows,
            "",
        ]
    )
