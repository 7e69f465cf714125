"""A classroom beside a stock JupyterHub with JupyterLab: ``python -m tests.bench.classroom [--quick]``.

Both in one run on this machine, by turns where one measures seconds. Ours is the whole product as its
supervisor runs it; stock's is JupyterHub with JupyterLab's defaults, plain processes and the stock proxy,
of the same versions (tests/bench/stock_hub.py). The last line is one JSON object; ratios are stock's
over ours, seconds are medians:

cold_ratio          from pressing Start to what the first cell prints, in headless Chromium, nothing started
ahead_seconds       the same, ours, for a child of a session that is about to begin: the server was
                    started ahead and its kernel is warm, by the hub's own service
twelve_ratio        twelve servers asked of the hub's API at one moment, until the last is ready and answers
memory_ratio        memory (PSS) of a child with one kernel: all processes of the servers and kernels of
                    twelve children, with the warm parent that ours are forked from, divided by twelve
children_in_16_gb   of ours: 16 GB less `RESERVE_GB` for site, worker, marker, database, hub, proxy and
                    relay, divided by that
page_kb             what comes over the network from Start to the output, of ours (1 kB is 1,000 bytes)
board_p95_ms        from when something happens in a class until it has reached the board (tests/classroom)

and the figures of both sides that these are made of. ``--quick``: one round, three servers, four children.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from hub_config.ahead.rules import Due  # noqa: E402 - needs the path
from hub_config.warm_kernels.zygote import KERNEL_NAME  # noqa: E402
from tests.bench.figures import percentile  # noqa: E402
from tests.bench.memory import descendants, pss  # noqa: E402
from tests.bench.opening import Opening, chromium, open_ours, open_stock  # noqa: E402
from tests.bench.servers_at_once import OURS, STOCK, Door, start_all, start_kernels, stop_all  # noqa: E402
from tests.bench.stock_hub import StockHub, stock_hub  # noqa: E402
from tests.classroom.enrolment import LESSON, Class  # noqa: E402
from tests.classroom.kept import Kept  # noqa: E402
from tests.classroom.lesson import Lesson, hold  # noqa: E402
from tests.classroom.reckoning import delays  # noqa: E402
from tests.classroom.stack import asked_of_the_site, own_stack  # noqa: E402
from website.supervisor.run import Supervisor  # noqa: E402

RESERVE_GB = 2.0
SESSION_IN_MINUTES = 6
"""When the session begins whose servers are started ahead: less than the hub waits for."""
WARM_WITHIN_SECONDS = 120
SETTLES_SECONDS = 3.0

Figures = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int
    servers: int
    children: int


FULL, QUICK = Size(rounds=3, servers=12, children=30), Size(rounds=1, servers=3, children=4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="little of everything")
    quick = parser.parse_args().quick
    figures = {"bench": "classroom", "quick": quick, "processors": os.process_cpu_count()}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        _tell("our whole product, and a stock hub beside it")
        ours = Ours(stack.enter_context(own_stack()))
        stock = stack.enter_context(stock_hub(ours.supervisor.layout, folder))
        figures |= _measured(ours, stock, QUICK if quick else FULL)
    print(json.dumps({key: round(value, 2) if isinstance(value, float) else value
                      for key, value in figures.items()}))  # fmt: skip


class Ours:
    """The running product, and what a bench asks of it."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor = supervisor
        self.layout = supervisor.layout
        self.launcher = supervisor.process("launcher").pid

    def enrol(self, name: str, children: int, starts_in: float = -15) -> Class:
        """A class of its own; a session that began long ago has no servers started ahead."""
        options = ("--name", name, "--children", str(children), "--starts-in", str(starts_in))
        return Class.from_json(asked_of_the_site(self.layout, "tests.classroom.enrolment", *options))

    def kept(self, enrolled: Class) -> Kept:
        options = ("--session", str(enrolled.session), "--helper", enrolled.helper)
        return Kept.from_json(asked_of_the_site(self.layout, "tests.classroom.kept", *options))

    @property
    def door(self) -> Door:
        """The hub's API, as the service that starts servers ahead is let in."""
        for pid in descendants(self.supervisor.process("hub").pid):
            with suppress(OSError):
                if b"hub_config.ahead" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    told = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
                    name = b"JUPYTERHUB_API_TOKEN="
                    token = next(each for each in told if each.startswith(name))
                    return Door(self.layout.hub_url, token.removeprefix(name).decode(), OURS)
        raise RuntimeError("the hub runs no service that starts servers ahead")

    def kernels(self) -> int:
        """How many kernels run."""
        return sum(map(_is_kernel, descendants(self.launcher)))


def _measured(ours: Ours, stock: StockHub, size: Size) -> Figures:
    figures = _openings(ours, stock, size.rounds)
    figures |= _at_once(ours, stock, size.servers)
    figures |= _board(ours, size.children)
    return figures


