"""An adult with a copy, wherever the hub tells kinds apart: started ahead, homes, pods."""

import json
import os
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import create_autospec

import pytest

from hub_config.ahead.service import HANDLERS
from hub_config.ahead.site import due_from
from hub_config.ahead.web import Away
from hub_config.copy_server.laid_down import Copy, lay_down
from hub_config.kubernetes import homes as pods
from hub_config.launcher import lesson_process
from hub_config.launcher.homes import FIRST_COPIER_UID, LAST_COPIER_UID, Homes, NoUidLeft
from hub_config.launcher.requests import RequestRefused, parse
from hub_config.launcher.servers import LessonServers
from hub_config.lesson_server.refusals import SiteAway
from hub_config.sandbox import ForkServer

LEARNER, COPIER = "abcdefgh12345678", "copy-abcdefgh12345678"
LIMITS = {"memory_bytes": 512 << 20, "processors": 1, "processes": 96}


def test_no_adults_server_is_started_ahead() -> None:
    due = {"learner": COPIER, "starts_at": "2030-01-01T10:00Z", "ends_at": "2030-01-01T11:00Z", "lesson": ""}
    with pytest.raises(Away):
        due_from({"due": [due]})
    assert len(due_from({"due": [due | {"learner": LEARNER}]})) == 1
    (address, _handler), *_ = HANDLERS
    assert re.fullmatch(address, f"/api/learners/{LEARNER}")
    assert not re.fullmatch(address, f"/api/learners/{COPIER}")


# -- the launcher


def homes_in(folder: Path) -> Homes:
    return Homes(folder / "homes", folder / "uids.json")


def test_a_copiers_home_is_empty_at_each_start_and_gone_when_erased(tmp_path: Path) -> None:
    homes = homes_in(tmp_path)
    home = homes.fresh_home_of(COPIER)
    (home / "deep" / "closed").mkdir(parents=True)
    (home / "deep" / "closed" / "work.ipynb").write_text("a child's")
    (home / "link").symlink_to(tmp_path)
    (home / "deep" / "closed").chmod(0)
    assert list(homes.fresh_home_of(COPIER).iterdir()) == []
    homes.erase(COPIER)
    assert not home.exists()
    assert tmp_path.exists()
    homes.erase(COPIER)  # nothing to do


@pytest.fixture(params=["root", "ordinary user"])
def copiers_home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Homes as each kind of launcher keeps them, and a copier's."""
    if request.param == "ordinary user":
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
    elif os.geteuid() != 0:
        monkeypatch.setattr(os, "chown", lambda *_, **__: None)
        monkeypatch.setattr(os, "geteuid", lambda: 0)
    homes = homes_in(tmp_path)
    return homes, homes.fresh_home_of(COPIER)


