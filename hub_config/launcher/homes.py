"""A uid and a home folder for every learner, the same for ever.

A uid is never given to a second learner, so that a file forgotten anywhere is never
another child's to read. The table is small: one number a learner who ever came.

A copier's name, which is one copy's, has uid and home only as long as its server runs. Its uid comes from a
range apart, at random, so that the next copies hardly ever have it and a child never does.
"""

import json
import logging
import os
import secrets
import shutil
from pathlib import Path
from stat import S_ISDIR

from hub_config.names import is_copier

log = logging.getLogger("clubs.launcher")

FIRST_UID = 210_000
# Where Debian's allocation for subordinate ids and systemd's dynamic users are not.
LAST_UID = 519_999
FIRST_COPIER_UID, LAST_COPIER_UID = 520_000, 523_999


class NoUidLeft(RuntimeError):
    """Three hundred thousand learners have come, or four thousand copies are open: widen the range."""


class Homes:
    """Homes below `folder`, each 0700; as root each belongs to the learner's own uid."""

    def __init__(self, folder: Path, table: Path) -> None:
        self._folder, self._table = folder, table
        self._as_root = os.geteuid() == 0
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._uids: dict[str, int] = json.loads(table.read_text()) if table.exists() else {}

    def uid_of(self, learner: str) -> int:
        """The learner's uid, given and recorded at the first asking. Raises `NoUidLeft`, `OSError`."""
        if learner not in self._uids:
            self._uids[learner] = self._copiers_uid() if is_copier(learner) else self._next_uid()
            self._save()
        return self._uids[learner]

    def home_of(self, learner: str) -> Path:
        """The learner's home, made at the first asking and closed to others at each. Raises `OSError`."""
        home = self._folder / learner
        home.mkdir(mode=0o700, exist_ok=True)
        home.chmod(0o700)
        if self._as_root:
            uid = self.uid_of(learner)
            # Not following links: the folder above is ours, the learner cannot have put one there.
            os.chown(home, uid, uid, follow_symlinks=False)
        return home

    def fresh_home_of(self, name: str) -> Path:
        """A home with nothing in it, whatever an earlier server left. Raises `OSError`."""
        self.erase(name)
        return self.home_of(name)

    def erase(self, name: str) -> None:
        """Remove a home and all that is in it, and forget its uid; only while no server runs there.

        Raises `OSError`.
        """
        self._remove(self._folder / name)
        if self._uids.pop(name, None) is not None:
            self._save()

    def _remove(self, home: Path) -> None:
        if not home.is_dir():
            return
        home.chmod(0o700)
        if not self._as_root:
            # By descriptor: a program may have made paths too long to name, and closed folders.
            for _folder, inside, _files, here in os.fwalk(home):
                for each in inside:
                    # Links are among them, and lead out.
                    if S_ISDIR(os.stat(each, dir_fd=here, follow_symlinks=False).st_mode):
                        os.chmod(each, 0o700, dir_fd=here)
        shutil.rmtree(home)

    def erase_left_over(self) -> None:
        """Remove homes that were to last as long as their servers: none runs yet.

        One that cannot be removed keeps no child from theirs, and its uid stays taken.
        """
        for name in {*(home.name for home in self._folder.iterdir()), *self._uids}:
            if is_copier(name):
                try:
                    self.erase(name)
                except OSError:
                    log.exception("a home that was left over could not be removed: %s", name)

    def _next_uid(self) -> int:
        """One above every uid in the table or on a home, so that a lost table gives none away twice."""
        taken = [uid for uid in self._taken() if FIRST_UID <= uid <= LAST_UID]
        following = max(taken, default=FIRST_UID - 1) + 1
        if following > LAST_UID:
            raise NoUidLeft(f"No uid is left between {FIRST_UID} and {LAST_UID}.")
        return following

    def _copiers_uid(self) -> int:
        free = sorted({*range(FIRST_COPIER_UID, LAST_COPIER_UID + 1)} - self._taken())
        if not free:
            raise NoUidLeft(f"No uid is free between {FIRST_COPIER_UID} and {LAST_COPIER_UID}.")
        return secrets.choice(free)

    def _taken(self) -> set[int]:
        return {*self._uids.values(), *(home.stat().st_uid for home in self._folder.iterdir())}

    def _save(self) -> None:
        """Write the table so that a crash leaves the old one or the new one, never half."""
        draft = self._table.with_suffix(".new")
        with draft.open("w") as file:
            json.dump(self._uids, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._table)
