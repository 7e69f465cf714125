"""Users for the jobs of one runner, that no other runner of this machine has.

Limits by user (processes above all) would else be shared: a notebook that forks without end
would keep another runner's jobs from starting. A runner marks its block as taken by an abstract
socket, which is gone when the runner is, however that ends.
"""

import socket
from dataclasses import dataclass

UIDS = range(205_000, 210_000)
"""Below 210 000, where the learners' begin: no job ever has a learner's uid."""
BLOCK = 256


class NoUidsLeft(RuntimeError):
    """Every block is another runner's."""


@dataclass(frozen=True)
class Block:
    """`BLOCK` uids, one for each job at once; ours for as long as `holder` is open."""

    ids: range
    holder: socket.socket


def take_block() -> Block:
    """Take the first block that no other runner has. Raises NoUidsLeft."""
    for first in range(UIDS.start, UIDS.stop - BLOCK + 1, BLOCK):
        holder = socket.socket(socket.AF_UNIX)
        try:
            holder.bind(f"\0coding-clubs-marker-{first}")
        except OSError:
            holder.close()
            continue
        return Block(range(first, first + BLOCK), holder)
    raise NoUidsLeft(f"{len(UIDS) // BLOCK} runners are at work on this machine already.")