def _openings(ours: Ours, stock: StockHub, rounds: int) -> Figures:
    cold, stock_cold, ahead, stock_ahead = [], [], [], []
    site = ours.layout.site_url
    users = [f"user{number}" for number in range(rounds)]
    for user in users:
        stock.give_home(user)
    with chromium() as browser:
        for number, card in enumerate(ours.enrol("cold", rounds).children):
            _tell(f"from Start to the first output, cold, round {number + 1} of {rounds}")
            cold.append(open_ours(browser, site, card))
            stock_cold.append(open_stock(browser, stock, users[number]))
            _done(stop_all(ours.door, [card.learner]))
        booked = ours.enrol("ahead", rounds, SESSION_IN_MINUTES).children
        _tell("until the hub has started their servers ahead")
        _until_warm(ours, len(booked))
        for number, card in enumerate(booked):
            ahead.append(open_ours(browser, site, card))
            stock_ahead.append(open_stock(browser, stock, users[number]))
    _done(stop_all(ours.door, [card.learner for card in booked]))
    _done(stop_all(_stock_door(stock), users))
    return {
        "cold_ratio": _seconds(stock_cold) / _seconds(cold),
        "cold_seconds": _seconds(cold), "stock_cold_seconds": _seconds(stock_cold),
        "ahead_seconds": _seconds(ahead), "stock_ahead_seconds": _seconds(stock_ahead),
        **_page("", cold), **_page("stock_", stock_cold),
    }  # fmt: skip


def _until_warm(ours: Ours, count: int) -> None:
    deadline = time.monotonic() + WARM_WITHIN_SECONDS
    while ours.kernels() < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{ours.kernels()} of {count} kernels were warm in time")
        time.sleep(0.5)
    time.sleep(SETTLES_SECONDS)


def _seconds(openings: Sequence[Opening]) -> float:
    return statistics.median(opening.seconds for opening in openings)


def _page(whose: str, openings: Sequence[Opening]) -> Figures:
    return {
        f"{whose}page_kb": statistics.median(opening.bytes for opening in openings) / 1000,
        f"{whose}script_seconds": statistics.median(opening.script_seconds for opening in openings),
    }


def _at_once(ours: Ours, stock: StockHub, count: int) -> Figures:
    """Twelve at one moment, and what they take of memory, each with a kernel."""
    learners = [card.learner for card in ours.enrol("twelve", count).children]
    users = [f"together{number}" for number in range(count)]
    for user in users:
        stock.give_home(user)
    _tell(f"{count} servers at once")
    seconds = _done(start_all(ours.door, _due(learners)))
    _done(stop_all(ours.door, learners))
    stock_seconds = _done(start_all(_stock_door(stock), _due(users)))
    _tell(f"memory of {count} with a kernel each")
    _done(start_kernels(_stock_door(stock), users))
    _done(start_all(ours.door, _due(learners, LESSON)))
    _until_warm(ours, count)
    memory = _megabytes(descendants(ours.launcher)) / count
    stock_memory = _megabytes(stock.servers()) / count
    _done(stop_all(ours.door, learners))
    _done(stop_all(_stock_door(stock), users))
    return {
        "twelve_ratio": stock_seconds / seconds, "servers": count,
        "twelve_seconds": seconds, "stock_twelve_seconds": stock_seconds,
        "memory_ratio": stock_memory / memory,
        "memory_mb": memory, "stock_memory_mb": stock_memory,
        "children_in_16_gb": _children_in(16, memory),
        "stock_children_in_16_gb": _children_in(16, stock_memory),
    }  # fmt: skip


def _due(users: Sequence[str], lesson: str = "") -> list[Due]:
    now = datetime.now(UTC)
    return [Due(user, now, now + timedelta(hours=1), lesson) for user in users]


def _stock_door(stock: StockHub) -> Door:
    return Door(stock.url, stock.token, STOCK)


def _megabytes(processes: Sequence[int]) -> float:
    """Their memory in millions of bytes; what several share counts once among all who share it (PSS)."""
    return sum(map(pss, processes)) / 1e6


def _children_in(gigabytes: float, megabytes_each: float) -> int:
    return int((gigabytes - RESERVE_GB) * 1000 / megabytes_each)


def _is_kernel(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip() == KERNEL_NAME
    return False


def _board(ours: Ours, children: int) -> Figures:
    _tell(f"a class of {children} and its board")
    enrolled = ours.enrol("board", children)
    kept: list[Kept] = []

    async def look(_lesson: Lesson) -> None:
        kept.append(await asyncio.to_thread(ours.kept, enrolled))

    lesson = _done(hold(enrolled, ours.layout.site_url, ours.layout.hub_url, look))
    took, missed = delays(kept[0].happened, lesson.watched.board.changes)
    if missed:
        raise AssertionError(f"the board was never told of {missed}")
    milliseconds = [1000 * seconds for seconds in took]
    return {
        "board_p95_ms": percentile(milliseconds, 95), "board_p50_ms": percentile(milliseconds, 50),
        "board_changes": len(took), "board_children": children,
        **{f"class_{phase}_seconds": seconds for phase, seconds in lesson.seconds.items()},
    }  # fmt: skip


def _done[T](coroutine: Coroutine[Any, Any, T]) -> T:
    """Its result. In a thread of its own: while the browser is open, Playwright has the loop of this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
