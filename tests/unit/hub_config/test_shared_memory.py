"""What a fork shares with a parent that has prepared for it. Each case has a process of its own."""

import json
import subprocess

import pytest

from tests.hostile.probing import REPOSITORY, python

COPIED = """
import gc, json, os, sys
from hub_config.sandbox import keep_shared
import email.mime.text, http.client, unittest.mock, xml.dom.minidom

def copied():
    "Bytes of memory that are this process's own."
    with open("/proc/self/smaps_rollup") as lines:
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) * 1024

def touch_everything():
    for module in list(sys.modules.values()):
        for value in list(vars(module).values()):
            repr(type(value))
    gc.collect()

def in_a_fork():
    reader, writer = os.pipe()
    if os.fork() == 0:
        before = copied()
        touch_everything()
        os.write(writer, str(copied() - before).encode())
        os._exit(0)
    os.wait()
    return int(os.read(reader, 99))
"""


def script(text: str) -> object:
    done = subprocess.run(
        [python(), "-c", text], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_fork_that_reads_everything_copies_little() -> None:
    """Without preparation it copies some megabytes: the control."""
    before, after = script(
        COPIED + "before = in_a_fork()\nassert keep_shared() > 1000\nprint(json.dumps([before, in_a_fork()]))"
    )
    assert before > 1_000_000
    assert after < before / 3


STILL_WORK = {
    "classes": "class A: pass\nclass B(A): x = 1\nassert B().x == 1",
    "lists that there were": "KEPT.append(4)\nassert KEPT == [1, 2, 3, 4]",
    "dicts that there were": "NAMED['two'] = [2]\ndel NAMED['one']\nassert NAMED == {'two': [2]}",
    "text that grows": "text = WORDS\ntext += 'more'\nassert (WORDS, text) == ('words', 'wordsmore')",
    "bytes that grow": "data = bytes(WORDS, 'ascii')\ndata += b'!'\nassert data == b'words!'",
    "imports": "import colorsys\nassert colorsys.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)",
    "cycles": "import gc, weakref\nclass C: pass\na = C()\na.me = a\nw = weakref.ref(a)\ndel a\n"
    "gc.collect()\nassert w() is None",
    "ends of new objects": "ends = []\nclass D:\n    def __del__(self): ends.append(1)\n"
    "D()\nassert ends == [1]",
    "exceptions": "try:\n    KEPT[9]\nexcept IndexError as failure:\n    assert 'range' in str(failure)",
    "generators": "assert list(x * 2 for x in KEPT) == [2, 4, 6]",
    "forks": "import os\nif os.fork() == 0: os._exit(KEPT[2])\nassert os.wait()[1] >> 8 == 3",
}


@pytest.mark.parametrize("text", STILL_WORK.values(), ids=STILL_WORK)
def test_python_goes_on_as_before(text: str) -> None:
    kept = "KEPT, NAMED, WORDS = [1, 2, 3], {'one': 1}, ''.join(['wo', 'rds'])\n"
    opening = f"from hub_config.sandbox import keep_shared\n{kept}assert keep_shared() > 1000\n"
    assert script(f"{opening}{text}\nimport os\nprint('true', flush=True)\nos._exit(0)")


def test_another_python_is_left_as_it_is() -> None:
    """Where counts are not kept as this Python keeps them, nothing is written anywhere."""
    text = (
        "import sys\nfrom hub_config.sandbox import keep_shared\nsys.version_info = (3, 99)\n"
        "thing = object()\nprint([keep_shared(), sys.getrefcount(thing)])"
    )
    assert script(text) == [0, 2]


def test_it_may_be_called_again() -> None:
    assert script(
        "from hub_config.sandbox import keep_shared\nkeep_shared()\nprint(int(keep_shared() < 1000))"
    )
