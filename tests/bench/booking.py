"""Bookings a second when everyone wants the same session at once.

Run: ``python tests/bench/booking.py [--families 200] [--workers 16] [--places 120]``.
Starts a PostgreSQL of its own unless DATABASE_URL is set; its last line is one
JSON object. Every family books one child through the booking action itself,
over connections already open. One of them holds the lock at a time, so this is
the floor that one session sets, not what many sessions reach together.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "site")]


def main() -> None:
    """Prepare, book, say."""
    options = _options()
    from tests import postgres_plugin

    postgres_plugin.start()
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.test")
        result = _measured(options)
    finally:
        postgres_plugin.stop()
    print(json.dumps(result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--families", type=int, default=200)
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--places", type=int, default=120)
    return parser.parse_args()


def _measured(options: argparse.Namespace) -> dict[str, object]:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False, keepdb=False)
    try:
        session, requests = _crowd(options.families, options.places)
        started = time.perf_counter()
        outcomes = _all_at_once(requests, options.workers)
        seconds = time.perf_counter() - started
        return _figures(session, outcomes, seconds, options)
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)


def _crowd(families: int, places: int) -> tuple[object, list[Callable[[], tuple[bool, float]]]]:
    """One staffed session, and for each family a call that books its child: (got it, milliseconds)."""
    from clubs.booking.actions import book_places
    from clubs.records.refusals import Refusal
    from tests.factories.people import ChildFactory, UserFactory
    from tests.factories.timetable import SessionFactory
    from tests.factories.volunteers import staffed

    session = SessionFactory(room_capacity=places, kit_capacity=places)
    staffed(session, adults=2 + places // 6)

    def request(parent: object, child: object) -> Callable[[], tuple[bool, float]]:
        def book() -> tuple[bool, float]:
            started = time.perf_counter()
            try:
                book_places(children=[child], offering=session, by=parent)
            except Refusal as refusal:
                if refusal.code != "full":
                    raise
                return False, (time.perf_counter() - started) * 1000
            return True, (time.perf_counter() - started) * 1000

        return book

    parents = [UserFactory() for _ in range(families)]
    return session, [request(parent, ChildFactory(guardian=parent)) for parent in parents]


def _all_at_once(requests: list[Callable[[], tuple[bool, float]]], workers: int) -> list[tuple[bool, float]]:
    from django.db import connection

    start = Barrier(workers)

    def share(number: int) -> list[tuple[bool, float]]:
        connection.ensure_connection()
        start.wait()
        try:
            return [request() for request in requests[number::workers]]
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as threads:
        return [outcome for part in threads.map(share, range(workers)) for outcome in part]


def _figures(
    session: object, outcomes: list[tuple[bool, float]], seconds: float, options: argparse.Namespace
) -> dict[str, object]:
    from clubs.booking.models import PlaceSession

    booked = [ms for got_it, ms in outcomes if got_it]
    refused = [ms for got_it, ms in outcomes if not got_it]
    assert PlaceSession.objects.live().filter(session=session).count() == len(booked) <= options.places
    return {
        "bench": "booking",
        "families": options.families,
        "workers": options.workers,
        "places": options.places,
        "booked": len(booked),
        "refused": len(refused),
        "answers_per_second": round(len(outcomes) / seconds, 1),
        "booked_median_ms": round(statistics.median(booked), 1),
        "booked_p95_ms": round(statistics.quantiles(booked, n=20)[-1], 1),
        "refused_p95_ms": round(statistics.quantiles(refused, n=20)[-1], 1) if len(refused) > 1 else None,
    }


if __name__ == "__main__":
    main()