def test_a_home_whose_paths_are_too_long_to_name_is_erased(copiers_home: tuple[Homes, Path]) -> None:
    homes, home = copiers_home
    here = os.open(home, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("a" * 255, dir_fd=here)
        below = os.open("a" * 255, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    homes.erase(COPIER)
    assert not home.exists()


def test_a_home_that_was_closed_is_erased(copiers_home: tuple[Homes, Path]) -> None:
    homes, home = copiers_home
    (home / "work.ipynb").write_text("a child's")
    home.chmod(0)
    homes.erase(COPIER)
    assert not home.exists()


def test_what_a_link_in_a_home_leads_to_is_as_it_was(
    copiers_home: tuple[Homes, Path], tmp_path: Path
) -> None:
    homes, home = copiers_home
    outside = tmp_path / "outside"
    outside.mkdir()
    outside.chmod(0o755)
    (outside / "kept").write_text("x")
    (home / "link").symlink_to(outside)
    homes.erase(COPIER)
    assert outside.stat().st_mode & 0o777 == 0o755
    assert (outside / "kept").exists()


def test_a_left_over_home_that_cannot_be_removed_keeps_nobody_from_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = homes_in(tmp_path)
    left = homes.home_of(COPIER)

    def no_erasing(_path: Path) -> None:
        raise OSError("held")

    monkeypatch.setattr(shutil, "rmtree", no_erasing)
    homes.erase_left_over()
    assert left.exists()
    with pytest.raises(OSError, match="held"):
        homes.fresh_home_of(COPIER)
    assert homes.home_of(LEARNER).is_dir()


def test_a_copiers_uid_is_no_childs_and_goes_with_the_home(tmp_path: Path) -> None:
    homes = homes_in(tmp_path)
    first = homes.uid_of(LEARNER)
    homes.fresh_home_of(COPIER)
    copiers = homes.uid_of(COPIER)
    assert FIRST_COPIER_UID <= copiers <= LAST_COPIER_UID
    assert homes_in(tmp_path).uid_of(COPIER) == copiers  # while it stands it is kept
    homes.erase(COPIER)
    assert json.loads((tmp_path / "uids.json").read_text()) == {LEARNER: first}
    assert homes.uid_of(LEARNER[::-1].replace("8", "a", 1)) == first + 1


def test_two_copiers_never_have_one_uid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub_config.launcher.homes.LAST_COPIER_UID", FIRST_COPIER_UID + 1)
    homes = homes_in(tmp_path)
    names = [f"copy-abcdefgh1234567{number}" for number in range(3)]
    assert {homes.uid_of(name) for name in names[:2]} == {FIRST_COPIER_UID, FIRST_COPIER_UID + 1}
    with pytest.raises(NoUidLeft):
        homes.uid_of(names[2])
    homes.erase(names[0])
    assert homes.uid_of(names[2]) in {FIRST_COPIER_UID, FIRST_COPIER_UID + 1}


def test_what_a_launcher_left_over_is_erased_and_no_childs_home(tmp_path: Path) -> None:
    homes = homes_in(tmp_path)
    for name in (LEARNER, COPIER):
        (homes.home_of(name) / "work.ipynb").write_text("x")
    homes_in(tmp_path).erase_left_over()
    assert [home.name for home in (tmp_path / "homes").iterdir()] == [LEARNER]


def test_what_a_copiers_server_said_is_not_left_over_either(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    for name in (LEARNER, COPIER, "launcher"):
        (logs / f"{name}.log").write_text("x")
    LessonServers(homes_in(tmp_path), logs, tmp_path / "relay", create_autospec(ForkServer, instance=True))
    assert sorted(path.stem for path in logs.iterdir()) == [LEARNER, "launcher"]


def test_the_launcher_starts_both_kinds_and_no_other() -> None:
    for name in (LEARNER, COPIER):
        assert parse(json.dumps({"op": "start", "learner": name, **LIMITS}).encode()).learner == name
    with pytest.raises(RequestRefused):
        parse(json.dumps({"op": "start", "learner": "copy-../homes", **LIMITS}).encode())


def test_an_adults_server_has_no_lesson_room_and_no_commands() -> None:
    for copies in (False, True):
        config = lesson_process.config(copies=copies)
        extensions = config.ServerApp.jpserver_extensions
        assert (lesson_process.LESSON_SERVER in extensions) is not copies
        assert (lesson_process.COPY_SERVER in extensions) is copies
        commands = config.ServerApp.kernel_spec_manager_class is lesson_process.KernelsWithCommands
        assert commands is not copies
        assert config.ServerApp.terminals_enabled is False


# -- what the site sends


BOOK: dict[str, Any] = {
    "cells": [
        {"cell_type": "code", "id": "one", "metadata": {"trusted": True}, "source": "1", "execution_count": 3,
         "outputs": [{"output_type": "stream", "name": "stdout", "text": "ran"}]},
    ],
    "metadata": {"signature": "sha256:0"}, "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip


def test_a_copy_is_cleaned_here_once_more(tmp_path: Path) -> None:
    picture = {"name": "a.png", "content_base64": "aGVsbG8="}
    sneaky = {"name": "../a.png", "content_base64": "aGVsbG8="}
    lay_down(Copy.from_reply({"notebook": BOOK, "files": [picture, sneaky]}), tmp_path, "one")
    written = json.loads((tmp_path / "one" / "notebook.ipynb").read_text())
    (cell,) = written["cells"]
    assert (cell["outputs"], cell["execution_count"], cell["metadata"]) == ([], None, {})
    assert "signature" not in written["metadata"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["a.png", "notebook.ipynb"]
    assert list(tmp_path.iterdir()) == [tmp_path / "one"]


NO_COPIES = {
    "nothing": {},
    "no notebook": {"notebook": "words", "files": []},
    "cells of no kind": {"notebook": BOOK | {"cells": [{"cell_type": "widget"}]}, "files": []},
    "files that are none": {"notebook": BOOK, "files": {"a.png": ""}},
    "a picture that is none": {"notebook": BOOK, "files": [{"name": "a.png", "content_base64": "%"}]},
    "too many pictures": {"notebook": BOOK, "files": [{"name": "a.png", "content_base64": ""}] * 41},
}


@pytest.mark.parametrize("reply", NO_COPIES.values(), ids=NO_COPIES)
def test_what_is_no_copy_is_not_laid_down(reply: dict[str, Any]) -> None:
    with pytest.raises(SiteAway):
        Copy.from_reply(reply)


# -- pods


def pod_of(name: str) -> tuple[Any, Any]:
    """A start of this name's pod, prepared, and its one volume as Kubernetes would have it."""
    spawner = SimpleNamespace(user=SimpleNamespace(name=name), storage_pvc_ensure=True, default_url="/lesson")
    claimed = SimpleNamespace(persistent_volume_claim=object(), empty_dir=None)
    other = SimpleNamespace(persistent_volume_claim=None, empty_dir={"medium": "Memory"})
    pod = SimpleNamespace(spec=SimpleNamespace(volumes=[claimed, other]))
    pods.prepare(spawner)
    assert pods.without_a_claim(spawner, pod) is pod
    assert other.empty_dir == {"medium": "Memory"}
    return spawner, claimed


def test_a_childs_pod_keeps_its_home() -> None:
    spawner, volume = pod_of(LEARNER)
    assert (spawner.storage_pvc_ensure, spawner.default_url) == (True, "/lesson")
    assert volume.persistent_volume_claim is not None


def test_an_adults_pod_has_none_that_outlives_it() -> None:
    spawner, volume = pod_of(COPIER)
    assert (spawner.storage_pvc_ensure, spawner.default_url) == (False, "/copy")
    assert volume.persistent_volume_claim is None
    assert volume.empty_dir == {"sizeLimit": "256Mi"}
