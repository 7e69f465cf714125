"""A lesson server that is told to stop while files are being saved: it finishes them, and ends."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.factories.lesson_room import TOKEN
from tests.factories.lesson_server import Room, running_room

SAVERS = 3
LENGTH = 2_000_000  # characters, so that some save is always half done
HEADERS = {"Authorization": f"token {TOKEN}"}


def save(room: Room, name: str, character: str) -> int:
    """The status that Jupyter's own address for files answers."""
    body = {"type": "file", "format": "text", "content": character * LENGTH}
    url = f"{room.address}api/contents/{name}"
    return requests.put(url, json=body, headers=HEADERS, timeout=10).status_code


@contextmanager
def saving_without_pause(room: Room) -> Iterator[None]:
    """Several files saved again and again, until the server is gone."""

    def go_on(name: str) -> None:
        try:
            for number in range(10_000):
                save(room, name, str(number % 10))
        except requests.RequestException:
            return

    savers = [threading.Thread(target=go_on, args=(f"{number}.txt",)) for number in range(SAVERS)]
    for saver in savers:
        saver.start()
    while not all((room.home / f"{number}.txt").exists() for number in range(SAVERS)):
        threading.Event().wait(0.02)
    try:
        yield
    finally:
        room.process.kill()
        for saver in savers:
            saver.join()


def test_ends_in_the_middle_of_saves_and_leaves_whole_files(tmp_path: Path) -> None:
    with running_room(tmp_path) as room, saving_without_pause(room):
        room.process.terminate()
        assert room.process.wait(10) == 0
        for number in range(SAVERS):
            kept = (room.home / f"{number}.txt").read_text()
            assert kept == kept[:1] * LENGTH


def test_ends_with_a_page_of_news_open(tmp_path: Path) -> None:
    with running_room(tmp_path) as room:
        news = requests.get(f"{room.address}lesson-api/news", headers=HEADERS, stream=True, timeout=10)
        assert next(news.iter_lines()) == b": here"
        room.process.terminate()
        assert room.process.wait(10) == 0


def test_ends_when_jupyters_own_address_says_so(tmp_path: Path) -> None:
    with running_room(tmp_path) as room:
        xsrf = {**HEADERS, "Content-Type": "application/json"}
        requests.post(f"{room.address}api/shutdown", data=json.dumps({}), headers=xsrf, timeout=10)
        assert room.process.wait(10) == 0


def test_waits_for_a_file_but_not_for_ever() -> None:
    assert asyncio.run(held_for(0.1, patience=5)) is True
    assert asyncio.run(held_for(1.0, patience=0.1)) is False


async def held_for(seconds: float, patience: float) -> bool:
    """What waiting says while a thread is busy so long."""
    from anyio import to_thread

    from hub_config.lesson_server.room_server import files_at_rest

    busy = asyncio.ensure_future(to_thread.run_sync(threading.Event().wait, seconds))
    await asyncio.sleep(0)
    waited = await files_at_rest(patience)
    await busy
    return waited
