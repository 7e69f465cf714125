"""How soon a result is told: from when it is written until its event has come over HTTP.

Run: ``python tests/bench/telling.py [--results 40] [--waiting 0]``. Starts a PostgreSQL of its own
unless DATABASE_URL is set, and the site under uvicorn; `--waiting` other streams are open
meanwhile. The last line is one JSON object, in milliseconds; `with_writing` counts from before
the transaction that writes the marks.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Thread

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "site")]


def main() -> None:
    """Prepare, tell, say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--results", type=int, default=40)
    parser.add_argument("--waiting", type=int, default=0)
    options = parser.parse_args()
    from tests import postgres_plugin

    postgres_plugin.start()
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.test")
        figures = _measured(options.results, options.waiting)
    finally:
        postgres_plugin.stop()
    print(json.dumps(figures))


def _measured(results: int, waiting: int) -> dict[str, float]:
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False, keepdb=False)
    try:
        port = _free_port()
        site = _site(port)
        try:
            took = _told(port, results, waiting)
        finally:
            site.terminate()
            site.wait()
    finally:
        teardown_databases(databases, verbosity=0)
    since_written, with_writing = zip(*took, strict=True)
    return {
        "p50_ms": round(statistics.median(since_written), 1),
        "p95_ms": round(statistics.quantiles(since_written, n=100, method="inclusive")[94], 1),
        "worst_ms": round(max(since_written), 1),
        "p50_with_writing_ms": round(statistics.median(with_writing), 1),
    }


def _site(port: int) -> subprocess.Popen[bytes]:
    from tests.integration.marking_stack import database_url

    command = ["uvicorn", "website.asgi:application", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=REPOSITORY,
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": "site:.", "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "website.settings.test",
        },
    )  # fmt: skip
    for _ in range(600):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    process.kill()
    raise RuntimeError("The site did not start.")


def _told(port: int, results: int, waiting: int) -> list[tuple[float, float]]:
    from curriculum.grading import actions
    from curriculum.grading.models import Submission
    from tests.factories import lessons

    lesson, learner, took = lessons.lesson(), lessons.learner(), []
    marks = [
        {"id": "double", "points": 3, "max_points": 3, "outcome": "passed", "message": "It works."},
        {"id": "hello", "points": 1, "max_points": 1, "outcome": "passed", "message": "It works."},
    ]

    def taken_up() -> Submission:
        made = Submission.objects.create(learner=learner, lesson=lesson, notebook="{}", sha256="")
        actions.take_up(submission_id=made.pk)
        return made

    with ExitStack() as open_streams:
        for _ in range(waiting):
            open_streams.enter_context(closing(Stream(port, learner, taken_up())))
        for _ in range(results):
            submission = taken_up()
            with closing(Stream(port, learner, submission)) as stream:
                reader = Thread(target=stream.read_event)
                reader.start()
                started = time.perf_counter()
                actions.record_marks(
                    submission_id=submission.pk, version_id=lesson.current_id, result=lessons.result(*marks)
                )
                written = time.perf_counter()
                reader.join()
                took.append((1000 * max(0, stream.came_at - written), 1000 * (stream.came_at - started)))
    return took


class Stream:
    """One open stream of events, its first event read."""

    def __init__(self, port: int, learner: object, submission: object) -> None:
        from tests.factories import lessons

        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.request(
            "GET",
            f"/api/lesson/v1/submissions/{submission.pk}/events",
            headers={**lessons.relay_headers(learner), "Host": "localhost"},
        )
        self._answer = self._connection.getresponse()
        self.came_at = 0.0
        self.read_event()

    def read_event(self) -> None:
        """Read up to an event's end, and note when it came."""
        while self._answer.readline().strip():
            pass
        self.came_at = time.perf_counter()

    def close(self) -> None:
        self._connection.close()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
