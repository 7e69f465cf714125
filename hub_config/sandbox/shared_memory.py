"""Making a process a good parent: what it has loaded stays shared with everything that is forked from it.

A fork shares each page of memory with its parent until one of them writes to it, and Python writes where it
only reads: into each object's count of references, and into the collector's lists. A kernel that is forked,
and does nothing but start, so copies a third of all it was given. Neither happens to objects that are
immortal (PEP 683, made for this among other things) and frozen (`gc.freeze`).
"""

import ctypes
import gc
import sys
import types

# A count of references is the first word of every object.
_count_at = ctypes.c_ssize_t.from_address
_NO_REFERENTS = (str, bytes, int, float, complex)
_LIVE = (types.FrameType, types.GeneratorType, types.CoroutineType)


def keep_shared() -> int:
    """Let forks share all objects that there are now, for good: none will ever be freed.

    For a process that has loaded what its forks need, and has one thread. Gives the number of objects
    made immortal; 0 where this Python keeps its counts another way, which costs memory and nothing else.
    """
    gc.collect()
    made = _make_immortal() if _counts_are_as_known() else 0
    gc.freeze()
    return made


def _counts_are_as_known() -> bool:
    """Whether an object's first word is its count, and None's is the one that means immortal."""
    probe = object()
    return (
        sys.implementation.name == "cpython"
        and sys.version_info[:2] == (3, 13)
        and getattr(sys, "_is_gil_enabled", lambda: True)()
        and _count_at(id(probe)).value == sys.getrefcount(probe) - 1
        and _count_at(id(None)).value == sys.getrefcount(None)
    )


def _make_immortal() -> int:
    immortal = _count_at(id(None)).value
    made, seen = 0, set[int]()
    waiting = gc.get_objects()
    ours = {id(waiting), id(seen), id(sys._getframe())}
    while waiting:
        found = waiting.pop()
        if id(found) in seen or id(found) in ours or isinstance(found, _LIVE):
            continue
        seen.add(id(found))
        count = _count_at(id(found))
        if count.value < immortal:
            count.value = immortal
            made += 1
        if not isinstance(found, _NO_REFERENTS):
            waiting.extend(gc.get_referents(found))
    return made
