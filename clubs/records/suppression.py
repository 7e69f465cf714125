"""Counts too small to tell (R24): a count below five could be somebody one knows."""

SMALLEST_COUNT = 5


def suppressed(count: int) -> int | None:
    """The count, or None where it is too small to tell."""
    return count if count == 0 or count >= SMALLEST_COUNT else None


def suppressed_part(part: int, whole: int) -> int | None:
    """A part of a whole that is told; None where it, or what it leaves of the whole, is too small to tell."""
    if suppressed(part) is None or suppressed(max(whole - part, 0)) is None:
        return None
    return part
